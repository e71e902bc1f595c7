"""The tables: the data, every sample at the start, the steps of the descent."""

from pipeline.exercises.decimals import Real, as_ball, as_float, decimal, places_for, significant
from pipeline.exercises.descent import State
from pipeline.exercises.logistic_regression.lines import Lines
from pipeline.exercises.logistic_regression.names import GRADIENT, LOCAL_LOSS, LOSS, SAMPLE, STEP, Names
from pipeline.exercises.logistic_regression.numbers import Numbers, contributions
from pipeline.exercises.logistic_regression.reading import loss_at, norm_at, stepped
from pipeline.exercises.networks.printed import shown
from pipeline.exercises.numerals import given_node
from pipeline.exercises.solution import Cell, Prose, Table
from pipeline.notation.build import number
from pipeline.notation.tree import Call, Node, Number, Symbol

MOST_ROWS = 21
MOST_COLUMNS = 2


def data_table(names: Names) -> Table:
    """Return inputs and target of every sample."""
    head: tuple[Cell, ...] = (SAMPLE, *(names.input(SAMPLE, j) for j in names.inputs), names.at("y", SAMPLE))
    rows = tuple(
        (number(i), *map(given_node, sample.inputs), given_node(sample.target))
        for i, sample in enumerate(names.model.samples, 1)
    )
    meanings = tuple((number(i), *(names.input(i, j) for j in names.inputs), names.at("y", i)) for i in names.samples)
    return Table("data", Prose(("The samples.",)), head, rows, "c" + "d" * len(names.inputs) + "c", meanings)


def sample_table(names: Names, numbers: Numbers, lines: Lines) -> Table:
    """Return weighted sum, probability, error and loss of every sample at the start."""
    head: tuple[Cell, ...] = (SAMPLE, *_sample_columns(names, SAMPLE))
    rows = tuple(_sample_row(names, numbers, lines, i) for i in names.samples)
    meanings = tuple((number(i), *_sample_columns(names, i)) for i in names.samples)
    align = "cc" + "d" * (len(head) - 2)
    return Table("samples", Prose(("Every sample at the start.",)), head, rows, align, meanings)


def _sample_columns(names: Names, i: Node | int) -> tuple[Node, ...]:
    losses = names.at("ell" if isinstance(i, int) else LOCAL_LOSS, i)
    parts = (names.contribution(i, place) for place in _shown_inputs(names))
    return (*(names.at(base, i) for base in ("y", "z", "p")), losses, names.error(i), *parts)


def _shown_inputs(names: Names) -> range:
    """Return the inputs whose contributions to the gradient have columns of their own."""
    return range(len(names.inputs) if len(names.inputs) <= MOST_COLUMNS else 0)


def _sample_row(names: Names, numbers: Numbers, lines: Lines, i: int) -> tuple[Cell, ...]:
    parts = [contributions(names, numbers, place)[i - 1] for place in _shown_inputs(names)]
    rest = (shown(value, lines.places).node for value in (numbers.samples[i - 1].error, *parts))
    z, p, own = (lines.printed[f"{base}_{i}"].node for base in ("z", "p", "ell"))
    return (number(i), given_node(names.model.samples[i - 1].target), z, p, own, *rest)


def step_table(names: Names, numbers: Numbers) -> Table:
    """Return parameters, loss and length of the gradient before every step and at the end."""
    last = len(numbers.path) - 1
    stride = -(-last // (MOST_ROWS - 1))
    kept = [*range(0, last, stride), last]
    head: tuple[Cell, ...] = (STEP, *names.parameters, LOSS, Call("abs", (GRADIENT,)))
    places = _places(numbers)
    rows = tuple(_step_row(numbers.path[k], k, places) for k in kept)
    meanings = tuple(_step_meanings(names, numbers, k) for k in kept)
    caption = Prose(
        (
            "Gradient descent: the parameters after step ",
            STEP,
            ", the loss and the length of the gradient there.",
        )
    )
    return Table("steps", caption, head, rows, "r" + "d" * (len(head) - 1), meanings)


def _places(numbers: Numbers) -> tuple[int | None, int | None, int | None]:
    """Return the decimals of parameters, losses and gradients."""
    moves = [as_float(x) for state in numbers.path[1:2] for x in state.at]
    losses = [as_float(state.value) for state in numbers.path]
    norms = [as_float(state.gradient_norm) for state in numbers.path]
    return places_for(moves, 2), places_for(losses, 3), places_for(norms, 3)


def _step_row(state: State, k: int, places: tuple[int | None, int | None, int | None]) -> tuple[Cell, ...]:
    at, loss, norm = places
    return (
        number(k),
        *(_written(x, at) for x in state.at),
        _written(state.value, loss),
        _written(state.gradient_norm, norm),
    )


def _written(x: Real, places: int | None) -> Node:
    return significant(as_ball(x), 4) if places is None else decimal(x, places)


def _step_meanings(names: Names, numbers: Numbers, k: int) -> tuple[Node, ...]:
    state = numbers.path[k]
    places = range(len(names.parameters))
    if k == 0:
        at: tuple[Node, ...] = tuple(Symbol(symbol.name) for symbol in names.parameters)
    else:
        at = tuple(stepped(names, numbers.path[k - 1], place) for place in places)
    return (Number(str(k)), *at, loss_at(names, state), norm_at(names, state))
