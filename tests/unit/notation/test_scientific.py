import pytest

from pipeline.notation.reader import Statement, read_formula
from pipeline.notation.scientific import with_literals
from pipeline.notation.tree import Number, walk


@pytest.mark.parametrize(
    ("latex", "literals"),
    [
        (r"1.23 \cdot 10^{-9}", ["1.23e-9"]),
        (r"-1.23 \cdot 10^{4}x", ["1.23e4"]),
        (r"0.5 \cdot 1.23 \cdot 10^{-9}", ["0.5", "1.23e-9"]),
        (r"3 \cdot 10^2", ["3", "10", "2"]),
        (r"1.5 \cdot 10^x", ["1.5", "10"]),
    ],
)
def test_a_mantissa_with_a_point_and_a_power_of_ten_are_one_literal(latex: str, literals: list[str]) -> None:
    """Whole numbers times powers of ten stay products: nothing says that they are rounded."""
    (item,) = read_formula(latex)
    assert isinstance(item, Statement)
    assert [part.text for _, part in walk(with_literals(item.node)) if isinstance(part, Number)] == literals
