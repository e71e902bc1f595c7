"""The picture: all outputs while the first input moves; the slopes at the dots are the first column of the Jacobian."""

from math import exp

from pipeline.exercises.figures import Figure, Lines, Series
from pipeline.exercises.softmax_jacobian.names import Names
from pipeline.notation.writer import latex

REACH = 5.0
SAMPLES = 100


def figure(names: Names) -> Figure:
    """Return the figure."""
    at = float(names.model.inputs[0])
    scale = float(names.model.temperature or 1)
    grid = [at + scale * REACH * (2 * step / SAMPLES - 1) for step in range(SAMPLES + 1)]
    outputs = [_softmax(names, x) for x in grid]
    series = tuple(
        Series(f"${latex(names.output(k))}$", tuple((x, row[k - 1]) for x, row in zip(grid, outputs, strict=True)))
        for k in names.places
    )
    here = Series("", tuple((at, value) for value in _softmax(names, at)), "dots")
    moving = latex(names.input(1))
    caption = (
        f"The outputs while ${moving}$ moves and the other inputs stay. The dots mark the inputs of the exercise; the "
        f"slopes there are the first column of the Jacobian."
    )
    return Figure("outputs", (Lines((*series, here), f"${moving}$", "output"),), caption, _alt(names), 0.62)


def _softmax(names: Names, first: float) -> list[float]:
    scale = float(names.model.temperature or 1)
    scaled = [value / scale for value in (first, *map(float, names.model.inputs[1:]))]
    largest = max(scaled)
    exponentials = [exp(value - largest) for value in scaled]
    return [value / sum(exponentials) for value in exponentials]


def _alt(names: Names) -> str:
    values = ", ".join(f"{value:.3g}" for value in _softmax(names, float(names.model.inputs[0])))
    return (
        f"Output 1 rises from 0 to 1 while input 1 moves from left to right, and all other outputs fall to 0. At the "
        f"inputs of the exercise the outputs are {values}."
    )
