"""The picture of a function with its stationary points: level curves for two variables, a curve for one."""

from collections.abc import Sequence
from math import atan2, cos, hypot, sin
from typing import Literal

from flint import arb

from pipeline.exercises.critical_points.at_point import Setting
from pipeline.exercises.critical_points.lines import Derivatives
from pipeline.exercises.critical_points.model import Problem
from pipeline.exercises.critical_points.stationary import StationaryPoint
from pipeline.exercises.figures import Arrow, Contour, Drawing, Figure, Lines, Mark, Point, Series, Window
from pipeline.notation.evaluate import ball, compile_numpy, precision
from pipeline.notation.meaning import meaning
from pipeline.notation.tree import Node
from pipeline.notation.writer import latex

STYLES = {"local minimum": "minimum", "local maximum": "maximum", "saddle": "saddle", "undecided": "undecided"}
SMALLEST_HALF = 2.0
MARGIN = 0.65
SAMPLES = 201
MANY_DECADES = 500.0
FLOAT_BITS = 64


def picture(problem: Problem, derivatives: Derivatives, settings: Sequence[Setting], bound: object) -> Figure | None:
    """Return the figure, or None where the number of variables allows none.

    Args:
        problem: The function.
        derivatives: For the curve along which a partial derivative vanishes.
        settings: All points found, with their names.
        bound: A lower bound of the function that is attained, or None; it allows a logarithmic scale.
    """
    points, labels = [setting.found for setting in settings], [setting.label for setting in settings]
    places = [place(found) for found in points]
    match len(problem.names.variables):
        case 1:
            return _curve(problem, points, places, labels)
        case 2:
            return _contour(problem, derivatives, points, places, labels, logarithmic=bound is not None)
        case _:
            return None


def place(found: StationaryPoint) -> tuple[float, ...]:
    """Return the coordinates as floats."""
    return tuple(float(coordinate.ball(FLOAT_BITS).mid()) for coordinate in found.at)


def window_around(places: Sequence[Sequence[float]]) -> Window:
    """Return a window that shows all points with some room; around one point it reaches to the origin."""
    if not places:
        return -SMALLEST_HALF, SMALLEST_HALF, -SMALLEST_HALF, SMALLEST_HALF
    limits = [(min(axis), max(axis)) for axis in zip(*places, strict=True)]
    extents = [high - low for low, high in limits]
    largest = max(extents)
    if largest == 0:
        half = max(SMALLEST_HALF, *(abs(x) for x in places[0]))
        halves = [half] * len(limits)
    else:
        halves = [max(MARGIN * extent, MARGIN * largest / 2) for extent in extents]
    (x, y) = ((low + high) / 2 for low, high in (limits * 2)[:2])
    return x - halves[0], x + halves[0], y - halves[-1], y + halves[-1]


def _contour(
    problem: Problem,
    derivatives: Derivatives,
    points: Sequence[StationaryPoint],
    places: Sequence[tuple[float, ...]],
    labels: Sequence[str],
    *,
    logarithmic: bool,
) -> Figure:
    names = problem.names
    window = window_around(places)
    logarithmic = logarithmic and _spans_decades(problem.function, names.variables, window)
    marks = tuple(
        Mark((at[0], at[1]), f"${latex(names.point(label))}$", STYLES[found.classification])  # type: ignore[arg-type]
        for found, at, label in zip(points, places, labels, strict=True)
    )
    drawing = Contour(
        problem.function,
        (names.variables[0], names.variables[1]),
        window,
        scale="log" if logarithmic else "linear",
        marks=marks,
        arrows=_directions(points[0], window) if len(points) == 1 and _is_plain_saddle(points[0]) else (),
        curves=((derivatives.gradient[1], f"${_vanishing(problem)} = 0$"),) if logarithmic else (),
    )
    return Figure(
        "contour", (drawing,), _caption(problem, points, drawing), _alt(problem, points, places, drawing), 0.6
    )


def _vanishing(problem: Problem) -> str:
    return latex(problem.names.partial(problem.names.symbols[1]))


def _spans_decades(function: Node, variables: Sequence[str], window: Window) -> bool:
    """Tell whether the values on the window differ so much that levels have to be spaced by powers."""
    value = meaning(function)
    x = [window[0], (window[0] + window[1]) / 2, window[1]]
    y = [window[2], (window[2] + window[3]) / 2, window[3]]
    with precision(FLOAT_BITS):
        places = [dict(zip(variables, (arb(a), arb(b)), strict=True)) for a in x for b in y]
        values = sorted(abs(float(ball(value, place).mid())) for place in places)
    return values[-1] > MANY_DECADES * max(values[1], 1e-300) or values[-1] > MANY_DECADES


def _is_plain_saddle(found: StationaryPoint) -> bool:
    """Tell whether there is one direction up and one down."""
    return found.classification == "saddle" and found.inertia.zero == 0


def _directions(found: StationaryPoint, window: Window) -> tuple[Arrow, ...]:
    """Return the two eigen-directions of the Hessian at a point, both ways, labelled with the eigenvalues."""
    (a, b), (_, d) = (tuple(_float(found, entry) for entry in row) for row in found.calculus.hessian)
    angle = atan2(2 * b, a - d) / 2
    middle, radius = (a + d) / 2, hypot((a - d) / 2, b)
    length = 0.33 * (window[1] - window[0])
    pairs = ((angle, middle + radius), (angle + atan2(1, 0), middle - radius))
    x, y = place(found)
    return tuple(
        Arrow((x, y), _along((x, y), way, sign * length), _label(value) if sign > 0 else "", _slope(value))
        for way, value in pairs
        for sign in (1, -1)
    )


def _float(found: StationaryPoint, entry: object) -> float:
    with precision(FLOAT_BITS):
        return float(ball(entry, found.balls(FLOAT_BITS)).mid())  # type: ignore[arg-type]


def _along(start: Point, angle: float, length: float) -> Point:
    return start[0] + length * cos(angle), start[1] + length * sin(angle)


def _label(value: float) -> str:
    return rf"$\lambda = {value:.4g}$"


def _slope(value: float) -> Literal["rising", "falling"]:
    return "rising" if value > 0 else "falling"


def _curve(
    problem: Problem, points: Sequence[StationaryPoint], places: Sequence[tuple[float, ...]], labels: Sequence[str]
) -> Figure:
    names = problem.names
    left, right, _, _ = window_around(places)
    grid = [left + (right - left) * i / (SAMPLES - 1) for i in range(SAMPLES)]
    evaluate = compile_numpy(problem.function, names.variables)
    values = [float(v) for v in evaluate(grid)]
    curve = tuple((x, y) for x, y in zip(grid, values, strict=True) if abs(y) < float("inf"))
    at = [x for (x,) in places]
    dots = tuple(zip(at, (float(v) for v in evaluate(at)), strict=True)) if at else ()
    series = (Series(f"${latex(names.applied)}$", curve), Series("stationary points", dots, "dots"))
    drawing = Lines(series[: 2 if dots else 1], f"${latex(names.symbols[0])}$", f"${latex(names.applied)}$")
    caption = f"The graph of ${latex(names.function_symbol)}$ with its stationary points."
    return Figure("graph", (drawing,), caption, _list_of(points, places), 0.6)


def _caption(problem: Problem, points: Sequence[StationaryPoint], drawing: Contour) -> str:
    text = f"Level curves of ${latex(problem.names.function_symbol)}$"
    text += ", spaced by powers of ten," if drawing.scale == "log" else ""
    text += " with the stationary point" + ("s" if len(points) != 1 else "") if points else ""
    if drawing.curves:
        text += f"; the dashed curve is the bottom of the valley, where ${_vanishing(problem)}$ vanishes"
    if drawing.arrows:
        text += "; the arrows are the eigen-directions of the Hessian, up along one and down along the other"
    return text + "."


def _alt(
    problem: Problem, points: Sequence[StationaryPoint], places: Sequence[tuple[float, ...]], drawing: Drawing
) -> str:
    assert isinstance(drawing, Contour)
    x0, x1, y0, y1 = drawing.window
    frame = f"Contour plot for the first variable from {x0:.3g} to {x1:.3g} and the second from {y0:.3g} to {y1:.3g}. "
    return frame + _list_of(points, places)


def _list_of(points: Sequence[StationaryPoint], places: Sequence[tuple[float, ...]]) -> str:
    """Return the points and their types in words."""
    if not points:
        return "There is no stationary point."
    shown = [
        f"{_with_article(found.classification)} at ({', '.join(f'{x:.4g}' for x in at)})"
        for found, at in zip(points, places, strict=True)
    ]
    return f"Marked: {'; '.join(shown)}."


def _with_article(classification: str) -> str:
    noun = {"saddle": "saddle point", "undecided": "undecided stationary point"}.get(classification, classification)
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
