"""Small changes to a formula: another index, sign, function, exponent, bracket. One of them may be what was meant."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from pipeline.notation.tree import (
    Call,
    Derivative,
    Fraction,
    Indexed,
    Node,
    Number,
    Path,
    Power,
    Product,
    Sum,
    Symbol,
    Term,
    at,
    children,
    replace_at,
    walk,
    with_children,
)

EditKind = Literal[
    "index", "name", "sign", "function", "twice", "number", "exponent", "bracket", "operator", "factor", "fraction"
]

MAX_NODES = 600
MAX_EDITS = 400
MAX_INDEX_DIGITS = 4

SWAPPED = {
    "sin": ("cos",),
    "cos": ("sin",),
    "sinh": ("cosh",),
    "cosh": ("sinh",),
    "exp": ("log",),
    "log": ("exp",),
    "tan": ("sin", "cos"),
    "tanh": ("sigmoid",),
    "sigmoid": ("tanh",),
}


@dataclass(frozen=True)
class Edit:
    """One change.

    Attributes:
        path: Of the node that is replaced.
        old, new: Before and after.
        kind: What is changed.
    """

    path: Path
    old: Node
    new: Node
    kind: EditKind


@dataclass(frozen=True)
class Palette:
    """What edits may bring in.

    Attributes:
        siblings: For a name the others with the same base: x_2 for x_1.
        letters: Index letters in the relation.
        variables: By which the other side is differentiated; empty where it is not.
        names: Other plain names in the relation, of which one may be meant or missing.
        unwrapped: Functions whose result a name already is: σ for h_1 where h_1 = σ(…).
    """

    siblings: Callable[[str], tuple[str, ...]]
    letters: tuple[str, ...] = ()
    variables: tuple[Node, ...] = ()
    names: tuple[str, ...] = ()
    unwrapped: Callable[[str], str] = lambda _name: ""


def apply(node: Node, *edits: Edit) -> Node:
    """Return the formula with edits made; none stands inside another one."""
    for edit in edits:
        node = replace_at(node, edit.path, edit.new)
    return node


def single_edits(root: Node, palette: Palette, below: Path = ()) -> list[Edit]:
    """Return the edits of one place each, at and below a node."""
    found: list[Edit] = []
    for count, (path, node) in enumerate(walk(at(root, below), below)):
        if count > MAX_NODES or len(found) > MAX_EDITS:
            break
        found += [Edit(path, node, new, kind) for new, kind in _changed(node, palette)]
    return found


def _changed(node: Node, palette: Palette) -> Iterator[tuple[Node, EditKind]]:
    match node:
        case Symbol(name):
            yield from ((Symbol(other, span=node.span), "index") for other in palette.siblings(name))
            yield from _other_names(node, palette)
        case Indexed(base, indices, joint):
            for new in _other_indices(indices, palette.letters):
                yield Indexed(base, new, joint, span=node.span), "index"
        case Term(sign, body):
            yield Term(-1 if sign > 0 else 1, body, span=node.span), "sign"
            yield from ((Term(sign, new, span=node.span), "factor") for new in _other_factors(body, palette))
        case Number(text) if "." not in text and len(text) < 5:
            yield from ((Number(str(value), span=node.span), "number") for value in _other_numbers(int(text)))
        case Number(text) if len(text) < 12:
            yield from ((Number(new, span=node.span), "number") for new in _other_digits(text))
        case Call(name, (inner,)) if is_doubled(name, inner, palette.unwrapped):
            yield inner, "twice"
        case Call(name, arguments):
            yield from ((Call(other, arguments, span=node.span), "function") for other in SWAPPED.get(name, ()))
        case Power(Symbol("e") as base, exponent):
            yield Power(base, Sum((Term(-1, exponent),)), span=node.span), "sign"
        case Power(base, _):
            yield base, "exponent"
        case Fraction(above, below):
            yield Fraction(below, above, span=node.span), "fraction"
    yield from _structural(node, palette)


def _other_names(node: Symbol, palette: Palette) -> Iterator[tuple[Node, EditKind]]:
    if node.name in palette.names:
        yield from ((Symbol(other, span=node.span), "name") for other in palette.names if other != node.name)
        yield Power(node, Number("2"), span=node.span), "exponent"


def _other_factors(body: Node, palette: Palette) -> Iterator[Node]:
    """Yield a term with a factor more, or with 1 in its place."""
    yield from (Product((factor, body)) for factor in (Number("2"), *map(Symbol, palette.names)))
    if isinstance(body, Symbol):
        yield Number("1")


def is_doubled(function: str, argument: Node, outer: Callable[[str], str]) -> bool:
    """Tell whether a function is applied to a name that is its value already."""
    name = argument.name if isinstance(argument, Symbol) else argument.base if isinstance(argument, Indexed) else ""
    return bool(name) and outer(name) == function


def undoubled(node: Node, outer: Callable[[str], str]) -> Node:
    """Return a formula with every function that is applied twice applied once."""
    match node:
        case Call(name, (inner,)) if is_doubled(name, inner, outer):
            return inner
        case _ if not children(node):
            return node
        case _:
            return with_children(node, tuple(undoubled(child, outer) for child in children(node)))


def _structural(node: Node, palette: Palette) -> Iterator[tuple[Node, EditKind]]:
    match node:
        case Product(factors):
            first = factors[0]
            if isinstance(first, Derivative) and first.form == "quotient" and len(factors) > 1:
                yield _operator(first, factors[1:], node), "operator"
            for place in range(len(factors)):
                rest = (*factors[:place], *factors[place + 1 :])
                yield rest[0] if len(rest) == 1 else Product(rest, span=node.span), "factor"
        case Sum(terms):
            yield from ((new, "bracket") for new in bracketed(terms, node))
            first = terms[0].node
            if isinstance(first, Product) and isinstance(first.factors[0], Derivative) and len(terms) > 1:
                mark = first.factors[0]
                inner = Sum((Term(terms[0].sign, _product(first.factors[1:])), *terms[1:]))
                yield Derivative(inner, mark.variables, "operator", mark.symbol, span=node.span), "operator"


def _operator(mark: Derivative, factors: tuple[Node, ...], node: Node) -> Node:
    return Derivative(_product(factors), mark.variables, "operator", mark.symbol, span=node.span)


def _product(factors: tuple[Node, ...]) -> Node:
    return factors[0] if len(factors) == 1 else Product(factors)


def bracketed(terms: tuple[Term, ...], node: Node) -> Iterator[Node]:
    """Yield sums in which brackets take terms together that share what stands at the end or the start of one."""
    for last in range(1, len(terms)):
        tail = terms[last].node
        if isinstance(tail, Product) and len(tail.factors) <= 12:
            for first in range(last):
                for cut in range(1, len(tail.factors)):
                    inner = Sum((*terms[first:last], Term(terms[last].sign, _product(tail.factors[:cut]))))
                    grouped = Term(1, Product((inner, *tail.factors[cut:])))
                    yield _sum((*terms[:first], grouped, *terms[last + 1 :]), node)
    for first in range(len(terms) - 1):
        head = terms[first].node
        if isinstance(head, Product) and len(head.factors) <= 12:
            for cut in range(1, len(head.factors)):
                inner = Sum((Term(1, _product(head.factors[cut:])), terms[first + 1]))
                grouped = Term(terms[first].sign, Product((*head.factors[:cut], inner)))
                yield _sum((*terms[:first], grouped, *terms[first + 2 :]), node)


def _sum(terms: tuple[Term, ...], node: Node) -> Node:
    return Sum(terms, span=node.span)


def _other_numbers(value: int) -> tuple[int, ...]:
    halves = (value // 2,) if value % 2 == 0 and value else ()
    near = [value + 1, *([value - 1] if value > 0 else []), value * 2, *halves]
    return tuple(dict.fromkeys(other for other in near if other != value))


def _other_digits(text: str) -> Iterator[str]:
    """Yield a decimal with one digit changed, or two neighbours swapped; the last digits first."""
    for place in range(len(text) - 1, -1, -1):
        if text[place].isdigit():
            near = sorted(
                (digit for digit in "0123456789" if digit != text[place]), key=lambda d: abs(int(d) - int(text[place]))
            )
            yield from (f"{text[:place]}{digit}{text[place + 1 :]}" for digit in near)
    for place in range(len(text) - 1):
        pair = text[place : place + 2]
        if pair.isdigit() and pair[0] != pair[1]:
            yield f"{text[:place]}{pair[::-1]}{text[place + 2 :]}"


def _other_indices(indices: tuple[Node, ...], letters: tuple[str, ...]) -> Iterator[tuple[Node, ...]]:
    """Yield indices with one letter or number changed, then with two letters changed."""
    root = Product(indices) if indices else Product(())
    places = [(path, part) for path, part in walk(root) if isinstance(part, Symbol | Number)]
    options: list[tuple[Path, Node]] = []
    for path, part in places:
        if isinstance(part, Symbol):
            options += [(path, Symbol(letter)) for letter in letters if letter != part.name]
        elif part.text.isdigit() and len(part.text) < MAX_INDEX_DIGITS:
            options += [(path, Number(str(value))) for value in (int(part.text) + 1, int(part.text) - 1) if value >= 0]
    for path, new in options:
        yield _indices(replace_at(root, path, new))
    letters_only = [(path, new) for path, new in options if isinstance(new, Symbol)]
    for number, (path, new) in enumerate(letters_only):
        for other, second in letters_only[number + 1 :]:
            if path != other:
                yield _indices(replace_at(replace_at(root, path, new), other, second))


def _indices(root: Node) -> tuple[Node, ...]:
    assert isinstance(root, Product)
    return root.factors


def unwrapped_everywhere(root: Node, palette: Palette) -> list[Edit]:
    """Return the edits that take away every function applied twice."""
    return [edit for edit in single_edits(root, palette) if edit.kind == "twice"]
