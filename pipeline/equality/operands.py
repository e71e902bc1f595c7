"""Numbers put in the place of names: `w_5h_1 + b ≈ 0.4·0.25 + 0.6`, each has to round its own name's value.

Intervals alone would let a wrong last digit of one operand pass, or a wrong sign of a small one, since the digits of
the others leave room for it. So the formula with numbers has to be the formula with names, leaf by leaf.
"""

from collections.abc import Callable, Iterator, Mapping

from flint import arb

from pipeline.equality.decide import decide, show
from pipeline.equality.relation import half_unit, rows_of, sharp_ball, worst
from pipeline.equality.verdict import DEFAULT_LIMITS, Refuted, Unknown, Verdict, Witness
from pipeline.notation import expression as ex
from pipeline.notation.arrays import Array
from pipeline.notation.evaluate import precision
from pipeline.notation.meaning import EMPTY, MeaningError, Scope, exact, meaning, value_of
from pipeline.notation.scientific import with_literals, with_powers_of_ten
from pipeline.notation.tree import (
    Call,
    Component,
    Derivative,
    Group,
    Indexed,
    Matrix,
    Nabla,
    Node,
    Number,
    Power,
    Prime,
    Sum,
    Symbol,
    Term,
    Transpose,
    children,
    with_children,
)

BITS = 200

LEAVES = (Number, Symbol, Indexed, Derivative, Prime, Nabla, Component)
"""What one number is put in the place of."""

IsLeaf = Callable[[Node], bool]


def decide_put_in(symbolic: Node, numeric: Node, scope: Scope) -> Verdict | None:
    """Decide whether a formula with numbers is one with names, the names' values rounded and put in.

    Args:
        symbolic: A formula with names.
        numeric: What is to be the same with numbers.
        scope: What the names are worth.

    Returns:
        Refuted for a number that does not round the value in whose place it stands, Proved where everything fits,
        None where the second formula is made otherwise.
    """
    if _is_name(symbolic):
        return None
    symbolic, numeric = _spelled_out(symbolic, scope), with_literals(numeric)
    if _is_literal(numeric):
        return None
    forms = dict.fromkeys((numeric, with_powers_of_ten(numeric)))
    found = (_put_in(symbolic, form, scope, is_leaf) for form in forms for is_leaf in (_is_name, _is_name_or_value))
    return next((verdict for verdict in found if verdict is not None), None)


def _is_name(node: Node) -> bool:
    return isinstance(node, LEAVES)


def _is_name_or_value(node: Node) -> bool:
    """Count a function at a number, such as σ(0.39), as one leaf too."""
    if not isinstance(node, Call) or node.function in ("exp", "sqrt", "abs"):
        return _is_name(node)
    return all(_is_literal(argument) for argument in node.arguments)


def _put_in(symbolic: Node, numeric: Node, scope: Scope, is_leaf: IsLeaf) -> Verdict | None:
    names, numbers = list(_leaves(symbolic, is_leaf)), list(_leaves(numeric, is_leaf))
    if symbolic in names or len(names) != len(numbers) or not all(map(_fit, names, numbers)):
        return None
    try:
        values = {name: _value(name, scope) for name in names if not isinstance(name, Number)}
    except MeaningError:
        return None
    with precision(BITS):
        for name, number in zip(names, numbers, strict=True):
            if isinstance(number, Number) and name in values and not _rounds(number, values[name]):
                shown = f"{show(abs(values[name]))} for the name in whose place it stands"
                return Refuted(Witness({}, shown, show(arb(exact(number.text)))))
    return _same_form(symbolic, numeric, values, is_leaf)


def _spelled_out(node: Node, scope: Scope) -> Node:
    """Return a formula with the entries of every vector and matrix, a vector's length as a root of squares."""
    match node:
        case Call("abs", (vector,)) if (rows := _entries(vector, scope)) and len(rows[0]) == 1:
            squares = tuple(Term(1, Power(entry, Number("2"))) for (entry,) in rows)
            return Call("sqrt", (Sum(squares),))
        case Transpose(Group(body)):
            return _spelled_out(Transpose(body), scope)
        case Transpose(body) if _is_name(body) and (rows := _entries(body, scope)):
            return Matrix(tuple(zip(*rows, strict=True)))
        case _ if _is_name(node):
            rows = _entries(node, scope)
            return Matrix(rows) if rows else node
        case _:
            return with_children(node, tuple(_spelled_out(child, scope) for child in children(node)))


def _entries(node: Node, scope: Scope) -> tuple[tuple[Node, ...], ...]:
    """Return the entries of a vector or matrix; nothing for a number."""
    try:
        value = value_of(node, scope)
    except MeaningError:
        return ()
    if not isinstance(value, Array):
        return ()
    rows, columns = value.shape
    return tuple(
        tuple(Component(node, (Number(str(row)), Number(str(column)))) for column in range(1, columns + 1))
        for row in range(1, rows + 1)
    )


def _leaves(node: Node, is_leaf: IsLeaf) -> Iterator[Node]:
    if is_leaf(node):
        yield node
        return
    for child in children(node):
        yield from _leaves(child, is_leaf)


def _is_literal(node: Node) -> bool:
    """Tell whether a side is one number, perhaps with a sign, or a matrix of such: a result, with nothing put in."""
    if isinstance(node, Matrix):
        return all(_is_literal(entry) for row in node.rows for entry in row)
    if isinstance(node, Sum) and len(node.terms) == 1:
        node = node.terms[0].node
    return isinstance(node, Number)


def _fit(name: Node, number: Node) -> bool:
    return isinstance(number, Number) or name == number


def _value(name: Node, scope: Scope) -> arb:
    value = meaning(name, scope)
    if ex.variables(value):
        raise MeaningError("a name without a value")
    return sharp_ball(value, {}, DEFAULT_LIMITS)


def _rounds(number: Number, value: arb) -> bool:
    """Compare sizes: the sign of a number put in may have moved to the front of its product."""
    return bool(abs(value).overlaps(arb(exact(number.text)) + arb(0, arb(half_unit(number.text)))))


def _same_form(symbolic: Node, numeric: Node, values: Mapping[Node, arb], is_leaf: IsLeaf) -> Verdict | None:
    """Compare the two formulas with every name, and every number in its place, as a free variable."""
    variables: dict[Node, Node] = {name: Symbol(f"leaf {place}") for place, name in enumerate(values)}
    signed: dict[Node, Node] = {
        name: Sum((Term(-1, leaf),)) if values[name] < 0 else leaf for name, leaf in variables.items()
    }
    names = list(_leaves(symbolic, is_leaf))
    with_names = [variables.get(name, name) for name in names]
    with_numbers = [
        signed[name] if name in signed and isinstance(number, Number) else variables.get(name, number)
        for name, number in zip(names, _leaves(numeric, is_leaf), strict=True)
    ]
    sides = ((symbolic, with_names), (numeric, with_numbers))
    try:
        left, right = (rows_of(_replaced(node, iter(leaves), is_leaf), EMPTY) for node, leaves in sides)
    except MeaningError:
        return None
    if left.shape != right.shape:
        return None
    verdict = worst(decide(a, b) for a, b in zip(left.entries, right.entries, strict=True))
    return None if isinstance(verdict, Refuted | Unknown) else verdict


def _replaced(node: Node, leaves: Iterator[Node], is_leaf: IsLeaf) -> Node:
    if is_leaf(node):
        return next(leaves)
    return with_children(node, tuple(_replaced(child, leaves, is_leaf) for child in children(node)))
