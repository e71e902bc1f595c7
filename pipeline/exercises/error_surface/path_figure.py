"""The picture of a path: level curves or a curve with the points, and the norm of the gradient step by step."""

from collections.abc import Sequence
from typing import Literal

from pipeline.exercises.decimals import as_float
from pipeline.exercises.descent import State
from pipeline.exercises.error_surface.model import Plateau
from pipeline.exercises.error_surface.symbols import norm_at
from pipeline.exercises.figures import Contour, Drawing, Figure, Lines, Mark, Point, Series, Window
from pipeline.exercises.naming import FunctionNames
from pipeline.exercises.solution import Prose
from pipeline.exercises.wording import prose
from pipeline.notation.evaluate import compile_numpy
from pipeline.notation.tree import Symbol
from pipeline.notation.writer import latex

MARGIN = 0.3
"""Room around the path, in lengths of its longer side."""

SAMPLES = 121


def path_figure(plateau: Plateau, names: FunctionNames, states: Sequence[State]) -> Figure:
    """Return the figure: the way on the function where it can be drawn, and the norms of the gradient."""
    way = _way(plateau, names, states)
    norms = _norms(names, states)
    drawing = (norms,) if way is None else (way, norms)
    width = 0.6 if way is None else 1.0
    return Figure("path", drawing, _caption(names), _alt(plateau, names, states), width)


def _way(plateau: Plateau, names: FunctionNames, states: Sequence[State]) -> Drawing | None:
    points = [tuple(as_float(x) for x in state.at) for state in states]
    match plateau.variables:
        case (_,):
            return _curve(plateau, names, states)
        case (x, y):
            path = tuple((a, b) for a, b in points)
            marks = (Mark(path[0], "start", "start"), Mark(path[-1], "end", "end"))
            return Contour(plateau.function, (x, y), window_of(path), marks=marks, path=path)
        case _:
            return None


def window_of(path: Sequence[Point]) -> Window:
    """Return a square around the path with some room; a path that goes nowhere gets a square of side 2."""
    xs, ys = zip(*path, strict=True)
    half = max(max(xs) - min(xs), max(ys) - min(ys)) * (0.5 + MARGIN) or 1.0
    x, y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return x - half, x + half, y - half, y + half


def _curve(plateau: Plateau, names: FunctionNames, states: Sequence[State]) -> Lines:
    xs = [as_float(state.at[0]) for state in states]
    points = tuple(zip(xs, (as_float(state.value) for state in states), strict=True))
    half = (max(xs) - min(xs)) * (0.5 + MARGIN) or 1.0
    middle = (max(xs) + min(xs)) / 2
    grid = [middle + half * (2 * i / (SAMPLES - 1) - 1) for i in range(SAMPLES)]
    values = compile_numpy(plateau.function, plateau.variables)(grid)
    curve = tuple(zip(grid, (float(value) for value in values), strict=True))
    series = (Series(f"${latex(names.applied)}$", curve), Series("path", points, "marked"))
    return Lines(series, f"${latex(names.symbols[0])}$", f"${latex(names.applied)}$")


def _norms(names: FunctionNames, states: Sequence[State]) -> Lines:
    norms = [as_float(state.gradient_norm) for state in states]
    points = tuple((float(k), norm) for k, norm in enumerate(norms))
    scale: Literal["log", "linear"] = "log" if min(norms) > 0 and max(norms) >= 3 * min(norms) else "linear"
    return Lines((Series("", points, "marked"),), "step $k$", rf"${latex(norm_at(names, 'k'))}$", y_scale=scale)


def _caption(names: FunctionNames) -> str:
    right = "the norm of the gradient, point by point"
    match len(names.variables):
        case 1:
            return f"Left: ${latex(names.applied)}$ with the path of gradient descent. Right: {right}."
        case 2:
            left = f"level curves of ${latex(names.applied)}$ with the path of gradient descent"
            return f"Left: {left}; where the curves are far apart, the surface is flat. Right: {right}."
        case _:
            return f"{right[0].upper()}{right[1:]}."


def _alt(plateau: Plateau, names: FunctionNames, states: Sequence[State]) -> Prose:
    first, last = states[0], states[-1]
    norms = [as_float(state.gradient_norm) for state in states]
    way = f"The path leads in {plateau.steps} steps from {_spoken(first)} to {_spoken(last)}"
    values = f" changes from {as_float(first.value):.4g} to {as_float(last.value):.4g}"
    steepness = f"{norms[0]:.3g} at the start, {max(norms):.3g} at most, {norms[-1]:.3g} at the end"
    name = Symbol(plateau.name)
    return prose(f"{way}; the value of ", name, f"{values}; the norm of the gradient is {steepness}.")


def _spoken(state: State) -> str:
    numbers = ", ".join(f"{as_float(x):.3g}" for x in state.at)
    return f"({numbers})"
