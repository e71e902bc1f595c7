r"""Notation that means something only together with what the document has said: primes, entries of vector functions.

`prepared` returns a formula in which $f'(x)$ is a derivative, $\text{softmax}(x)_i$ the formula that defines it, and a
sum over an index without limits one from the first to the last known index.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.notation.meaning import Definition
from pipeline.notation.tree import (
    Between,
    BigProduct,
    BigSum,
    Call,
    Case,
    Cases,
    Chain,
    Component,
    Derivative,
    EvaluatedAt,
    Group,
    Indexed,
    Integral,
    Limit,
    Link,
    Matrix,
    Node,
    Number,
    Power,
    Prime,
    Product,
    Sum,
    SumOver,
    Symbol,
    Term,
    Tuple,
    children,
    walk,
    with_children,
)
from pipeline.notation.vocabulary import CONSTANTS, FUNCTIONS
from pipeline.verify.audit.operators import as_operator
from pipeline.verify.audit.recurrences import numbered

IDENTITIES = ("I", "E", "I_n")
"""How an identity matrix is called."""

ANY_SIZE = "d"
"""A dimension of which nothing is said; several values are tried."""

INVERSE = "^-1"
"""Behind the name of a function: its inverse."""

GENERIC = "any "
"""Before the name of a function of which nothing is known but its name."""


@dataclass(frozen=True)
class EntryFunction:
    """A function of a vector with one formula for its entries, as softmax(x)_i = … gives."""

    vector: str
    index: str
    body: Node


@dataclass(frozen=True)
class NumberedFunction:
    """Functions with one formula for all values of their index, as S_n(x) = … gives."""

    letter: str
    parameters: tuple[str, ...]
    body: Node

    def at(self, index: Node, arguments: Sequence[Node]) -> Node | None:
        """Return the formula of one of them at a place; None where it takes another number of arguments."""
        if len(arguments) != len(self.parameters):
            return None
        names = (self.letter, *self.parameters)
        waiting = tuple(Symbol(f"{GENERIC}{name}") for name in names)  # so that S_n(n) is no S_n of itself
        body = self.body
        for name, symbol in zip(names, waiting, strict=True):
            body = with_symbol(body, name, symbol)
        for symbol, value in zip(waiting, (index, *arguments), strict=True):
            body = with_symbol(body, symbol.name, value)
        return body


@dataclass(frozen=True)
class Known:
    """What the rewriting needs.

    Attributes:
        functions: Definitions with parameters, by name.
        variable: Tells for a name defined by a formula in one variable that variable, else None.
        entries: Functions with one formula for their entries.
        ranges: Of index letters.
        squares: Sizes of the names that stand for square matrices.
        named: All names that mean something.
        families: Names that one formula gives for all values of one index.
        length: Of a formula that comes to a vector, else 0.
        numbered: First and last index of the names with a base that mean something.
        numbered_functions: Functions with an index that one formula gives, by their base.
    """

    functions: Mapping[str, Definition] = field(default_factory=dict)
    variable: Callable[[str], str | None] = lambda _name: None
    entries: Mapping[str, EntryFunction] = field(default_factory=dict)
    ranges: Mapping[str, tuple[int, int | str]] = field(default_factory=dict)
    squares: Mapping[str, int] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    families: frozenset[str] = frozenset()
    length: Callable[[Node], int] = lambda _node: 0
    numbered: Callable[[str], tuple[int, int] | None] = lambda _base: None
    numbered_functions: Mapping[str, NumberedFunction] = field(default_factory=dict)


def prepared(node: Node, known: Known, generic: frozenset[str] = frozenset()) -> Node:
    """Return a formula with the notations above written out; everything else stays as it is.

    Args:
        node: A member of a chain.
        known: What the document has said.
        generic: Names that stand for any function in this chain, as in (fg)' = f'g + fg'.
    """
    if known.numbered_functions:
        node = _numbered_written_out(node, known)
    return _with_identity(_rewritten(node, known, generic), known)


def _with_identity(node: Node, known: Known) -> Node:
    """Return a formula in which I, or E, beside a square matrix is the identity of its size: det(A − λI)."""
    names = {part.name for _, part in walk(node) if isinstance(part, Symbol)}
    sizes = {known.squares[name] for name in names & known.squares.keys()}
    unit = next((name for name in IDENTITIES if name in names and name not in known.named), "")
    if len(sizes) != 1 or not unit:
        return node
    (size,) = sizes
    return with_symbol(node, unit, identity(size))


def identity(size: int) -> Matrix:
    """Return the identity matrix."""
    return Matrix(tuple(tuple(Number("1" if i == j else "0") for j in range(size)) for i in range(size)))


def generic_names(nodes: Sequence[Node]) -> frozenset[str]:
    """Return the names that are primed without an argument somewhere, if something else than a name is primed too."""
    primes = [part for node in nodes for _, part in walk(node) if isinstance(part, Prime) and not part.at]
    if all(isinstance(prime.body, Symbol | Call) for prime in primes):
        return frozenset()
    return frozenset(prime.body.name for prime in primes if isinstance(prime.body, Symbol))


def _rewritten(node: Node, known: Known, generic: frozenset[str]) -> Node:  # noqa: PLR0911 - one table of notations
    match node:
        case Prime():
            return _without_prime(node, known, generic)
        case Symbol(name) if name in generic:
            return Symbol(GENERIC + name, span=node.span)
        case _ if known.functions and (plain := _in_words(node, known)) is not None:
            return _spanned(_rewritten(plain, known, generic), node)
        case Symbol(name) | Call(name, _) if "_" in name and (slope := partial_derivative(name, known)) is not None:
            at = tuple(_rewritten(part, known, generic) for part in node.arguments) if isinstance(node, Call) else ()
            return _spanned(_at_point(slope, at, known) if at else slope, node)
        case Product((Derivative(Symbol(name)) as slope, Tuple() | Group() as point, *rest)) if name in known.functions:
            return _slope_at(node, slope, point, rest, known, generic)
        case Component(Call(name, (Symbol(vector),)), (index,)) if name in known.entries:
            entry = known.entries[name]
            body = _renamed(entry.body, entry.vector, vector, entry.index, index)
            return _spanned(body, node)
        case Symbol(name) if (place := numbered(name)) is not None and _is_of_family(name, place[0], known):
            return Indexed(place[0], (Number(str(place[1])),), span=node.span)
        case Call(name, arguments) if name not in known.functions and (usual := builtin(name)) != name:
            return Call(usual, tuple(_rewritten(part, known, generic) for part in arguments), span=node.span)
        case Indexed("delta", (one, other)) if not any(name.startswith("delta") for name in known.named):
            return _spanned(kronecker(one, other), node)
        case SumOver(sign, Symbol(letter), body) if (limits := _limits(letter, body, known)) is not None:
            first, last = limits
            upper = Symbol(last) if isinstance(last, str) else Number(str(last))
            made = BigSum if sign == "∑" else BigProduct
            return made(Symbol(letter), Number(str(first)), upper, _rewritten(body, known, generic), span=node.span)
        case _ if not children(node):
            return node
        case _:
            return with_children(node, tuple(_rewritten(child, known, generic) for child in children(node)))


def _in_words(node: Node, known: Known) -> Node | None:
    """Return what an operator that is written like a name or a power stands for: H_f, Δf, f⁻¹(x); None for all else."""
    match node:
        case Symbol(name) | Call(name, _) if (function := _of_laplacian(name)) in known.functions:
            return Call("laplace", (Call(function, node.arguments) if isinstance(node, Call) else Symbol(function),))
        case Power(Call(name, (argument,)), exponent) if _is_inverse(exponent, argument) and name in known.functions:
            return Call(f"{name}{INVERSE}", (argument,))
        case _:
            return as_operator(node, known.functions, known.named)


def _is_inverse(exponent: Node, argument: Node) -> bool:
    """Tell whether −1 stands before the argument, as in f^{-1}(p), and not behind it, as in f(p)^{-1}."""
    is_minus_one = exponent == Sum((Term(-1, Number("1")),))
    one, other = exponent.span, argument.span
    return is_minus_one and one is not None and other is not None and one.end <= other.start


def indexed_call(node: Node) -> tuple[str, Node, tuple[Node, ...]] | None:
    """Return base, index and arguments of S_n(x), or of S_2(x); None for anything else."""
    match node:
        case Product((Indexed(base, (index,)), Tuple() | Group() as inner)):
            return base, index, inner.items if isinstance(inner, Tuple) else (inner.body,)
        case Product((Symbol(name), Tuple() | Group() as inner)) if (found := numbered(name)) is not None:
            arguments = inner.items if isinstance(inner, Tuple) else (inner.body,)
            return found[0], Number(str(found[1])), arguments
        case Call(name, arguments) if (found := numbered(name)) is not None:
            return found[0], Number(str(found[1])), arguments
        case _:
            return None


def _numbered_written_out(node: Node, known: Known) -> Node:
    """Return a formula with every S_n(x) as what it stands for."""
    found = _of_numbered(node, known)
    if found is not None or not children(node):
        return node if found is None else found
    return with_children(node, tuple(_numbered_written_out(child, known) for child in children(node)))


def _of_numbered(node: Node, known: Known) -> Node | None:
    """Return a formula with S_n(x) at its beginning written out; None where no formula gives S_n."""
    if isinstance(node, Call) and node.function in known.functions:
        return None
    head: Node = node
    rest: tuple[Node, ...] = ()
    if isinstance(node, Product):
        head, rest = Product(node.factors[:2]), node.factors[2:]
    found = indexed_call(head)
    function = known.numbered_functions.get(found[0]) if found is not None else None
    if function is not None and found is not None and not _is_applied(found, function, known):
        return None
    body = function.at(found[1], found[2]) if function is not None and found is not None else None
    if body is None:
        return None
    return _spanned(Product((Group(body), *rest)) if rest else body, node)


def _is_applied(found: tuple[str, Node, tuple[Node, ...]], function: NumberedFunction, known: Known) -> bool:
    """Tell whether p_1(T) is a function's value: where p_1 is a number too, p_1(1 − p_1) is a product."""
    base, _, arguments = found
    is_number_too = base in known.named or f"{base}_1" in known.named
    own = {Symbol(name) for name in function.parameters}
    return not is_number_too or all(isinstance(argument, Number) or argument in own for argument in arguments)


def builtin(name: str) -> str:
    """Return the built-in function that a name means where the document does not define it."""
    lowered = name.lower()
    return "sigmoid" if name == "sigma" else lowered if lowered in FUNCTIONS else name


def _of_laplacian(name: str) -> str:
    """Return the name behind a Δ; empty where there is none."""
    return name.removeprefix("Delta(").removesuffix(")") if name.startswith("Delta(") else ""


def _limits(letter: str, body: Node, known: Known) -> tuple[int, int | str] | None:
    """Return from where to where a letter runs in a sum without limits: as said before, as the data do, or up to d."""
    if letter in known.ranges:
        return known.ranges[letter]
    bases = {part.base for _, part in walk(body) if isinstance(part, Indexed) and Symbol(letter) in part.indices}
    ends = [last for base in sorted(bases) if (last := known.numbered(base)) is not None]
    if ends:
        return 1, min(end for _, end in ends)
    return (1, ANY_SIZE) if bases and ANY_SIZE not in known.named else None


def partial_derivative(name: str, known: Known) -> Derivative | None:
    """Return what f_x, f_{xy} or f_{x_1} stands for: a derivative of a function that the document defines."""
    base, _, letters = name.partition("_")
    definition = known.functions.get(base)
    if definition is None or name in known.named:
        return None
    parameters = definition.parameters
    variables = (letters,) if letters in parameters else tuple(letters)
    if not variables or not all(variable in parameters for variable in variables):
        return None
    return Derivative(Symbol(base), tuple(map(Symbol, variables)), "quotient")


def _at_point(slope: Derivative, point: tuple[Node, ...], known: Known) -> Node:
    assert isinstance(slope.body, Symbol)
    parameters = known.functions[slope.body.name].parameters
    if len(point) == 1 and isinstance(point[0], Tuple):
        point = point[0].items
    if len(point) != len(parameters) or point == tuple(map(Symbol, parameters)):
        return slope
    names = Tuple(tuple(map(Symbol, parameters)))
    return EvaluatedAt(slope, Chain(names, (Link("=", Tuple(point)),)))


def _slope_at(
    node: Node, slope: Derivative, point: Tuple | Group, rest: list[Node], known: Known, generic: frozenset[str]
) -> Node:
    """Return ∂f/∂x(1, 2) as the derivative at that point, and ∂f/∂x · (a) as the product that it is."""
    assert isinstance(slope.body, Symbol)
    parameters = known.functions[slope.body.name].parameters
    items = point.items if isinstance(point, Tuple) else (point.body,)
    is_point = len(items) == len(parameters) and (len(items) > 1 or isinstance(items[0], Number))
    if not is_point:
        return with_children(node, tuple(_rewritten(child, known, generic) for child in children(node)))
    found = _at_point(slope, tuple(_rewritten(item, known, generic) for item in items), known)
    others = tuple(_rewritten(factor, known, generic) for factor in rest)
    return _spanned(Product((found, *others)) if others else found, node)


def _is_of_family(name: str, base: str, known: Known) -> bool:
    """Tell whether a numbered name means nothing by itself, but one formula gives it for all indices."""
    return base in known.families and name not in known.named


def kronecker(first: Node, second: Node) -> Node:
    """Return Kronecker's symbol: 1 where the indices are equal."""
    branches = (Case(Number("1"), (Chain(first, (Link("=", second),)),)), Case(Number("0"), (), "otherwise"))
    return Cases(branches)


def _spanned(node: Node, like: Node) -> Node:
    return replace(node, span=like.span)


def _renamed(node: Node, old: str, new: str, letter: str, index: Node) -> Node:
    """Return an entry's formula for another vector and another index."""
    match node:
        case Symbol(name) if name == letter:
            return index
        case Indexed(base, indices, joint) if base == old:
            return Indexed(new, tuple(_renamed(part, old, new, letter, index) for part in indices), joint)
        case BigSum(bound, _, _, _) | BigProduct(bound, _, _, _) if bound == index:
            fresh = Symbol(f"{bound.name}'")
            moved = with_symbol(node, bound.name, fresh)
            return with_children(moved, tuple(_renamed(part, old, new, letter, index) for part in children(moved)))
        case _ if not children(node):
            return node
        case _:
            return with_children(node, tuple(_renamed(part, old, new, letter, index) for part in children(node)))


def with_symbol(node: Node, name: str, new: Node) -> Node:
    """Return a formula with something else in the place of a name; what binds the name keeps it."""
    if isinstance(node, Symbol):
        return new if node.name == name else node
    if not children(node) or (not isinstance(new, Symbol) and name in _bound_by(node)):
        return node
    return with_children(node, tuple(with_symbol(child, name, new) for child in children(node)))


def _bound_by(node: Node) -> set[str]:
    """Return the names that mean nothing outside of a sum, an integral, a limit, a derivative."""
    match node:
        case BigSum(index=Symbol(name)) | BigProduct(index=Symbol(name)):
            return {name}
        case Integral(variable=Symbol(name)) | Limit(variable=Symbol(name)):
            return {name}
        case Derivative(variables=variables):
            return {variable.name for variable in variables if isinstance(variable, Symbol)}
        case Between(body):
            return {part.name for _, part in walk(body) if isinstance(part, Symbol)}
        case _:
            return set()


# -- primes ------------------------------------------------------------------------------------------


def _without_prime(node: Prime, known: Known, generic: frozenset[str]) -> Node:
    body = node.body
    if isinstance(body, Symbol) and node.at:
        return _at_argument(body.name, node, known)
    if isinstance(body, Symbol):
        variable = None if body.name in generic else known.variable(body.name)
        if variable is None or node.order > 1:
            return Symbol(f"{GENERIC}{body.name}{chr(39) * node.order}", span=node.span)
        return Derivative(body, (Symbol(variable),) * node.order, "operator", "d", span=node.span)
    inner = _rewritten(body, known, generic)
    if isinstance(body, Call) and len(body.arguments) == 1 and isinstance(body.arguments[0], Symbol):
        return Derivative(inner, body.arguments * node.order, "operator", "d", span=node.span)
    return _total(inner, generic, node) if node.order == 1 and generic else node


def _at_argument(name: str, node: Prime, known: Known) -> Node:
    """f'(x) for a variable x, f'(2) for anything else."""
    definition = known.functions.get(name)
    (argument, *rest) = node.at
    length = 0 if rest else known.length(argument)
    if length > 1:
        entries = (Component(argument, (Number(str(place)),)) for place in range(1, length + 1))
        return Tuple(tuple(_at_argument(name, replace(node, at=(entry,)), known) for entry in entries), span=node.span)
    if rest or (definition is not None and len(definition.parameters) != 1):
        return node
    if isinstance(argument, Symbol) and argument.name not in CONSTANTS:
        call = Call(name, (argument,), span=node.span)
        return Derivative(call, (argument,) * node.order, "operator", "d", span=node.span)
    variable = Symbol(GENERIC + "argument")
    slope = Derivative(Call(name, (variable,)), (variable,) * node.order, "operator", "d")
    return EvaluatedAt(slope, Chain(variable, (Link("=", argument),)), span=node.span)


def _total(body: Node, generic: frozenset[str], node: Node) -> Node:
    """(fg)' by the chain rule, for names of which only the derivative has a name too."""
    used = sorted({part.name.removeprefix(GENERIC) for _, part in walk(body) if isinstance(part, Symbol)} & generic)
    terms = [
        Term(1, Product((Derivative(body, (Symbol(GENERIC + name),)), Symbol(f"{GENERIC}{name}'")))) for name in used
    ]
    return Sum(tuple(terms), span=node.span) if terms else node
