"""What has to hold of a function before anything is computed: it is defined somewhere, with numbers that fit a page."""

from collections.abc import Iterator

from pipeline.equality.normal_form import is_identically_zero
from pipeline.errors import ComputationError
from pipeline.exercises.critical_points.region import Region
from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr

MAX_TERMS = 5_000
MAX_DIGITS = 60
"""A number with more digits before the point or below it fits no page."""

PIECES = 16


def check_function(function: Expr, region: Region) -> None:
    """Refuse a function that has no value anywhere in the region, or numbers that fit no page.

    Raises:
        ComputationError: In these cases.
    """
    for part in ex.subexpressions(function):
        if isinstance(part, ex.Const) and part.value != 0 and _size(part) > MAX_DIGITS:
            raise ComputationError(
                f"a number in the function has more than {MAX_DIGITS} digits",
                hint="choose units in which the numbers are neither that large nor that small",
            )
    for denominator in _denominators(function):
        if is_identically_zero(denominator, MAX_TERMS):
            raise ComputationError("the function has no value anywhere: a denominator is zero everywhere")
    if any(_is_partial(part) for part in ex.subexpressions(function)) and _is_nowhere_defined(function, region):
        where = "in the box" if region.sides is not None else "anywhere"
        raise ComputationError(f"the function has no value {where}: a logarithm or a root of a negative number")


def _size(number: ex.Const) -> int:
    """Return how many digits the numerator or the denominator has, at most."""
    return max(len(str(abs(int(number.value.p)))), len(str(int(number.value.q))))


def _denominators(function: Expr) -> Iterator[Expr]:
    for part in ex.subexpressions(function):
        match part:
            case ex.Pow(base, ex.Const(exponent)) if exponent < 0:
                yield base
            case _:
                pass


def _is_partial(part: Expr) -> bool:
    """Tell whether an operation has no value for some numbers, whole powers aside."""
    match part:
        case ex.Fn("log" | "sqrt", _):
            return True
        case ex.Pow(_, ex.Const(exponent)):
            return bool(exponent.q != 1)
        case ex.Pow():
            return True
        case _:
            return False


def _is_nowhere_defined(function: Expr, region: Region) -> bool:
    """Tell whether intervals show that the function has no value on any piece of the region."""
    import numpy as np

    from pipeline.exercises.critical_points.tape import tape_of

    box = region.box(region.variables)
    cut = PIECES if region.sides is not None else 1
    grids = [np.linspace(low, high, cut + 1) if cut > 1 else np.array([low, high]) for low, high in box]
    lows = np.array([axis.ravel() for axis in np.meshgrid(*(grid[:-1] for grid in grids), indexing="ij")])
    highs = np.array([axis.ravel() for axis in np.meshgrid(*(grid[1:] for grid in grids), indexing="ij")])
    return bool(tape_of([function], region.variables).run(lows, highs)[1].all())
