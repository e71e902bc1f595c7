r"""The activation functions as mathematics: how each is written, defined and differentiated.

`step(t)` is 1 for t > 0 and 0 for t ≤ 0: at the kink of ReLU, which has no derivative there, the slope to the left is
taken, as the automatic-differentiation libraries do.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction as Rational

from pipeline.notation.build import ONE, ZERO, decimal_number, difference, neg, power, product_of, sum_of
from pipeline.notation.expression import LEAKY_SLOPE
from pipeline.notation.tree import Call, Fraction, Node, Product

LEAK = decimal_number(Rational(int(LEAKY_SLOPE.p), int(LEAKY_SLOPE.q)))
LEAK_REST = decimal_number(1 - Rational(int(LEAKY_SLOPE.p), int(LEAKY_SLOPE.q)))


@dataclass(frozen=True)
class Elementwise:
    """An activation function of one argument.

    Attributes:
        function: Its name in `notation.vocabulary`; empty for the identity.
        definition: What it is at t, in simpler functions.
        derivative: Its derivative at t, as the derivation on the page ends.
        slope: The derivative at a unit, from its preactivation z and its activation a.
        has_kink: Whether it has no derivative at 0.
    """

    function: str
    definition: Callable[[Node], Node]
    derivative: Callable[[Node], Node]
    slope: Callable[[Node, Node], Node]
    has_kink: bool = False

    def at(self, argument: Node) -> Node:
        """Return the function applied."""
        return Call(self.function, (argument,)) if self.function else argument


def exp(argument: Node) -> Node:
    """Return e to the argument."""
    return Call("exp", (argument,))


def _sigmoid(t: Node) -> Node:
    return Call("sigmoid", (t,))


def _step(t: Node) -> Node:
    return Call("step", (t,))


def _leaky_slope(t: Node) -> Node:
    return sum_of((LEAK, Product((LEAK_REST, _step(t)))))


ELEMENTWISE: Mapping[str, Elementwise] = {
    "sigmoid": Elementwise(
        "sigmoid",
        lambda t: Fraction(ONE, sum_of((ONE, exp(neg(t))))),
        lambda t: Product((_sigmoid(t), difference(ONE, _sigmoid(t)))),
        lambda z, a: Product((a, difference(ONE, a))),
    ),
    "tanh": Elementwise(
        "tanh",
        lambda t: Fraction(difference(exp(t), exp(neg(t))), sum_of((exp(t), exp(neg(t))))),
        lambda t: difference(ONE, power(Call("tanh", (t,)), 2)),
        lambda z, a: difference(ONE, power(a, 2)),
    ),
    "relu": Elementwise("relu", lambda t: product_of((t, _step(t))), _step, lambda z, a: _step(z), has_kink=True),
    "leaky relu": Elementwise(
        "leaky_relu",
        lambda t: Product((t, _leaky_slope(t))),
        _leaky_slope,
        lambda z, a: _leaky_slope(z),
        has_kink=True,
    ),
    "softplus": Elementwise(
        "softplus", lambda t: Call("log", (sum_of((ONE, exp(t))),)), _sigmoid, lambda z, a: _sigmoid(z)
    ),
    "linear": Elementwise("", lambda t: t, lambda t: ONE, lambda z, a: ONE),
}
"""Every activation but softmax, which couples the units of its layer."""


def softmax_at(preactivations: tuple[Node, ...], unit: int) -> Node:
    """Return what softmax gives for one unit (from 0), written out."""
    return Fraction(exp(preactivations[unit]), sum_of(exp(z) for z in preactivations))


def activation_at(name: str, preactivations: tuple[Node, ...], unit: int) -> Node:
    """Return the activation of one unit (from 0) as a formula in the preactivations of its layer."""
    if name == "softmax":
        return softmax_at(preactivations, unit)
    return ELEMENTWISE[name].at(preactivations[unit])


def slope(name: str, z: tuple[Node, ...], a: tuple[Node, ...], of: int, by: int) -> Node:
    """Return ∂a_of/∂z_by (units from 0) as a formula in preactivations and activations; 0 where there is no path."""
    if name != "softmax":
        return ELEMENTWISE[name].slope(z[of], a[of]) if of == by else ZERO
    if of == by:
        return Product((a[of], difference(ONE, a[of])))
    return neg(Product((a[of], a[by])))


def reached(name: str, by: int, units: int) -> tuple[int, ...]:
    """Return the units whose activation depends on the preactivation of one unit: itself, or all for softmax."""
    return tuple(range(units)) if name == "softmax" else (by,)
