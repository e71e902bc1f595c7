"""Everything that the templates of the kind name."""

from pipeline.exercises.networks import lecture
from pipeline.exercises.numerals import given_node
from pipeline.exercises.softmax_jacobian import formulas
from pipeline.exercises.softmax_jacobian.figure import figure
from pipeline.exercises.softmax_jacobian.names import JACOBIAN, LOSS, SIZE, Names
from pipeline.exercises.softmax_jacobian.numbers import Numbers, Printer, temperature_is
from pipeline.exercises.solution import Content, Display, Prose
from pipeline.exercises.spoken import counted
from pipeline.exercises.wording import listed, prose
from pipeline.notation.build import chain
from pipeline.notation.tree import Node, Symbol, Tuple


def page_content(names: Names, numbers: Numbers) -> dict[str, Content]:
    """Return the content of statement and solution."""
    printer, letters = Printer(names, numbers), names.letters
    return {
        "size": SIZE,
        "count": counted(names.size),
        "jacobian_name": JACOBIAN,
        "loss_name": LOSS,
        "input_vector": names.input_vector,
        "output_vector": names.output_vector,
        "input_i": names.input(letters.places[0]),
        "output_i": names.output(letters.places[0]),
        "argument": letters.plain,
        "argument_i": letters.argument_at(letters.places[0]),
        "argument_j": letters.argument_at(letters.places[1]),
        "slope": names.slope(letters.places[0], letters.places[1]),
        "inputs": prose(_given(names.input_vector, [given_node(value) for value in names.model.inputs])),
        "decimals": counted(names.model.decimals),
        "definition": lecture.softmax_definition(letters),
        "sum_slope": lecture.softmax_sum_slope(letters),
        "same": lecture.softmax_same(letters),
        "other": lecture.softmax_other(letters),
        "shift": lecture.softmax_shift(letters),
        "closed_form": formulas.closed_form(names),
        "softmax_lines": Display(tuple(printer.softmax_lines()), "row"),
        "entry_lines": Display(tuple(printer.entry_lines()), "row"),
        "matrix_line": printer.matrix_line(),
        "table": printer.table(),
        "symmetry": formulas.symmetry(names),
        "row_by_entries": formulas.row_by_entries(names),
        "row_sums": formulas.row_sums(names),
        "outputs_add_up": Prose((formulas.outputs_add_up(names),)),
        "quadratic_form": formulas.quadratic_form(names),
        "mean": Prose((formulas.mean(names),)),
        "figure": figure(names),
        "temperature": _temperature(names),
        "loss": _loss(names, printer),
    }


def _given(name: Node, values: list[Node]) -> tuple[str | Node | Prose, ...]:
    return listed([chain(name, ("=", Tuple(tuple(values))))])


def _temperature(names: Names) -> Content:
    if not names.is_scaled:
        return ""
    return {
        "value": prose(temperature_is(names)),
        "scaling": Prose((formulas.scaling(names),)),
        "chain_rule": formulas.by_chain_rule(names),
    }


def _loss(names: Names, printer: Printer) -> Content:
    if not names.model.targets:
        return ""
    return {
        "formula": formulas.loss(names),
        "gradient": formulas.loss_gradient(names),
        "line": printer.loss_line(),
        "lines": Display(tuple(printer.gradient_lines()), "row"),
        "table": printer.gradient_table(),
        "targets": prose(_given(Symbol("y"), [given_node(value) for value in names.model.targets])),
    }
