"""The pictures: the functions, and their derivatives beside them."""

from collections.abc import Callable, Sequence

from pipeline.exercises.activation_functions.functions import Studied
from pipeline.exercises.figures import Figure, Lines, Series
from pipeline.exercises.solution import Prose
from pipeline.exercises.wording import listed, prose
from pipeline.notation.evaluate import compile_numpy
from pipeline.notation.tree import Node, Symbol

REACH = 5.0
SAMPLES = 200
"""Steps of the grid; even, so that 0 is one of its points."""


def figures(functions: Sequence[Studied], variable: Symbol) -> list[Figure]:
    """Return a figure for the functions that saturate and one for the others, whose values are of another size."""
    groups = (
        ("saturating", [function for function in functions if function.saturates]),
        ("growing", [function for function in functions if not function.saturates]),
    )
    return [_figure(name, group, variable) for name, group in groups if group]


def _figure(name: str, functions: Sequence[Studied], variable: Symbol) -> Figure:
    panels = (
        _panel(functions, variable, lambda f: f.mathematics.at(variable), "value"),
        _panel(functions, variable, lambda f: f.mathematics.derivative(variable), "derivative"),
    )
    return Figure(name, panels, _caption(functions), _alt(functions), 1.0)


def _caption(functions: Sequence[Studied]) -> Prose:
    words = listed([Prose((function.word,)) for function in functions])
    derivatives = "their derivatives" if len(functions) > 1 else "the derivative"
    kinks = any(function.mathematics.has_kink for function in functions)
    jump = ", with a jump where there is a kink" if kinks else ""
    return prose("Left: ", words, f". Right: {derivatives}{jump}.")


def _panel(functions: Sequence[Studied], variable: Symbol, formula: Callable[[Studied], Node], label: str) -> Lines:
    series = tuple(Series(function.word, _curve(formula(function), variable)) for function in functions)
    return Lines(series, f"${variable.name}$", label)


def _curve(formula: Node, variable: Symbol) -> tuple[tuple[float, float], ...]:
    grid = [REACH * (2 * step / SAMPLES - 1) for step in range(SAMPLES + 1)]
    values = compile_numpy(formula, (variable.name,))(grid)
    return tuple((x, float(y)) for x, y in zip(grid, values, strict=True))


def _alt(functions: Sequence[Studied]) -> str:
    shapes = {
        "sigmoid": "sigmoid rises from 0 to 1, its derivative is a bell of height 0.25 at 0",
        "tanh": "tanh rises from -1 to 1, its derivative is a bell of height 1 at 0",
        "relu": "ReLU is 0 up to 0 and rises with slope 1 from there, its derivative jumps from 0 to 1",
        "leaky relu": "leaky ReLU has slope 0.01 up to 0 and slope 1 from there",
        "softplus": "softplus is a rounded ReLU, its derivative rises from 0 to 1",
        "linear": "the linear function is a straight line with slope 1",
    }
    text = "; ".join(shapes[function.key] for function in functions)
    return f"{text[0].upper()}{text[1:]}."
