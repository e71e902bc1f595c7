"""Derivatives by a quantity that a formula defines: ∂p/∂z with z = wᵀx and p = σ(wᵀx).

For the derivative z has to stand in p's formula by its name; where only its formula stands there, the name is put in.
Where neither does, nothing is known of the derivative: it is not taken for zero.
"""

from collections.abc import Iterator

from pipeline.equality.context import Context
from pipeline.notation.meaning import Definition
from pipeline.notation.tree import (
    Call,
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
    children,
    walk,
    with_children,
)

MAX_REACHED = 200


def with_intermediates(nodes: tuple[Node, ...], context: Context) -> tuple[tuple[Node, ...], Context] | None:
    """Return formulas and context in which every defined name that something is differentiated by stands by its name.

    Returns:
        None where one of the derivatives is of something that has nothing to do with its variable, as far as the
        document says.
    """
    for derivative in (part for node in nodes for _, part in walk(node) if isinstance(part, Derivative)):
        if _is_unknown(derivative.body, context):
            return None
        for variable in derivative.variables:
            if isinstance(variable, Symbol) and isinstance(matrix := _body(variable.name, context), Matrix):
                context = _with_entries(variable.name, matrix, context)
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
    from dataclasses import replace

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
