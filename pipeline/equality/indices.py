"""Index formulas: which letters are free indices, and all the ways in which they can be numbers."""

from collections.abc import Iterator, Mapping
from itertools import product

from pipeline.equality.context import DEFAULT_RANGE, Context
from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr
from pipeline.notation.tree import (
    BigProduct,
    BigSum,
    Component,
    Indexed,
    Node,
    SumOver,
    Symbol,
    children,
    descendants,
)

DIMENSIONS = (2, 3)
"""Values that are tried for a dimension."""

MAX_INSTANCES = 200

_SUBSCRIPTED = frozenset((Indexed, Component))


def free_indices(node: Node, context: Context) -> frozenset[str]:
    """Return the letters that stand in subscripts without being bound by a sum or having a meaning."""
    if _SUBSCRIPTED.isdisjoint(map(type, descendants(node))):
        return frozenset()
    return _free(node, context)


def _free(node: Node, context: Context) -> frozenset[str]:
    match node:
        case BigSum(index, lower, upper, body) | BigProduct(index, lower, upper, body):
            return _free(lower, context) | _free(upper, context) | (_free(body, context) - {index.name})
        case SumOver(_, domain, body):
            bound = next((part.name for part in descendants(domain) if isinstance(part, Symbol)), "")
            return _free(body, context) - {bound}
        case Indexed(_, indices):
            return _letters(indices, context)
        case Component(body, indices):
            return _letters(indices, context) | _free(body, context)
        case _:
            return frozenset().union(*(_free(child, context) for child in children(node)))


def _letters(indices: tuple[Node, ...], context: Context) -> frozenset[str]:
    found = {part.name for index in indices for part in descendants(index) if isinstance(part, Symbol)}
    return frozenset(name for name in found if not context.knows(name))


def dimensions_in(node: Node, context: Context) -> frozenset[str]:
    """Return the dimensions without a value that occur in a formula, or in what defines its indexed names."""
    parts = descendants(node)
    families = {part.base for part in parts if isinstance(part, Indexed)} & context.families.keys()
    parts += [part for base in families for part in descendants(context.families[base].body)]
    return frozenset(part.name for part in parts if isinstance(part, Symbol) and part.name in context.dimensions)


def instances(letters: frozenset[str], dimensions: frozenset[str], context: Context) -> Iterator[Mapping[str, Expr]]:
    """Yield every way to give numbers to index letters and dimensions that the context's cases allow."""
    sizes = sorted(dimensions)
    count = 0
    for chosen in product(DIMENSIONS, repeat=len(sizes)):
        by_size = dict(zip(sizes, chosen, strict=True))
        ranges = [_range(letter, by_size, context) for letter in sorted(letters)]
        for values in product(*ranges):
            numbers = dict(zip(sorted(letters), values, strict=True))
            if _allowed(numbers, context) and count < MAX_INSTANCES:
                count += 1
                yield {name: ex.const(value) for name, value in {**by_size, **numbers}.items()}


def _range(letter: str, sizes: Mapping[str, int], context: Context) -> range:
    first, last = context.ranges.get(letter, DEFAULT_RANGE)
    if isinstance(last, str):
        last = sizes.get(last, DIMENSIONS[-1])
    elif letter not in context.ranges and sizes:
        last = min(sizes.values())
    return range(first, last + 1)


def _allowed(numbers: Mapping[str, int], context: Context) -> bool:
    return all(
        (numbers[a] == numbers[b]) == (relation == "=")
        for a, relation, b in context.cases
        if a in numbers and b in numbers
    )
