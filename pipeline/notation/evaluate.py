"""Expressions as numbers: balls of arb arithmetic, exact rationals, NumPy arrays, SymPy (for tests and users).

A ball that is not finite means "undefined here or not decided at this precision"; nothing raises for a division by
zero or the logarithm of a negative number.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from flint import arb, ctx, fmpq

from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr
from pipeline.notation.meaning import EMPTY, Scope, meaning
from pipeline.notation.quadrature import integral_ball
from pipeline.notation.series import infinite_sum
from pipeline.notation.tree import Node

if TYPE_CHECKING:
    import numpy as np
    import sympy

DEFAULT_BITS = 200


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Compute with balls of this many bits inside the block."""
    before = ctx.prec
    ctx.prec = bits
    try:
        yield
    finally:
        ctx.prec = before


def ball(expr: Expr, values: Mapping[str, arb] | None = None) -> arb:
    """Return a ball that contains the value, at the current precision.

    Args:
        expr: Its variables all have a value.
        values: By name.

    Raises:
        KeyError: For a variable without a value.
    """
    known = values or {}
    return ex.fold(expr, lambda node, parts: ball_of(node, parts, known))


def ball_of(node: Expr, parts: Sequence[arb], values: Mapping[str, arb]) -> arb:
    """Return a ball around an expression, given those around its parts, and the variables' values."""
    return _BALL_OF[type(node)](node, parts, values)


def _product(parts: Sequence[arb]) -> arb:
    product = parts[0]
    for part in parts[1:]:
        product = product * part
    return product


_BALL_OF: Mapping[type[Expr], Callable[[Any, Sequence[arb], Mapping[str, arb]], arb]] = {
    ex.Const: lambda node, parts, values: arb(node.value),
    ex.Pi: lambda node, parts, values: arb.pi(),
    ex.Var: lambda node, parts, values: values[node.name],
    ex.Add: lambda node, parts, values: sum(parts[1:], parts[0]),
    ex.Mul: lambda node, parts, values: _product(parts),
    ex.Pow: lambda node, parts, values: _power(parts[0], node.exponent, parts[1]),
    ex.Fn: lambda node, parts, values: BALLS[node.name](parts[0]),
    ex.Integral: integral_ball,
    ex.Series: lambda node, parts, values: infinite_sum(parts),
    ex.Infinite: lambda node, parts, values: arb("inf") * node.value,
}


def _power(base: arb, exponent: Expr, value: arb) -> arb:
    if isinstance(exponent, ex.Const) and exponent.value.q == 1:
        return whole_power(base, int(exponent.value.p))
    if isinstance(exponent, ex.Const) and exponent.value == fmpq(1, 2):
        return base.sqrt()
    return base**value


def whole_power(base: arb, n: int) -> arb:
    """Return base^n; FLINT gives nan where a ball is centred at zero, although the power is small there."""
    if n <= 0 or base.is_zero() or not base.mid().is_zero():
        return base**n
    largest = base.abs_upper() ** n
    return largest.union(arb(0)) if n % 2 == 0 else largest.union(-largest)


def _relu(x: arb) -> arb:
    return x.nonnegative_part()


def _sign(x: arb) -> arb:
    return arb(1) if x > 0 else arb(-1) if x < 0 else arb.nan()


def _step(x: arb) -> arb:
    return arb(1) if x > 0 else arb(0) if x <= 0 else arb.nan()


BALLS: Mapping[str, Callable[[arb], arb]] = {
    "exp": arb.exp,
    "log": arb.log,
    "sqrt": arb.sqrt,
    "abs": abs,
    "sin": arb.sin,
    "cos": arb.cos,
    "tan": arb.tan,
    "sinh": arb.sinh,
    "cosh": arb.cosh,
    "tanh": arb.tanh,
    "arcsin": arb.asin,
    "arccos": arb.acos,
    "arctan": arb.atan,
    "sigmoid": lambda x: 1 / (1 + (-x).exp()),
    "relu": _relu,
    "leaky_relu": lambda x: _relu(x) - arb(ex.LEAKY_SLOPE) * _relu(-x),
    "softplus": lambda x: x.exp().log1p(),
    "step": _step,
    "sign": _sign,
}


def rational(expr: Expr) -> fmpq | None:
    """Return the exact value of an expression without variables and transcendental parts, else None.

    Folding has already happened where expressions are built, so only a constant is rational.
    """
    return expr.value if isinstance(expr, ex.Const) else None


def compile_numpy(node: Node, variables: Sequence[str], scope: Scope = EMPTY) -> "Callable[..., np.ndarray]":
    """Return a function of NumPy arrays (broadcastable, one per variable) that evaluates the tree.

    Undefined places give nan or inf; warnings are silenced.
    """
    return compile_expression(meaning(node, scope.keeping(*variables)), variables)


def compile_expression(expr: Expr, variables: Sequence[str]) -> "Callable[..., np.ndarray]":
    """Return a function of NumPy arrays, one per variable in this order."""
    import numpy as np

    functions = _numpy_functions()

    def visit(node: Expr, parts: "tuple[Any, ...]", values: "Mapping[str, Any]") -> Any:
        match node:
            case ex.Const(value):
                return np.float64(_nearest_float(value))
            case ex.Pi():
                return np.float64(np.pi)
            case ex.Var(name):
                return values[name]
            case ex.Add():
                return sum(parts[1:], parts[0])
            case ex.Mul():
                product = parts[0]
                for part in parts[1:]:
                    product = product * part
                return product
            case ex.Pow(_, ex.Const(value)) if value.q == 1:
                return np.power(parts[0], float(int(value.p)))
            case ex.Pow():
                return np.power(parts[0], parts[1])
            case ex.Fn(name, _):
                return functions[name](parts[0])
            case _:
                raise TypeError(type(node).__name__)

    def evaluate(*arrays: "np.ndarray") -> "np.ndarray":
        values = dict(zip(variables, (np.asarray(a, dtype=float) for a in arrays), strict=True))
        with np.errstate(all="ignore"):
            result = ex.fold(expr, lambda node, parts: visit(node, parts, values))
        return np.broadcast_to(result, np.broadcast_shapes(*(a.shape for a in values.values())))

    return evaluate


def _nearest_float(value: fmpq) -> float:
    try:
        return int(value.p) / int(value.q)
    except OverflowError:
        return float("inf") if value > 0 else -float("inf")


def _numpy_functions() -> "Mapping[str, Callable[[Any], Any]]":
    import numpy as np

    return {
        **{name: getattr(np, name) for name in ("exp", "log", "sqrt", "abs", "sin", "cos", "tan", "sinh", "cosh")},
        "tanh": np.tanh,
        "arcsin": np.arcsin,
        "arccos": np.arccos,
        "arctan": np.arctan,
        "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
        "relu": lambda x: np.maximum(x, 0),
        "leaky_relu": lambda x: np.where(x > 0, x, float(int(ex.LEAKY_SLOPE.p) / int(ex.LEAKY_SLOPE.q)) * x),
        "softplus": lambda x: np.logaddexp(0, x),
        "step": lambda x: np.heaviside(x, np.nan),
        "sign": np.sign,
    }


def to_sympy(expr: Expr) -> "sympy.Expr":
    """Return the expression in SymPy, variables as real symbols; slow, for judging from outside."""
    import sympy

    own: Mapping[str, Callable[[Any], Any]] = {
        "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
        "relu": lambda x: sympy.Max(x, 0),
        "leaky_relu": lambda x: sympy.Max(x, 0) + sympy.Rational(str(ex.LEAKY_SLOPE)) * sympy.Min(x, 0),
        "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
        "step": sympy.Heaviside,
        "arcsin": sympy.asin,
        "arccos": sympy.acos,
        "arctan": sympy.atan,
        "abs": sympy.Abs,
    }

    def visit(node: Expr, parts: tuple[Any, ...]) -> Any:
        match node:
            case ex.Const(value):
                return sympy.Rational(int(value.p), int(value.q))
            case ex.Pi():
                return sympy.pi
            case ex.Var(name):
                return sympy.Symbol(name, real=True)
            case ex.Add():
                return sympy.Add(*parts)
            case ex.Mul():
                return sympy.Mul(*parts)
            case ex.Pow():
                return sympy.Pow(*parts)
            case ex.Fn(name, _):
                return own[name](parts[0]) if name in own else getattr(sympy, name)(parts[0])
            case _:
                raise TypeError(type(node).__name__)

    return ex.fold(expr, visit)
