"""Kind `activation-functions`: their derivatives by rule, how large these get, and both at given points."""

from collections.abc import Mapping
from fractions import Fraction

from pipeline.exercises.activation_functions.content import page_content
from pipeline.exercises.activation_functions.functions import STUDIED
from pipeline.exercises.activation_functions.model import ActivationFunctions
from pipeline.exercises.activation_functions.numbers import Row, evaluated
from pipeline.exercises.activation_functions.reading import page_reading
from pipeline.exercises.kinds import Kind, QuantityDoc
from pipeline.exercises.networks.real import BITS
from pipeline.exercises.solution import Solution, Value
from pipeline.notation.evaluate import precision


def solve(model: ActivationFunctions, parameters: Mapping[str, Fraction]) -> Solution:
    """Return the solved exercise."""
    del parameters
    rows = [evaluated(STUDIED[name], model.at) for name in model.functions]
    with precision(BITS[0]):
        content = page_content(model, rows)
    return Solution({"functions": [_quantities(row) for row in rows]}, content, page_reading(model))


def _quantities(row: Row) -> dict[str, Value]:
    return {
        "name": row.function.key,
        "values": list(row.values),
        "slopes": list(row.slopes),
        "largest_slope": row.function.largest,
    }


KIND = Kind(
    name="activation-functions",
    summary="activation functions: derivatives by rule, how large they get and why, values at given points",
    model=ActivationFunctions,
    solve=solve,
    quantities=(
        QuantityDoc("functions[*].name", "word", "Name of the function, in the order of the sheet."),
        QuantityDoc("functions[*].values", "vector (points)", "The function at each point of the key `at`."),
        QuantityDoc("functions[*].slopes", "vector (points)", "Its derivative there; at a kink the slope to the left."),
        QuantityDoc(
            "functions[*].largest_slope", "number or none", "Its largest derivative; none where there is none."
        ),
    ),
)
