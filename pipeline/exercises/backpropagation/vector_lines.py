"""The lines of the matrix form: vectors in symbols, then the numbers put in, then the resulting vector."""

from collections.abc import Mapping, Sequence

from pipeline.equality.relation import decide_relation
from pipeline.equality.verdict import Proved
from pipeline.exercises.backpropagation import vectors as vec
from pipeline.exercises.backpropagation.backward import loss_slopes, pull
from pipeline.exercises.backpropagation.board import Board
from pipeline.exercises.backpropagation.formulas import delta_formula, derivative_paths, simplifications
from pipeline.exercises.backpropagation.tables import told_apart
from pipeline.exercises.networks.printed import Shown, with_signs
from pipeline.exercises.networks.real import ONE, Real, exact
from pipeline.notation.build import difference
from pipeline.notation.layout import LINE
from pipeline.notation.meaning import Scope
from pipeline.notation.tree import (
    Chain,
    Derivative,
    Link,
    Matrix,
    Node,
    Product,
    RelationSign,
    Symbol,
    Transpose,
    children,
    with_children,
)
from pipeline.notation.width import width

MOST_ENTRIES = 10
"""Rows or columns of a matrix that is printed; of a larger one the table has the entries."""

Numbers = tuple[tuple[Shown, ...], ...]
"""The entries of a vector or matrix as the page shows them."""


def sum_line(board: Board, layer: int) -> Chain:
    """Return z = W a + b with its numbers."""
    own, names = board.network.symbols.layers[layer], vec.vectors_of(board.network)
    value = _printed(board, [(z,) for z in own.preactivations])
    return line(board, names.layers[layer].preactivation, vec.sum_formula(board.network, layer), value)


def activation_line(board: Board, layer: int) -> Chain:
    """Return a = φ(z) ≈ its numbers."""
    own, names = board.network.symbols.layers[layer], vec.vectors_of(board.network)
    first, formula = names.layers[layer].activation, vec.activation_formula(board.network, layer)
    return Chain(first, (Link("=", formula), *_result(_printed(board, [(a,) for a in own.activations]))))


def slope_line(board: Board, layer: int) -> Chain | None:
    """Return φ'(z) ≈ its numbers; None where there is no such vector."""
    slope = vec.slope_vector(board.network, layer)
    return None if slope is None else Chain(slope, _result(_slopes(board, layer)))


def _slopes(board: Board, layer: int) -> Numbers:
    values = board.numbers.forward.layers[layer]
    ones = (ONE,) * len(values.activations)
    pulled = pull(board.network.model.layer[layer].activation, values, ones)
    return tuple((board.value(value),) for value in pulled)


def loss_slope_line(board: Board) -> Chain:
    """Return ∂E/∂a of the outputs with its numbers."""
    network = board.network
    first, formula = vec.loss_slope_vector(network), vec.loss_slope_formula(network)
    value = _loss_slopes(board)
    return Chain(first, _result(value)) if formula is None else line(board, first, formula, value)


def _loss_slopes(board: Board) -> Numbers:
    model = board.network.model
    targets, outputs = tuple(map(exact, model.sample[1])), board.numbers.forward.layers[-1].activations
    return tuple((board.value(value),) for value in loss_slopes(model.loss, targets, outputs))


def first_delta(board: Board, layer: int) -> Chain:
    """Return δ of the first unit as a sum over paths, in symbols: what the vector formula is made of."""
    network, own = board.network, board.network.symbols.layers[layer]
    by_paths = derivative_paths(network, layer, 0, None)
    links = [Link("=", network.by(own.preactivations[0])), Link("=", by_paths, "chain rule")]
    links.append(Link("=", delta_formula(network, layer, 0)))
    shorter, formula = simplifications(network, 0) if layer == network.depth - 1 else ((), None)
    return Chain(own.deltas[0], (*links, *shorter, *((Link("=", formula),) if formula is not None else ())))


def delta_line(board: Board, layer: int) -> Chain:
    """Return δ of a layer with its numbers; output minus target where loss and activation fit each other."""
    network, names = board.network, vec.vectors_of(board.network)
    own = names.layers[layer]
    value = tuple((board.gradient(delta),) for delta in board.numbers.gradients[layer].deltas)
    if layer == network.depth - 1 and simplifications(network, 0)[1] is not None:
        outputs = board.numbers.forward.layers[layer].activations
        finer: dict[Node, Numbers] = {own.activation: tuple((board.gradient(a),) for a in outputs)}
        return line(board, own.delta, difference(own.activation, names.targets), value, finer)
    formula = vec.delta_vector(network, layer)
    finer = {vec.loss_slope_vector(network): _loss_slopes(board)}
    slope = vec.slope_vector(network, layer)
    if slope is not None:
        finer[slope] = _slopes(board, layer)
    return line(board, own.delta, formula, value, finer)


def weight_gradient_line(board: Board, layer: int) -> Chain:
    """Return ∂E/∂W = δ aᵀ with its numbers."""
    network, names = board.network, vec.vectors_of(board.network)
    value = tuple(tuple(map(board.gradient, row)) for row in board.numbers.gradients[layer].weights)
    first = network.by(names.layers[layer].weights)
    return line(board, first, vec.weight_gradient(network, layer), value)


def bias_gradient_line(board: Board, layer: int) -> Chain | None:
    """Return ∂E/∂b = δ for a layer whose units have a bias each."""
    own = vec.vectors_of(board.network).layers[layer]
    return None if own.bias is None else Chain(board.network.by(own.bias), (Link("=", own.delta),))


def shows_all(board: Board) -> bool:
    """Tell whether the page has every gradient in a matrix, so that a table would repeat them."""
    is_small = all(max(layer.units, len(layer.weights[0])) <= MOST_ENTRIES for layer in board.network.model.layer)
    return board.network.is_matrix and is_small and len(board.network.symbols.losses) == 1


def update_line(board: Board, layer: int) -> Chain:
    """Return W ← W − η ∂E/∂W with its numbers."""
    own, numbers = vec.vectors_of(board.network).layers[layer], board.numbers
    rows = numbers.total_gradients[layer].weights
    return _stepped(board, own.weights, rows, numbers.weights.matrices[layer], numbers.updated.matrices[layer])


def bias_update_line(board: Board, layer: int) -> Chain:
    """Return b ← b − η ∂E/∂b with its numbers, for a layer whose units have a bias each."""
    own, numbers = vec.vectors_of(board.network).layers[layer], board.numbers
    assert own.bias is not None
    columns = (numbers.total_gradients[layer].biases, numbers.weights.biases[layer], numbers.updated.biases[layer])
    return _stepped(board, own.bias, *(tuple((value,) for value in column) for column in columns))


Rows = tuple[tuple[Real, ...], ...]


def _stepped(board: Board, name: Symbol, gradient: Rows, old: Rows, new: Rows) -> Chain:
    network = board.network
    slope = network.total_by(name)
    formula = difference(name, Product((network.symbols.rate, slope)))
    slopes = tuple(tuple(map(board.gradient, row)) for row in gradient)
    pairs = zip(old, new, strict=True)
    value = tuple(
        tuple(told_apart(board, before, after) for before, after in zip(*rows, strict=True)) for rows in pairs
    )
    whole = line(board, name, formula, value, {slope: slopes})
    return Chain(whole.first, (Link("←", formula), *whole.links[1:]))


# -- numbers ---------------------------------------------------------------------------------------


def line(
    board: Board, first: Node, formula: Node, value: Numbers, finer: Mapping[Node, Numbers] | None = None
) -> Chain:
    """Return first = formula = numbers put in = value; what is too large for the page is left out.

    Args:
        board: Has the numbers of all names.
        first: What the line is about.
        formula: In vectors and matrices.
        value: What comes out.
        finer: Numbers of parts that are no names, or that need more decimals here.
    """
    known = {**_known(board), **(finer or {})}
    if not _is_small(value):
        return Chain(first, (Link("=", formula),))
    used: list[Shown] = []
    numbers = _put_in(formula, known, board.printed, used)
    if numbers is None or width(numbers) > LINE:
        return Chain(first, (Link("=", formula), *_result(value)))
    numbers = with_signs(numbers)
    relation: RelationSign = "=" if all(shown.relation == "=" for shown in used) else "≈"
    return Chain(first, (Link("=", formula), Link(relation, numbers), *_last(numbers, relation, value)))


def _last(numbers: Node, relation: RelationSign, value: Numbers) -> tuple[Link, ...]:
    """Return the value, with = where the numbers that stand there give it exactly."""
    literal = matrix(value)
    if numbers == literal:
        return ()
    is_exact = all(shown.relation == "=" for row in value for shown in row)
    if is_exact and (relation == "=" or isinstance(decide_relation(numbers, "=", literal, Scope()), Proved)):
        return (Link("=", literal),)
    return (Link("≈", literal),)


def _result(value: Numbers) -> tuple[Link, ...]:
    if not _is_small(value):
        return ()
    is_exact = all(shown.relation == "=" for row in value for shown in row)
    return (Link("=" if is_exact else "≈", matrix(value)),)


def _is_small(value: Numbers) -> bool:
    return len(value) <= MOST_ENTRIES and len(value[0]) <= MOST_ENTRIES


def matrix(value: Numbers) -> Node:
    """Return numbers as a matrix; a single one as itself."""
    rows = tuple(tuple(shown.node for shown in row) for row in value)
    return Matrix(rows) if len(rows) > 1 or len(rows[0]) > 1 else rows[0][0]


def _printed(board: Board, names: Sequence[Sequence[Symbol]]) -> Numbers:
    return tuple(tuple(board.printed[name.name] for name in row) for row in names)


def _known(board: Board) -> dict[Node, Numbers]:
    return {vector: _printed(board, names) for vector, names in vec.components(board.network)}


def _put_in(node: Node, known: Mapping[Node, Numbers], printed: Mapping[str, Shown], used: list[Shown]) -> Node | None:
    """Return the formula with numbers, and note them; None where one of them is too large."""
    turned = isinstance(node, Transpose)
    numbers = known.get(node.body if isinstance(node, Transpose) else node)
    if numbers is not None:
        numbers = tuple(zip(*numbers, strict=True)) if turned else numbers
        used += [shown for row in numbers for shown in row]
        return matrix(numbers) if _is_small(numbers) else None
    if isinstance(node, Symbol):
        used.append(printed[node.name])
        return printed[node.name].node
    if isinstance(node, Derivative):
        return None
    parts = [_put_in(child, known, printed, used) for child in children(node)]
    found = [part for part in parts if part is not None]
    return with_children(node, tuple(found)) if len(found) == len(parts) else None
