"""The picture: probabilities and decision boundary over the plane or the line of inputs, and the loss step by step."""

from math import exp
from typing import Literal

from pipeline.exercises.decimals import Real, as_float, exactly
from pipeline.exercises.descent import State
from pipeline.exercises.figures import Contour, Drawing, Figure, Lines, Mark, Point, Series, Window
from pipeline.exercises.logistic_regression.names import Names
from pipeline.exercises.logistic_regression.numbers import Numbers
from pipeline.notation.build import product_of, sum_of
from pipeline.notation.tree import Call, Node, Symbol

MARGIN = 0.25
SAMPLES = 100
AXES = ("x_1", "x_2")


def figure(names: Names, numbers: Numbers) -> Figure:
    """Return the figure; with more than two inputs only the loss can be drawn."""
    way = _picture(names, numbers)
    losses = _losses(numbers)
    drawing = (losses,) if way is None else (way, losses)
    return Figure("descent", drawing, _caption(names, numbers), _alt(names, numbers), 0.6 if way is None else 1.0)


def _picture(names: Names, numbers: Numbers) -> Drawing | None:
    match len(names.inputs):
        case 1:
            return _curve(names, numbers)
        case 2:
            return _plane(names, numbers)
        case _:
            return None


def _plane(names: Names, numbers: Numbers) -> Contour:
    points = [(float(s.inputs[0]), float(s.inputs[1])) for s in names.model.samples]
    last = _side(names, numbers.path[-1])
    curves = [(last, "end")]
    if any(as_float(x) for x in numbers.path[0].at[:2]):
        curves.insert(0, (_side(names, numbers.path[0]), "start"))
    marks = tuple(
        Mark(point, "", "class 1" if sample.target else "class 0")
        for point, sample in zip(points, names.model.samples, strict=True)
    )
    return Contour(Call("sigmoid", (last,)), AXES, _window(points), marks=marks, curves=tuple(curves))


def _window(points: list[Point]) -> Window:
    """Return a square around the samples with some room."""
    xs, ys = zip(*points, strict=True)
    half = max(max(xs) - min(xs), max(ys) - min(ys)) * (0.5 + MARGIN) or 1.0
    x, y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return x - half, x + half, y - half, y + half


def _side(names: Names, state: State) -> Node:
    """Return the weighted sum of any inputs with the parameters of a state."""
    terms = [product_of((exactly(x), Symbol(axis))) for x, axis in zip(state.at, AXES, strict=False)]
    return sum_of([*terms, exactly(state.at[-1])] if names.has_bias else terms)


def _curve(names: Names, numbers: Numbers) -> Lines:
    xs = [float(sample.inputs[0]) for sample in names.model.samples]
    half = (max(xs) - min(xs)) * (0.5 + MARGIN) or 1.0
    middle = (max(xs) + min(xs)) / 2
    grid = [middle + half * (2 * step / SAMPLES - 1) for step in range(SAMPLES + 1)]
    states = (("first", numbers.path[0]), ("last", numbers.path[-1]))
    series = [Series(word, tuple((x, _probability(names, state, x)) for x in grid)) for word, state in states]
    targets = tuple((float(s.inputs[0]), float(s.target)) for s in names.model.samples)
    return Lines((*series, Series("samples", targets, "dots")), "$x_1$", "$p$")


def _probability(names: Names, state: State, x: float) -> float:
    z = as_float(state.at[0]) * x + (as_float(state.at[-1]) if names.has_bias else 0.0)
    return 1 / (1 + exp(-min(max(z, -300.0), 300.0)))


def _losses(numbers: Numbers) -> Lines:
    values = [as_float(state.value) for state in numbers.path]
    style: Literal["marked", "line"] = "marked" if len(values) <= 30 else "line"
    scale: Literal["log", "linear"] = "log" if min(values) > 0 and max(values) >= 10 * min(values) else "linear"
    points = tuple((float(k), value) for k, value in enumerate(values))
    return Lines((Series("", points, style),), "step $k$", "$E$", y_scale=scale)


def _caption(names: Names, numbers: Numbers) -> str:
    losses = "the loss, step by step"
    steps = len(numbers.path) - 1
    after = "after the step" if steps == 1 else f"after {steps} steps"
    match len(names.inputs):
        case 1:
            return f"Left: the probability at the start and {after}, with the samples. Right: {losses}."
        case 2:
            levels = f"the samples, and level curves of the probability {after}"
            lines = "the dashed line is the boundary, where it is one half"
            if any(as_float(x) for x in numbers.path[0].at[:2]):
                lines = "the other lines are the boundary, where it is one half, at the start and at the end"
            return f"Left: {levels}; {lines}. Right: {losses}."
        case _:
            return f"{losses[0].upper()}{losses[1:]}."


def _alt(names: Names, numbers: Numbers) -> str:
    first, last = numbers.path[0], numbers.path[-1]
    found = f"The loss goes from {_number(first.value)} to {_number(last.value)} in {len(numbers.path) - 1} steps"
    at = ", ".join(f"{_number(x)}" for x in last.at)
    right = f"{numbers.correct} of {len(names.samples)} samples lie on the right side of the last boundary"
    return f"{found}; the parameters are {at} at the end; {right}."


def _number(x: Real) -> str:
    return f"{as_float(x):.4g}"
