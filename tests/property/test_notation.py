import re

import mpmath
import numpy as np
import pytest
import sympy
from flint import arb
from hypothesis import assume, given, settings

from pipeline.notation.calculator import parse_expression
from pipeline.notation.evaluate import ball, compile_numpy, precision, to_sympy
from pipeline.notation.expression import derivative
from pipeline.notation.meaning import meaning
from pipeline.notation.tree import Node, replace_at, walk
from pipeline.notation.width import width
from pipeline.notation.writer import latex
from tests.property.trees import (
    SMOOTH,
    UndefinedError,
    agree,
    calculator_text,
    points,
    trees,
    unbalanced,
    value,
)

Point = dict[str, mpmath.mpf]


def as_mp(found: arb) -> mpmath.mpf:
    """Return the middle of a ball with 40 digits."""
    return mpmath.mpf(found.str(40, radius=False))


def known(node: Node, at: Point) -> mpmath.mpf:
    """Return mpmath's value, or pass over a point where the formula has none."""
    try:
        return value(node, at)
    except UndefinedError:
        assume(False)
        raise


def balls(at: Point) -> dict[str, arb]:
    """Return exactly the numbers that mpmath computes with."""
    return {name: arb(int(x.man)) * arb(2) ** int(x.exp) * (-1 if x < 0 else 1) for name, x in at.items()}


@given(trees(leaves=10))
@settings(max_examples=150)
def test_what_is_written_is_well_formed(node: Node) -> None:
    """Any tree is written as LaTeX with matching brackets, no doubled sign or superscript, and has a width."""
    text = latex(node)
    assert text
    assert unbalanced(text) == ""
    assert not re.search(r"[-+] ?[-+]|\^(\{[^{}]*\}|[^{\\])\^|\\cdot\s*$|\^$|\{\}", text)
    assert width(node) > 0


@given(trees(leaves=10))
@settings(max_examples=60)
def test_replacing_a_part_by_itself_changes_nothing(node: Node) -> None:
    """Paths of `walk` lead back to the part, for every part."""
    for path, part in walk(node):
        assert replace_at(node, path, part) == node


@given(trees(), points())
@settings(max_examples=150)
def test_a_ball_of_the_meaning_contains_the_value(node: Node, at: Point) -> None:
    """Where mpmath finds a real value, arb arithmetic finds the same."""
    with mpmath.workdps(60):
        expected = known(node, at)
        with precision(300):
            found = ball(meaning(node), balls(at))
        assume(found.is_finite())  # a root or a logarithm of exactly zero may be left open
        assert agree(as_mp(found), expected, 30)


@given(trees(SMOOTH, leaves=6), points())
@settings(max_examples=60)
def test_the_meaning_agrees_with_sympy(node: Node, at: Point) -> None:
    """The expression handed to SymPy has the tree's value there too."""
    with mpmath.workdps(40):
        expected = known(node, at)
        assume(abs(expected) < 1e9)
        names = {sympy.Symbol(name, real=True): sympy.Rational(round(x * 11), 11) for name, x in at.items()}
        exact = {name: mpmath.mpf(round(x * 11)) / 11 for name, x in at.items()}
        found = to_sympy(meaning(node)).subs(names).evalf(30)
        assume(found.is_real and found.is_finite)
        assert agree(mpmath.mpf(str(found)), known(node, exact), 12)


@given(trees(), points())
@settings(max_examples=100)
def test_numpy_computes_the_same_values(node: Node, at: Point) -> None:
    """The compiled function agrees with mpmath to the precision of floats, where nothing cancels badly."""
    with mpmath.workdps(40):
        expected = known(node, at)
        nearby = known(node, {name: x * (1 + mpmath.mpf(10) ** -15) for name, x in at.items()})
        assume(abs(expected) < 1e12)
        assume(abs(expected - nearby) <= mpmath.mpf(10) ** -10 * max(1, abs(expected)))
        found = compile_numpy(node, ("x", "y"))(np.array(float(at["x"])), np.array(float(at["y"])))
        assume(np.isfinite(found))
        assert float(found) == pytest.approx(float(expected), rel=1e-6, abs=1e-6)


@given(trees(), points())
@settings(max_examples=120)
def test_calculator_syntax_is_read_as_it_is_meant(node: Node, at: Point) -> None:
    """A formula rendered with all of its brackets is read back with the same value."""
    text = calculator_text(node)
    with mpmath.workdps(40):
        expected = known(node, at)
        assert agree(value(parse_expression(text, names=("x", "y")), at), expected, 25)


@given(trees())
@settings(max_examples=60)
def test_every_part_that_was_read_knows_its_characters(node: Node) -> None:
    """The characters of a part's span, read on their own, are that part."""
    text = calculator_text(node)
    for _, part in walk(parse_expression(text)):
        if part.span is not None:
            own = text[part.span.start : part.span.end]
            assert latex(parse_expression(own)) == latex(part)


@given(trees(leaves=6), points())
@settings(max_examples=80)
def test_derivatives_of_the_meaning_agree_with_differences(node: Node, at: Point) -> None:
    """The blind table of slopes agrees with a numerical derivative of high precision."""
    with mpmath.workdps(60):
        try:
            expected = mpmath.diff(lambda t: value(node, {**at, "x": t}), at["x"])
        except UndefinedError:
            assume(False)
            raise
        assume(isinstance(expected, mpmath.mpf) and abs(expected) < 1e30)
        with precision(300):
            found = ball(derivative(meaning(node), "x"), balls(at))
        assume(found.is_finite())
        assert agree(as_mp(found), expected, 15)
