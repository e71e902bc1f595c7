"""Functions at the few places where they are rational: σ(0) = ½ is no rounded number."""

from collections.abc import Callable, Mapping
from math import isqrt

from flint import fmpq

from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr

AT_ONE_PLACE: Mapping[str, tuple[int, fmpq]] = {
    "exp": (0, fmpq(1)),
    "log": (1, fmpq(0)),
    "sin": (0, fmpq(0)),
    "cos": (0, fmpq(1)),
    "tan": (0, fmpq(0)),
    "sinh": (0, fmpq(0)),
    "cosh": (0, fmpq(1)),
    "tanh": (0, fmpq(0)),
    "sigmoid": (0, fmpq(1, 2)),
}
"""Where each transcendental function has a rational value, and which; there is no other rational place."""

EVERYWHERE: Mapping[str, Callable[[fmpq], fmpq]] = {
    "abs": abs,
    "relu": lambda x: max(x, fmpq(0)),
    "step": lambda x: fmpq(int(x > 0)),
    "leaky_relu": lambda x: x if x > 0 else ex.LEAKY_SLOPE * x,
}


def exact_value(expr: Expr) -> fmpq | None:
    """Return the value of an expression without variables where all its parts are rational, else None."""
    found = ex.fold(expr, _folded)
    return found.value if isinstance(found, ex.Const) else None


def _folded(node: Expr, parts: tuple[Expr, ...]) -> Expr:
    if isinstance(node, ex.Fn) and isinstance(parts[0], ex.Const):
        value = _at(node.name, parts[0].value)
        if value is not None:
            return ex.Const(value)
    return ex.rebuild(node, parts)


def _at(name: str, place: fmpq) -> fmpq | None:
    if name in EVERYWHERE:
        return EVERYWHERE[name](place)
    if name == "sign" and place != 0:
        return fmpq(1 if place > 0 else -1)
    if name == "sqrt" and place >= 0:
        top, bottom = isqrt(int(place.p)), isqrt(int(place.q))
        return fmpq(top, bottom) if fmpq(top, bottom) ** 2 == place else None
    only, value = AT_ONE_PLACE.get(name, (0, None))
    return value if place == only else None
