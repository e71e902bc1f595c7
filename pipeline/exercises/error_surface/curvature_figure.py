"""The picture of the curvature: the quadratic model over the two most different directions, and along each of them."""

from fractions import Fraction

from pipeline.exercises.error_surface.model import Curvature
from pipeline.exercises.figures import Figure, Lines, Series, Surface
from pipeline.exercises.numerals import given_node
from pipeline.exercises.solution import Prose
from pipeline.exercises.wording import listed, prose
from pipeline.notation.build import number, power, product_of, quotient, sum_of
from pipeline.notation.tree import Node, Symbol
from pipeline.notation.writer import latex

SAMPLES = 61


def curvature_figure(curvature: Curvature) -> Figure:
    """Return the figure; for one eigenvalue it has the curve only."""
    values = curvature.eigenvalues
    low, high = extremes(values)
    caption, alt = _caption(curvature, low, high), _alt(curvature, low, high)
    if low == high:
        return Figure("curvature", (_curves(curvature),), caption, alt, 0.6)
    return Figure("curvature", (_surface(curvature, low, high), _curves(curvature)), caption, alt, 1.0)


def extremes(values: tuple[Fraction, ...]) -> tuple[int, int]:
    """Return the positions, from 0, of the smallest and of the largest eigenvalue; two different ones if possible."""
    low = min(range(len(values)), key=lambda i: values[i])
    high = max(range(len(values)), key=lambda i: (values[i], i))
    return low, high


def _surface(curvature: Curvature, low: int, high: int) -> Surface:
    reach = float(max(curvature.epsilons))
    names = (f"c_{low + 1}", f"c_{high + 1}")
    terms = (_half(curvature.eigenvalues[i], Symbol(name)) for i, name in zip((low, high), names, strict=True))
    return Surface(sum_of(terms), names, (-reach, reach, -reach, reach), "")


def _half(value: Fraction, coordinate: Node) -> Node:
    return product_of((quotient(given_node(value), number(2)), power(coordinate, 2)))


def _curves(curvature: Curvature) -> Lines:
    reach = float(max(curvature.epsilons))
    series = tuple(
        Series(rf"$\lambda_{{{i}}} = {latex(given_node(value))}$", _parabola(float(value), reach))
        for i, value in enumerate(curvature.eigenvalues, 1)
    )
    return Lines(series, r"$\varepsilon$", "change")


def _parabola(value: float, reach: float) -> tuple[tuple[float, float], ...]:
    grid = (reach * (2 * i / (SAMPLES - 1) - 1) for i in range(SAMPLES))
    return tuple((x, value * x * x / 2) for x in grid)


def _caption(curvature: Curvature, low: int, high: int) -> str:
    curves = r"the change along each eigenvector $q_i$, that is $\frac{1}{2}\varepsilon^2\lambda_i$"
    if low == high:
        return f"{curves[0].upper()}{curves[1:]}."
    i, j, name = low + 1, high + 1, latex(Symbol(curvature.name))
    change = f"the change $m(c_{i}q_{i} + c_{j}q_{j}) - {name}(x^*)$"
    return f"Left: {change}. Right: {curves}."


def _alt(curvature: Curvature, low: int, high: int) -> Prose:
    reach = max(curvature.epsilons)
    ends = [
        prose(f"{float(value * reach * reach / 2):.4g} for eigenvalue {float(value):g}")
        for value in curvature.eigenvalues
    ]
    curves = prose(
        f"The curves pass through zero; at epsilon {float(reach):g} they reach ", listed(ends, last=", "), "."
    )
    if low == high:
        return curves
    ways = [prose(f"{_shape(curvature.eigenvalues[i])} along eigenvector {i + 1}") for i in (low, high)]
    return prose("The surface ", listed(ways), ". ", curves.parts)


def _shape(value: Fraction) -> str:
    return "falls to both sides" if value < 0 else "rises to both sides" if value > 0 else "stays level"
