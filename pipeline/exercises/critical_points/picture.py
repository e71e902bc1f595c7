"""The picture of a function with its stationary points: a graph, level curves, or slices."""

from collections.abc import Sequence
from math import atan2, cos, hypot, isfinite, sin
from typing import Literal

from flint import arb

from pipeline.exercises.critical_points.at_point import Setting
from pipeline.exercises.critical_points.formula import formula
from pipeline.exercises.critical_points.graph import graph
from pipeline.exercises.critical_points.lines import Derivatives
from pipeline.exercises.critical_points.marks import FLOAT_BITS, Shown, in_words, limits_around, marks_of, place, shown
from pipeline.exercises.critical_points.model import Problem
from pipeline.exercises.critical_points.sets import PointSet
from pipeline.exercises.critical_points.slices import slices
from pipeline.exercises.critical_points.stationary import StationaryPoint
from pipeline.exercises.figures import Arrow, Contour, Drawing, Figure, Point, Surface, Window
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.meaning import meaning
from pipeline.notation.tree import Node
from pipeline.notation.writer import latex

STEEP = 20.0
"""Where the largest value on a coarse grid is so many times a middle one, levels are spaced by powers of ten."""


def picture(
    problem: Problem,
    derivatives: Derivatives,
    settings: Sequence[Setting],
    sets: Sequence[PointSet],
    *,
    boundary: Sequence[Shown],
    is_bounded: bool,
) -> Figure | None:
    """Return the figure, or None where the number of variables allows none.

    Args:
        problem: The function.
        derivatives: For the curve along which a partial derivative vanishes.
        settings: All points found, with their names.
        sets: Points that are not isolated.
        boundary: Extrema on the boundary of a box.
        is_bounded: Whether a lower bound of the function is known that is attained.
    """
    points = [*map(shown, settings), *boundary]
    match len(problem.names.variables):
        case 1:
            return graph(problem, points)
        case 2:
            return _contour(problem, derivatives, settings, points, sets, is_valley=is_bounded)
        case 3:
            return slices(problem, points)
        case _:
            return None


def _contour(
    problem: Problem,
    derivatives: Derivatives,
    settings: Sequence[Setting],
    points: Sequence[Shown],
    sets: Sequence[PointSet],
    *,
    is_valley: bool,
) -> Figure:
    """Return level curves, and the surface beside them where the Hessian does not tell its shape."""
    names = problem.names
    (x0, x1), (y0, y1) = limits_around(problem, [own.at for own in points])
    window = (x0, x1, y0, y1)
    has_minimum = any(setting.found.classification == "local minimum" for setting in settings)
    logarithmic = has_minimum and _spans_decades(problem.function, names.variables, window)
    valley = is_valley and logarithmic and len(settings) == 1
    alone = settings[0].found if len(settings) == 1 else None
    drawing = Contour(
        problem.function,
        (names.variables[0], names.variables[1]),
        window,
        scale="log" if logarithmic else "linear",
        marks=marks_of(points),
        arrows=_directions(alone, window)
        if alone is not None and _is_plain_saddle(alone) and not alone.on_boundary
        else (),
        curves=((derivatives.gradient[1], f"${_vanishing(problem)} = 0$"),) if valley else _curves(sets),
    )
    degenerate = any(setting.found.inertia.zero for setting in settings) or bool(sets)
    panels: tuple[Drawing, ...] = (drawing,)
    if degenerate and not logarithmic:
        surface = Surface(problem.function, drawing.variables, window, f"${latex(names.applied)}$")
        panels = (drawing, surface)
    caption = _caption(problem, settings, drawing, has_surface=len(panels) > 1, has_sets=bool(sets))
    return Figure("contour", panels, caption, _alt(points, drawing), 0.6 if len(panels) == 1 else 1.0)


def _curves(sets: Sequence[PointSet]) -> tuple[tuple[Node, str], ...]:
    """Return the curves on which all points are stationary."""
    return tuple((formula(own.equations[0]), "") for own in sets if len(own.equations) == 1)


def _vanishing(problem: Problem) -> str:
    return latex(problem.names.partial(problem.names.symbols[1]))


def _spans_decades(function: Node, variables: Sequence[str], window: Window) -> bool:
    """Tell whether the values on the window differ so much that levels have to be spaced by powers."""
    value_of = meaning(function)
    x = [window[0], (window[0] + window[1]) / 2, window[1]]
    y = [window[2], (window[2] + window[3]) / 2, window[3]]
    with precision(FLOAT_BITS):
        places = [dict(zip(variables, (arb(a), arb(b)), strict=True)) for a in x for b in y]
        values = sorted(value for place in places if isfinite(value := float(ball(value_of, place).mid())))
    if len(values) < len(x) * len(y):
        return False
    return values[-1] - values[0] > STEEP * (values[len(values) // 2] - values[0])


def _is_plain_saddle(found: StationaryPoint) -> bool:
    """Tell whether there is one direction up and one down, with room for both."""
    return found.classification == "saddle" and found.inertia.zero == 0 and not found.on_boundary


def _directions(found: StationaryPoint, window: Window) -> tuple[Arrow, ...]:
    """Return the two eigen-directions of the Hessian at a point, both ways, labelled with the eigenvalues."""
    (a, b), (_, d) = (tuple(_float(found, entry) for entry in row) for row in found.calculus.hessian)
    angle = atan2(2 * b, a - d) / 2
    middle, radius = (a + d) / 2, hypot((a - d) / 2, b)
    length = 0.33 * (window[1] - window[0])
    pairs = ((angle, middle + radius), (angle + atan2(1, 0), middle - radius))
    x, y = place(found.at)
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


def _caption(
    problem: Problem, settings: Sequence[Setting], drawing: Contour, *, has_surface: bool, has_sets: bool
) -> str:
    text = f"Level curves of ${latex(problem.names.function_symbol)}$"
    text += ", spaced by powers of ten," if drawing.scale == "log" else ""
    marked = ["the stationary point" + ("s" if len(settings) != 1 else "")] if settings else []
    marked += ["the extrema on the boundary"] if len(drawing.marks) > len(settings) else []
    text += f" with {' and '.join(marked)}" if marked else ""
    if has_sets:
        text += "; all points of the dashed curves are stationary"
    elif drawing.curves:
        text += f"; the dashed curve is the bottom of the valley, where ${_vanishing(problem)}$ vanishes"
    if drawing.arrows:
        text += "; the arrows are the eigen-directions of the Hessian, up along one and down along the other"
    return text + ("; and the surface." if has_surface else ".")


def _alt(points: Sequence[Shown], drawing: Contour) -> str:
    x0, x1, y0, y1 = drawing.window
    frame = f"Contour plot for the first variable from {x0:.3g} to {x1:.3g} and the second from {y0:.3g} to {y1:.3g}. "
    return frame + in_words(points)
