"""Everything that the templates of the kind name."""

from collections.abc import Sequence
from itertools import pairwise

from pipeline.exercises.decimals import as_float, decimal, places_for
from pipeline.exercises.logistic_regression import formulas
from pipeline.exercises.logistic_regression.figure import figure
from pipeline.exercises.logistic_regression.lines import Lines
from pipeline.exercises.logistic_regression.names import CURVATURE, DATA, GRADIENT, HESSIAN, LOSS, RATE, Names
from pipeline.exercises.logistic_regression.numbers import Numbers
from pipeline.exercises.logistic_regression.reading import correct_at, loss_at
from pipeline.exercises.logistic_regression.tables import MOST_ROWS, data_table, sample_table, step_table
from pipeline.exercises.numerals import given_node
from pipeline.exercises.solution import Content, Display, Measured, Prose
from pipeline.exercises.spoken import counted
from pipeline.exercises.wording import listed, prose
from pipeline.notation.build import chain
from pipeline.notation.tree import Node
from pipeline.notation.writer import latex


def page_content(names: Names, numbers: Numbers) -> dict[str, Content]:
    """Return the content of statement and solution."""
    lines, model = Lines(names, numbers), names.model
    last = numbers.path[-1]
    return {
        "count": counted(len(names.samples)),
        "single": "yes" if len(names.samples) == 1 else "",
        "dimension": counted(len(names.inputs)),
        "has_bias": "yes" if names.has_bias else "",
        "reduction": model.reduction,
        "loss_name": LOSS,
        "gradient_name": GRADIENT,
        "hessian_name": HESSIAN,
        "data_name": DATA,
        "curvature_name": CURVATURE,
        "decimals": counted(model.decimals),
        "step_word": "one step" if model.steps == 1 else f"{counted(model.steps)} steps",
        "start": prose(listed(_start(names))),
        "rate": Prose((chain(RATE, ("=", given_node(model.learning_rate))),)),
        "data": data_table(names),
        "neuron": Display(tuple(formulas.neuron(names)), "row"),
        "loss": formulas.loss(names),
        "local_gradient": formulas.local_gradient(names),
        "gradient": Display(tuple(formulas.gradient(names)), "row"),
        "in_matrices": formulas.gradient_in_matrices(names),
        "first_sample": Display(tuple(lines.first_sample()), "row"),
        "samples": sample_table(names, numbers, lines),
        "loss_line": lines.loss(),
        "gradient_lines": Display(tuple(lines.gradient()), "row"),
        "first_step": Display(tuple(lines.first_step()), "row"),
        "steps": step_table(names, numbers),
        "rows_shown": "them all" if model.steps < MOST_ROWS else "a selection of them",
        "figure": figure(names, numbers),
        "loss_before": _loss(names, numbers, 0),
        "loss_after": _loss(names, numbers, -1),
        "outcome": _outcome([as_float(state.value) for state in numbers.path]),
        "correct": Measured(counted(numbers.correct) if numbers.correct else "0", correct_at(names, last)),
        "correct_all": "yes" if numbers.correct == len(names.samples) else "",
        "half": Prose((formulas.half(),)),
        "second_derivative": formulas.second_derivative(names),
        "data_vector": Prose((formulas.data_vector(names),)),
        "data_matrix": formulas.data_matrix(names),
        "hessian": formulas.hessian(names),
        "hessian_line": lines.hessian(),
        "quadratic_form": formulas.quadratic_form(names),
        "columns": counted(len(names.parameters)),
        "full_rank": "yes" if numbers.rank == len(names.parameters) else "",
    }


def _start(names: Names) -> list[Node]:
    return [chain(s, ("=", given_node(x))) for s, x in zip(names.parameters, names.model.start, strict=True)]


def _loss(names: Names, numbers: Numbers, place: int) -> Measured:
    state = numbers.path[place]
    places = places_for([as_float(s.value) for s in numbers.path], 3)
    text = latex(decimal(state.value, 9 if places is None else places))
    return Measured(text, loss_at(names, state))


def _outcome(losses: Sequence[float]) -> str:
    """Return whether the loss falls in every step, falls on the whole but not in every step, or does not fall."""
    if losses[-1] >= losses[0]:
        return "rises"
    return "falls" if all(after < before for before, after in pairwise(losses)) else "wavers"
