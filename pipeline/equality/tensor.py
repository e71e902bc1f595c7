"""What vectors and matrices mean: rows of scalar expressions. A scalar is 1 × 1, a point is a column."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr
from pipeline.notation.meaning import Definition, MeaningError, Scope, meaning
from pipeline.notation.tree import (
    Call,
    Determinant,
    Group,
    Matrix,
    Nabla,
    Node,
    Product,
    Sum,
    Symbol,
    Term,
    Transpose,
    Tuple,
    walk,
)

Tensor = tuple[tuple[Expr, ...], ...]
"""Rows of equal length, shape (rows, columns)."""


def tensor(node: Node, scope: Scope) -> Tensor:  # noqa: C901, PLR0911, PLR0912 - one table of cases
    """Return what a scalar, vector or matrix formula means.

    Raises:
        MeaningError: For shapes that do not fit or parts without a meaning.
    """
    if not _has_array(node, scope):
        return ((meaning(node, scope),),)
    match node:
        case Group(body):
            return tensor(body, scope)
        case Matrix(rows):
            return tuple(tuple(meaning(entry, scope) for entry in row) for row in rows)
        case Tuple(items):
            return tuple((meaning(item, scope),) for item in items)
        case Transpose(body):
            return _transposed(tensor(body, scope), is_point=isinstance(body, Tuple))
        case Symbol(name):
            return tensor(scope.definitions[name].body, replace(scope, bound={}))
        case Nabla(body, order):
            return _nabla(body, order, scope)
        case Call():
            return ((_applied(node, scope),),)
        case Determinant(body):
            return ((_determinant(tensor(body, scope)),),)
        case Sum(terms):
            return _sum([_scaled(ex.const(t.sign), tensor(t.node, scope)) for t in terms])
        case Product(factors):
            return _product([tensor(factor, scope) for factor in factors])
        case Term(sign, body):
            return _scaled(ex.const(sign), tensor(body, scope))
        case _:
            return ((meaning(node, scope),),)


def _has_array(node: Node, scope: Scope) -> bool:
    return any(
        isinstance(part, Matrix | Tuple | Nabla | Transpose)
        or (isinstance(part, Symbol) and is_array_name(part.name, scope))
        for _, part in walk(node)
    )


def is_array_name(name: str, scope: Scope) -> bool:
    """Tell whether a name stands for a vector or matrix."""
    definition = scope.definitions.get(name)
    return definition is not None and not definition.parameters and isinstance(definition.body, Matrix | Tuple)


def _transposed(rows: Tensor, *, is_point: bool) -> Tensor:
    """Return the transpose; a point in round brackets with a raised T is the column that is meant."""
    return rows if is_point else tuple(zip(*rows, strict=True))


def _function(body: Node, scope: Scope) -> tuple[Definition, list[Expr]]:
    """Return the definition of an applied function, and the values of its arguments; plain f means f(its variables)."""
    name = body.function if isinstance(body, Call) else body.name if isinstance(body, Symbol) else ""
    definition = scope.definitions.get(name)
    if definition is None or not definition.parameters:
        raise MeaningError("∇ stands before something that is no function here")
    if not isinstance(body, Call):
        return definition, [meaning(Symbol(p), scope.keeping(p)) for p in definition.parameters]
    values = [entry for argument in body.arguments for row in tensor(argument, scope) for entry in row]
    if len(values) != len(definition.parameters):
        raise MeaningError(f"{name} takes {len(definition.parameters)} values, not {len(values)}")
    return definition, values


def _applied(call: Call, scope: Scope) -> Expr:
    if call.function not in scope.definitions:
        return meaning(call, scope)
    definition, values = _function(call, scope)
    return _at(_body(definition, scope), definition, values)


def _body(definition: Definition, scope: Scope) -> Expr:
    return meaning(definition.body, replace(scope, bound={}).keeping(*definition.parameters))


def _at(expr: Expr, definition: Definition, values: Sequence[Expr]) -> Expr:
    return ex.substitute(expr, dict(zip(definition.parameters, values, strict=True)))


def _nabla(body: Node, order: int, scope: Scope) -> Tensor:
    definition, values = _function(body, scope)
    expr = _body(definition, scope)
    slopes = [ex.derivative(expr, name) for name in definition.parameters]
    if order == 1:
        return tuple((_at(slope, definition, values),) for slope in slopes)
    return tuple(
        tuple(_at(ex.derivative(slope, name), definition, values) for name in definition.parameters) for slope in slopes
    )


def _scaled(factor: Expr, rows: Tensor) -> Tensor:
    return tuple(tuple(ex.mul(factor, entry) for entry in row) for row in rows)


def shape(rows: Tensor) -> tuple[int, int]:
    """Return (number of rows, number of columns)."""
    return len(rows), len(rows[0])


def _sum(members: Sequence[Tensor]) -> Tensor:
    if len({shape(member) for member in members}) != 1:
        raise MeaningError("terms of different shape are added")
    return tuple(tuple(ex.add(*entries) for entries in zip(*rows, strict=True)) for rows in zip(*members, strict=True))


def _product(members: Sequence[Tensor]) -> Tensor:
    result = members[0]
    for member in members[1:]:
        result = _times(result, member)
    return result


def _times(left: Tensor, right: Tensor) -> Tensor:
    if shape(left) == (1, 1):
        return _scaled(left[0][0], right)
    if shape(right) == (1, 1):
        return _scaled(right[0][0], left)
    if shape(left)[1] != shape(right)[0]:
        raise MeaningError("matrices whose shapes do not fit are multiplied")
    columns = tuple(zip(*right, strict=True))
    return tuple(
        tuple(ex.add(*(ex.mul(a, b) for a, b in zip(row, column, strict=True))) for column in columns) for row in left
    )


def _determinant(rows: Tensor) -> Expr:
    if len(rows) != len(rows[0]):
        raise MeaningError("only a square matrix has a determinant")
    if len(rows) == 1:
        return rows[0][0]
    return ex.add(
        *(
            ex.mul(ex.const((-1) ** j), rows[0][j], _determinant(tuple(row[:j] + row[j + 1 :] for row in rows[1:])))
            for j in range(len(rows))
        )
    )
