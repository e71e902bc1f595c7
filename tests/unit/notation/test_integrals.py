"""Integrals and limits as they are read, and what they come to; values from tables of integrals."""

import pytest

from pipeline.equality.decide import decide
from pipeline.equality.verdict import Consistent, Proved, Refuted
from pipeline.notation import expression as ex
from pipeline.notation.meaning import MeaningError, meaning
from pipeline.notation.reader import Statement, read_formula
from pipeline.notation.tree import Integral, Limit, Node, Symbol
from pipeline.notation.writer import latex


def _node(text: str) -> Node:
    (item,) = read_formula(text)
    assert isinstance(item, Statement), item
    return item.node


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r"\int_0^2 (x^2 + 1)\,dx", r"\frac{14}{3}"),
        (r"\int_0^1 x^2 + 1 \, dx", r"\frac{4}{3}"),
        (r"\int_1^e \frac{dx}{x}", "1"),
        (r"\int_0^\pi \sin x \, \mathrm{d}x", "2"),
        (r"\int_0^1 e^{ax} dx", r"\frac{e^a - 1}{a}"),
        (r"\int_0^1 \frac{1}{1 + t^2} dt", r"\frac{\pi}{4}"),
        (r"\int_a^b dx", "b - a"),
        (r"\left[ x^3 + x \right]_0^2", "10"),
        (r"\left. x^2 \right|_1^3", "8"),
        (r"\frac{d}{dx} \int_0^{x^2} \cos t \, dt", r"2x \cos(x^2)"),
        (r"\int_0^\infty x^2 e^{-3x}\,dx", r"\frac{2}{27}"),
        (r"\int_1^\infty \frac{dx}{x^2}", "1"),
        (r"\int_{-\infty}^\infty e^{-x^2}\,dx", r"\sqrt{\pi}"),
        (r"\int_0^1 \int_0^x x y\,dy\,dx", r"\frac{1}{8}"),
        (r"\int_0^\pi x \sin x\,dx", r"\pi"),
        (r"\int_0^1 x^2 e^{2x}\,dx", r"\frac{e^2 - 1}{4}"),
        (r"\int_0^{1/2} \frac{dx}{\sqrt{1 - x^2}}", r"\arcsin\frac12"),
        (r"\sum_{k=0}^\infty \frac{1}{k!}", "e"),
        (r"\sum_{k=1}^\infty \frac{1}{k^2}", r"\frac{\pi^2}{6}"),
        (r"\sum_{k=0}^\infty \frac{(-1)^k}{2k+1}", r"\frac{\pi}{4}"),
        (r"\sum_{k=1}^\infty k \left(\frac12\right)^k", "2"),
        (r"\lim_{x \to 0} \frac{\sin x}{x}", "1"),
        (r"\lim_{x \to 2} \frac{x^2 - 4}{x - 2}", "4"),
        (r"\lim_{x \to 0} \frac{1 - \cos x}{x^2}", r"\frac{1}{2}"),
        (r"\lim_{x \to 0} \frac{e^x - 1 - x}{x^2}", r"\frac{1}{2}"),
        (r"\lim_{n \to \infty} \frac{3n^2 + 1}{n^2 + n}", "3"),
        (r"\lim_{n \to \infty} \left(1 + \frac{a}{n}\right)^n", "e^a"),
        (r"\lim_{x \to \infty} (\sqrt{x^2 + x} - x)", r"\frac{1}{2}"),
        (r"\lim_{h \to 0} \frac{(x + h)^3 - x^3}{h}", "3x^2"),
        (r"\lim_{x \to 0^+} \frac{\sqrt{x^2}}{x}", "1"),
        (r"\lim_{x \to -\infty} \frac{2x + 1}{x}", "2"),
    ],
)
def test_values_are_those_of_the_tables(text: str, value: str) -> None:
    """Definite integrals are enclosed, limits follow from series; a value that is a little off is refuted."""
    one, other = meaning(_node(text)), meaning(_node(value))
    assert isinstance(decide(one, other), Proved | Consistent)
    assert isinstance(decide(one, ex.add(other, ex.const(1))), Refuted)


@pytest.mark.parametrize(
    "text",
    [
        r"\lim_{x \to 0} \frac{|x|}{x}",
        r"\lim_{x \to 0} \frac{1}{x}",
        r"\lim_{x \to \infty} x e^{-x}",
        r"\lim_{x \to 0} \frac{\sqrt{x^2}}{x}",
        r"\lim_{x \to 0} \log x",
        r"\int_0^{2\infty} e^{-x} dx",
    ],
)
def test_what_is_not_computed_has_no_meaning(text: str) -> None:
    """Limits that do not exist, or have no power series, and integrals up to twice infinity are left open."""
    with pytest.raises(MeaningError):
        meaning(_node(text))


@pytest.mark.parametrize("text", [r"\int_0^1 \frac{1}{x} dx", r"\int_{-1}^1 \frac{1}{x} dx", r"\int_0^1 \sin(1/x) dx"])
def test_a_singular_integral_is_not_decided(text: str) -> None:
    """Where the integrand has no value, or oscillates without end, nothing is known."""
    assert not isinstance(decide(meaning(_node(text)), ex.const(3)), Proved | Consistent | Refuted)


def test_the_variable_of_an_integral_means_nothing_outside() -> None:
    """Replacing it changes nothing; another name is found where a value brings the same letter."""
    whole = meaning(_node(r"\int_0^1 (t + s) dt"))
    assert ex.variables(whole) == {"s"}
    moved = ex.substitute(whole, {"s": ex.Var("bound t")})
    assert ex.variables(moved) == {"bound t"}
    assert isinstance(decide(moved, ex.add(ex.Var("bound t"), ex.div(ex.ONE, ex.const(2)))), Proved | Consistent)
    rooted = ex.substitute(meaning(_node(r"\int_0^1 \sqrt{t + s} dt")), {"s": ex.Var("bound t")})
    assert ex.variables(rooted) == {"bound t"}
    at_zero = ex.substitute(rooted, {"bound t": ex.ONE})
    assert isinstance(decide(at_zero, meaning(_node(r"\frac23 (2\sqrt{2} - 1)"))), Consistent)


@pytest.mark.parametrize(
    "text", [r"\int_{0}^{1} x^2 \, dx", r"\int (x + 1) \, dx", r"\lim_{x \to 0^+} x", r"\left[ x \right]_{0}^{1}"]
)
def test_written_and_read_again_they_are_the_same(text: str) -> None:
    """The writer's LaTeX is read as the same tree."""
    node = _node(text)
    assert _node(latex(node)) == node


def test_how_far_they_reach() -> None:
    """An integral reaches to its differential, whatever stands between; a limit over the product behind it."""
    integral, limit = _node(r"\int_0^1 3x^2 + 2x \, dx"), _node(r"\lim_{x \to 0} 2x")
    assert isinstance(integral, Integral)
    assert integral.variable == Symbol("x")
    assert latex(integral.body) == "3x^2 + 2x"
    assert isinstance(limit, Limit)
    assert latex(limit.body) == "2x"
