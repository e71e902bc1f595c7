import mpmath
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.derivation.collect import collect, multiply_out
from pipeline.derivation.differentiate import differentiate
from pipeline.derivation.steps import Detail
from pipeline.derivation.substitute import substitute
from pipeline.derivation.tidy import tidy
from pipeline.errors import ComputationError
from pipeline.notation.build import number
from pipeline.notation.tree import Derivative, Node, Symbol, walk
from pipeline.notation.writer import latex
from tests.property.trees import SMOOTH, UndefinedError, agree, points, polynomials, trees, unbalanced, value
from tests.property.trees import depth as depth_of

X = Symbol("x")
Point = dict[str, mpmath.mpf]


def known(node: Node, at: Point) -> mpmath.mpf:
    """Return mpmath's value, or pass over a point where the formula has none."""
    try:
        return value(node, at)
    except UndefinedError:
        assume(False)
        raise


@given(trees((*SMOOTH, "log", "sqrt"), leaves=5), points())
@settings(max_examples=60)
def test_every_line_of_a_derivation_is_the_derivative(body: Node, at: Point) -> None:
    """Each formula on the way, also with derivatives still standing in it, has the value of a numerical derivative."""
    with mpmath.workdps(50):
        known(body, at)
        try:
            derivation = differentiate(body, X)
        except ComputationError:  # a part is nowhere defined or cannot be decided: nothing is claimed
            assume(False)
            raise
        expected = known(Derivative(body, (X,)), at)
        for step in derivation.steps:
            assert agree(known(step.after, at), expected, 12), latex(step.after)
            assert unbalanced(latex(step.after)) == ""


@given(trees((*SMOOTH, "log", "sqrt"), leaves=5), st.sampled_from(["brief", "normal", "full"]))
@settings(max_examples=40)
def test_a_derivation_is_connected_and_ends_without_derivatives(body: Node, detail: Detail) -> None:
    """Each step starts where the one before ended; the last formula has no derivative left; a chain shows both ends."""
    try:
        derivation = differentiate(body, X)
    except ComputationError:
        assume(False)
        raise
    for one, other in zip(derivation.steps, derivation.steps[1:], strict=False):
        assert one.after == other.before
    assert not any(isinstance(part, Derivative) for _, part in walk(derivation.result))
    links = derivation.chain(Symbol("d"), detail).links
    assert (links[0].node, links[-1].node) == (derivation.start, derivation.result)


@given(trees(), points())
@settings(max_examples=200)
def test_arranging_keeps_the_value(node: Node, at: Point) -> None:
    """tidy, multiply_out and collect change how a formula is written, never what it is worth."""
    with mpmath.workdps(40):
        expected = known(node, at)
        for arrange in (tidy, multiply_out, collect):
            after = arrange(node)
            assert agree(known(after, at), expected, 20), (arrange.__name__, latex(after))


@given(polynomials(), points())
@settings(max_examples=100)
def test_a_collected_polynomial_is_settled(node: Node, at: Point) -> None:
    """Collecting twice gives what collecting once gives, and the value stays."""
    once = collect(node, (Symbol("x"), Symbol("y")))
    assert latex(collect(once, (Symbol("x"), Symbol("y")))) == latex(once)
    with mpmath.workdps(40):
        assert agree(known(once, at), known(node, at), 20)


@given(trees(), points())
@settings(max_examples=60)
def test_numbers_put_in_place_evaluate_nothing(node: Node, at: Point) -> None:
    """After substitution the tree has the same shape and the value at the point."""
    numbers = {"x": number("3"), "y": number("7")}
    placed = substitute(node, numbers)
    assert depth_of(placed) == depth_of(node)
    with mpmath.workdps(40):
        there = {"x": mpmath.mpf(3), "y": mpmath.mpf(7)}
        assert agree(known(placed, at), known(node, there), 25)
