"""Derivatives by a quantity that a formula defines: ∂p/∂z with z = wᵀx and p = σ(wᵀx).

For the derivative z has to stand in p's formula by its name; where only its formula stands there, the name is put in.
Where neither does, nothing is known of the derivative: it is not taken for zero.
"""

from collections.abc import Iterator
from dataclasses import replace

from pipeline.equality.context import Context
from pipeline.notation.arrays import Array, ShapeError
from pipeline.notation.meaning import Definition, MeaningError, value_of
from pipeline.notation.tree import (
    Call,
    Component,
    Derivative,
    Fraction,
    Group,
    Indexed,
    Matrix,
    Nabla,
    Node,
    Number,
    Product,
    Sum,
    Symbol,
    Tuple,
    children,
    walk,
    with_children,
)

MAX_REACHED = 200
MAX_ENTRIES = 24
"""Of a vector or matrix by which something is differentiated."""


def with_intermediates(nodes: tuple[Node, ...], context: Context) -> tuple[tuple[Node, ...], Context] | None:
    """Return formulas and context in which every defined name that something is differentiated by stands by its name.

    Returns:
        None where one of the derivatives is of something that has nothing to do with its variable, as far as the
        document says.
    """
    for derivative in (part for node in nodes for _, part in walk(node) if isinstance(part, Derivative)):
        if _is_unknown(derivative.body, context) or (context.hidden and _leads_to_hidden(derivative, context)):
            return None
        for variable in derivative.variables:
            if isinstance(variable, Symbol) and isinstance(matrix := _body(variable.name, context), Matrix):
                context = _with_entries(variable.name, matrix, context)
                continue
            if isinstance(variable, Symbol) and _is_formula(variable.name, context):
                entered = _with_computed_entries(variable.name, derivative.body, context)
                if entered is not context:
                    context = entered
                    continue
            if not isinstance(variable, Symbol) or _reaches(derivative.body, variable.name, context):
                continue
            if not _is_formula(variable.name, context):
                is_named = isinstance(derivative.body, Symbol)
                if is_named and (not context.knows(variable.name) or _hides(derivative.body, context)):
                    return None
                continue
            nodes, changed = _put_in(nodes, variable.name, context)
            if changed is context:
                return None
            context = changed
    return nodes, context


def _leads_to_hidden(derivative: Derivative, context: Context) -> bool:
    """Tell whether something is differentiated that depends on a name of which only the value is known.

    By such a name itself it may be differentiated: ∂L/∂ŷ.
    """
    own = {variable.name for variable in derivative.variables if isinstance(variable, Symbol)}
    hidden = context.hidden - own
    bases = {name for name, _ in led_to(derivative.body, context)} | _bases(derivative.body, context)
    return any(name in hidden or name.rpartition("_")[0] in hidden for name in bases)


def _bases(body: Node, context: Context) -> set[str]:
    """Return the names with indices that a formula leads to."""
    names = {name for name, _ in led_to(body, context)} & context.definitions.keys()
    bodies = [body, *(context.definitions[name].body for name in names)]
    return {part.base for one in bodies for _, part in walk(one) if isinstance(part, Indexed)}


def _body(name: str, context: Context) -> Node | None:
    definition = context.definitions.get(name)
    return definition.body if definition is not None and not definition.parameters else None


def _with_entries(name: str, matrix: Matrix, context: Context) -> Context:
    """Return the context in which every entry of a matrix has a name, so that it can be differentiated by."""
    rows = tuple(
        tuple(Symbol(f"{name}[{i},{j}]") for j in range(1, len(row) + 1)) for i, row in enumerate(matrix.rows, 1)
    )
    named = context.defining(name, Definition((), Matrix(rows)))
    for symbols, row in zip(rows, matrix.rows, strict=True):
        for symbol, entry in zip(symbols, row, strict=True):
            named = named.with_value(symbol.name, entry)
    return named


def _with_computed_entries(name: str, body: Node, context: Context) -> Context:
    """Return the context with names for the entries of a vector or matrix that a formula computes, ŷ = Hw + b.

    The context itself comes back where the name is no such array, or where nothing leads to it.
    """
    definition = context.definitions[name]
    if isinstance(definition.body, Tuple | Matrix) or not _reaches(body, name, context):
        return context
    try:
        value = value_of(Symbol(name), context.structure)
    except (MeaningError, ShapeError, KeyError, RecursionError):
        return context
    if not isinstance(value, Array) or len(value.entries) > MAX_ENTRIES:
        return context
    rows, columns = value.shape
    stem = name.removeprefix("bold(").removesuffix(")") if name.startswith("bold(") else name
    places = [[(i, j) if columns > 1 else (i,) for j in range(1, columns + 1)] for i in range(1, rows + 1)]
    labels = {
        place: f"{name}[{place[0]},{place[-1]}]" if columns > 1 else f"{stem}_{place[0]}"
        for row in places
        for place in row
    }
    named = tuple(tuple(Symbol(labels[place]) for place in row) for row in places)
    whole = Matrix(named) if columns > 1 else Tuple(tuple(row[0] for row in named))
    kept = {other: found for other, found in context.definitions.items() if other not in labels.values()}
    context = replace(context, definitions={**kept, name: Definition((), whole)})
    for place, label in labels.items():
        entry = Component(Group(definition.body), tuple(Number(str(number)) for number in place))
        context = context.with_value(label, entry)
    return context


def _is_formula(name: str, context: Context) -> bool:
    definition = context.definitions.get(name)
    return definition is not None and not definition.parameters and not isinstance(definition.body, Number | Symbol)


def _is_unknown(body: Node, context: Context) -> bool:
    """Tell whether what is differentiated is a mere name, or a function, of which the document says nothing."""
    match body:
        case Symbol(name):
            return not context.knows(name)
        case Indexed(base, _):
            return not any(name.startswith(f"{base}_") for name in (*context.definitions, *context.values)) and (
                base not in context.families
            )
        case _:
            return False


def _reaches(body: Node, name: str, context: Context) -> bool:
    """Tell whether a formula leads to a name through the definitions; an index may lead anywhere."""
    return any(own in (name, "?") for own, _ in led_to(body, context))


def _hides(body: Node, context: Context) -> bool:
    """Tell whether something on the way was computed with numbers, so that nobody sees what it depends on: σ(0.39)."""
    found = (context.definitions.get(own) or context.values.get(own) for own, _ in led_to(body, context))
    return any(one is not None and not one.parameters and _is_computed_number(one.body) for one in found)


def _is_computed_number(node: Node) -> bool:
    """Tell whether a formula computes a number from numbers alone."""
    parts = [part for _, part in walk(node)]
    computes = (
        isinstance(part, Call | Product | Fraction) or (isinstance(part, Sum) and len(part.terms) > 1) for part in parts
    )
    return any(computes) and not any(isinstance(part, Symbol | Indexed | Matrix) for part in parts)


def led_to(body: Node, context: Context) -> Iterator[tuple[str, bool]]:
    """Yield the names that a formula leads to through the definitions, `?` for an index that may lead anywhere."""
    met: set[str] = set()
    ahead = [Definition((), body)]
    while ahead:
        definition = ahead.pop()
        for own, hidden in _mentioned(definition.body):
            if own not in definition.parameters:
                yield own, hidden
            if own not in met and own in context.definitions:
                met.add(own)
                found = context.definitions[own]
                ahead.append(found if hidden else Definition((), found.body))
        if len(met) > MAX_REACHED:
            yield "?", False
            return


def _mentioned(node: Node) -> Iterator[tuple[str, bool]]:
    """Yield the names in a formula, and whether the variables of what they stand for are hidden: in f(2), not in f."""
    for _, part in walk(node):
        match part:
            case Symbol(name):
                yield name, False
            case Call(function, arguments):
                yield function, not all(isinstance(argument, Symbol) for argument in arguments)
            case Indexed() | Nabla():
                yield "?", False


def _put_in(nodes: tuple[Node, ...], name: str, context: Context) -> tuple[tuple[Node, ...], Context]:
    """Put a name in the place of its formula everywhere; the context itself comes back where that is nowhere."""
    body = _bare(context.definitions[name].body)
    changed = {
        other: Definition(definition.parameters, _named(definition.body, body, name))
        for other, definition in context.definitions.items()
        if other != name
    }
    new = tuple(_named(node, body, name) for node in nodes)
    if new == nodes and all(context.definitions[other] == definition for other, definition in changed.items()):
        return nodes, context
    return new, replace(context, definitions={**context.definitions, **changed})


def _named(node: Node, body: Node, name: str) -> Node:
    if _bare(node) == body:
        return Symbol(name, span=node.span)
    if not children(node):
        return node
    return with_children(node, tuple(_named(child, body, name) for child in children(node)))


def _bare(node: Node) -> Node:
    while isinstance(node, Group):
        node = node.body
    return node
