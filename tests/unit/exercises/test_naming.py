import pytest

from pipeline.exercises.fields import FieldError
from pipeline.exercises.naming import check_function_name, check_variables, names_for, point, vector
from pipeline.notation.build import number
from pipeline.notation.tree import Node
from pipeline.notation.writer import latex


@pytest.mark.parametrize(
    ("function", "variables", "name"),
    [
        ("f", ["x"], "x"),
        ("f", ["x_1", "x_2"], "x"),
        ("f", ["w_1", "w_2", "w_3"], "w"),
        ("f", ["x", "y"], "theta"),
        ("f", ["w", "b"], "theta"),
        ("theta", ["v", "p"], "z"),
        ("x", ["x_1", "x_2"], "theta"),
        ("f", ["x_1", "x"], "theta"),
        ("f", ["x1", "x2"], "theta"),
    ],
)
def test_the_vector_of_the_variables_takes_their_letter_where_it_is_free(
    function: str, variables: list[str], name: str
) -> None:
    """x_1 and x_2 make x; without a shared, free letter another name is taken that means nothing else."""
    assert names_for(function, variables).vector == name


NAMES = names_for("g", ["w_1", "w_2"])


@pytest.mark.parametrize(
    ("node", "written"),
    [
        (NAMES.applied, "g(w_1, w_2)"),
        (NAMES.gradient, r"\nabla g(w)"),
        (NAMES.hessian, r"\nabla^2 g(w)"),
        (NAMES.partial(NAMES.symbols[0]), r"\frac{\partial g}{\partial w_1}"),
        (NAMES.partial(*NAMES.symbols), r"\frac{\partial^2 g}{\partial w_1 \, \partial w_2}"),
        (NAMES.point("*"), "w^*"),
        (NAMES.point(3), "w^{(3)}"),
        (NAMES.value_at("*"), "g(w^*)"),
        (NAMES.gradient_at(1), r"\nabla g(w^{(1)})"),
        (NAMES.hessian_at("*"), r"\nabla^2 g(w^*)"),
        (names_for("f", ["alpha", "b"]).point("*"), r"\theta^*"),
        (vector([number(1)]), "1"),
        (vector([number(1), number(2)]), r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}"),
        (point([number(1)]), "1"),
        (point([number(-4), number(3)]), "(-4, 3)"),
    ],
)
def test_the_names_around_a_function_are_written_as_usual(node: Node, written: str) -> None:
    """Gradient, Hessian, partial derivatives, points with a star or a number."""
    assert latex(node) == written


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ([], "{key} must be 1 to 2 names, not 0"),
        (["x", "y", "z"], "{key} must be 1 to 2 names, not 3"),
        (["x", "x"], "the variable 'x' stands twice in {key}"),
        (["x12", "x_12"], "'x12' and 'x_12' in {key} look the same in print"),
        (["t"], "'t' cannot be in {key}: it is time"),
        (["a"], "'a' is a parameter and cannot be in {key}"),
    ],
)
def test_variables_that_would_confuse_are_refused(variables: list[str], sentence: str) -> None:
    """Too many, twice the same, alike in print, reserved, or parameters."""
    with pytest.raises(FieldError) as caught:
        check_variables(variables, 2, ["a"], {"t": "time"})
    assert str(caught.value) == sentence


def test_a_function_cannot_share_its_name() -> None:
    """f is refused where f means something else."""
    with pytest.raises(FieldError, match="the function cannot be called 'f', which means something else here"):
        check_function_name("f", {"f"})
    check_function_name("g", {"f"})
