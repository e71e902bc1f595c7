"""Is a relation true where it stands? Exactly, or after rounding by one of the two ways in which people round.

A printed number is wrong only if it misses both the value from full precision and the value from the printed operands.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import permutations, product

from flint import arb

from pipeline.equality.context import Context
from pipeline.equality.decide import NO_INTEGRAL
from pipeline.equality.indices import DIMENSIONS, dimensions_in, free_indices, instances
from pipeline.equality.relation import decide_relation, decimals, is_literal, worst
from pipeline.equality.verdict import Consistent, Limits, Meaningless, Proved, Refuted, Unknown, Verdict
from pipeline.notation import expression as ex
from pipeline.notation.arrays import ShapeError
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.meaning import CONSTANT, Definition, MeaningError, Scope, exact, value_of
from pipeline.notation.series import TERMS
from pipeline.notation.tree import (
    BigProduct,
    BigSum,
    Call,
    Derivative,
    Determinant,
    Group,
    Indexed,
    Integral,
    Limit,
    Matrix,
    Nabla,
    Node,
    Number,
    Power,
    Product,
    RelationSign,
    SetOf,
    Sum,
    Symbol,
    Term,
    Tuple,
    children,
    descendants,
    replace_at,
    walk,
    with_children,
)
from pipeline.verify.audit.estimates import by_another_function, estimated, expanded, is_method
from pipeline.verify.audit.given import names_in
from pipeline.verify.audit.intermediates import led_to, with_intermediates
from pipeline.verify.audit.knowledge import Knowledge, is_constant
from pipeline.verify.audit.remainders import judged_remainder, remainder_of
from pipeline.verify.audit.rewriting import ANY_SIZE, IDENTITIES, INVERSE, identity, with_symbol
from pipeline.verify.audit.rows import with_rows

LIMITS = Limits(points=6, attempts=90, bits=160, terms=4_000)

MAX_WORK = 60_000
"""Parts that one side of a relation may have after its sums are written out."""

WORK_OF_INTEGRAL = 200
"""A definite integral is computed at every point at which its relation is tried."""

MAX_IN_VAIN = 60
"""Integrals of a document that are tried in vain."""

WORK_OF_LIMIT = 60
"""A limit is computed by the series of every part."""

MAX_DETERMINANT = 6
MAX_ENTRIES = 100
MAX_EXPONENT_DIGITS = 6

BEYOND = (ArithmeticError, MemoryError, RecursionError, ValueError)
"""What a formula beyond all bounds may raise somewhere deep in its evaluation."""

MIN_PLACES, NO_PLACES = 2, 99
"""Numbers with so many decimals in 7.39 + 2.72 may be rounded."""

NEAR_POINTS = 4

MAX_SIZES = 2
MAX_ROOTS = 4
IDENTITY_SIZES = (2, 3, 4)
MAX_PUT_IN = 4
MAX_SAME = 4
MAX_CHOICES = 130
"""Numbers in a member that may stand for names, names for each, and ways to choose them."""


def is_true(verdict: Verdict) -> bool:
    """Tell whether a verdict speaks for the relation."""
    return isinstance(verdict, Proved | Consistent)


def compare(left: Node, relation: RelationSign, right: Node, knowledge: Knowledge, context: Context) -> Verdict:
    """Decide a relation between two members, `=` also as a rounding where printed decimals allow it."""
    if isinstance(left, SetOf) and isinstance(right, SetOf) and relation in ("=", "≈"):
        return _compare_sets(left, right, knowledge, context)
    if isinstance(left, Call) and left.function.endswith(INVERSE):  # f⁻¹(p) = x says that f(x) = p
        left, right = Call(left.function.removesuffix(INVERSE), (right,)), left.arguments[0]
    if knowledge.in_vain[NO_INTEGRAL] >= MAX_IN_VAIN and (_has_integral(left) or _has_integral(right)):
        return Unknown("too many integrals of the document could not be computed")
    contexts = _contexts(left, right, knowledge, context)
    verdict = worst_of(compared(left, relation, right, knowledge, each) for each in contexts)
    if isinstance(verdict, Unknown) and verdict.reason == NO_INTEGRAL:
        knowledge.in_vain[NO_INTEGRAL] += 1
    if not isinstance(verdict, Refuted) or not knowledge.disputed:
        return verdict
    return _with_disputed(left, relation, right, knowledge, context) or verdict


def _has_integral(node: Node) -> bool:
    return any(isinstance(part, Integral) for part in descendants(node))


def _with_disputed(
    left: Node, relation: RelationSign, right: Node, knowledge: Knowledge, context: Context
) -> Verdict | None:
    """Decide a relation with values that were refuted before; None where it does not hold with them either."""
    names = frozenset(name for side in (left, right) for name in _led_to_names(side, context))
    other = knowledge.with_disputed(names)
    if other is None:
        return None
    changed = replace(context, values=other.context.values, definitions=other.context.definitions)
    for name, value in knowledge.disputed.items():
        left, right = with_symbol(left, name, value), with_symbol(right, name, value)
    verdict = compared(left, relation, right, other, changed)
    return verdict if is_true(verdict) else None


def _led_to_names(node: Node, context: Context) -> Iterator[str]:
    yield from (name for name, _ in led_to(node, context))


def _compare_sets(left: SetOf, right: SetOf, knowledge: Knowledge, context: Context) -> Verdict:
    """Decide whether the two values of a ± are those of another, in either order."""
    if len(left.items) != len(right.items) or len(left.items) > MAX_ROOTS:
        return Unknown("sets of different size are not compared")
    orders = [
        worst_of(compare(a, "=", b, knowledge, context) for a, b in zip(left.items, order, strict=True))
        for order in permutations(right.items)
    ]
    return next((verdict for verdict in orders if is_true(verdict)), orders[0])


def _contexts(left: Node, right: Node, knowledge: Knowledge, context: Context) -> Iterator[Context]:
    """Yield the contexts in which a relation has to hold: one for every size that its definitions or data use."""
    hidden = hidden_sizes((left, right), context)
    used = sorted(hidden | dimensions_in(left, context) | dimensions_in(right, context))[:MAX_SIZES]
    of_data = is_constant(left) or is_constant(right)
    if not hidden and not (of_data and any(knowledge.sized.get(name) for name in used)):
        yield context
        return
    sizes = [knowledge.sizes(name) if of_data or name == ANY_SIZE else DIMENSIONS for name in used]
    yield from sized_contexts(used, sizes, free_indices(left, context) | free_indices(right, context), context)


def concrete(left: Node, right: Node, knowledge: Knowledge, context: Context) -> Context:
    """Return a context in which every size that a relation uses is a number, where it has to be one."""
    return next(_contexts(left, right, knowledge, context), context)


def compared(left: Node, relation: RelationSign, right: Node, knowledge: Knowledge, context: Context) -> Verdict:
    """Decide a relation in one context, in which every size that it uses is a number."""
    if work(left) > MAX_WORK or work(right) > MAX_WORK:
        return Unknown("the formula is too large to be decided")
    try:
        found = remainder_of(right, context) if relation in ("=", "≈") else None
        if found is not None:
            return judged_remainder(left, found, context)
        context = _with_lengths(left, right, context)
        reached = with_intermediates((left, right), context)
        if reached is None:
            return Unknown("the document does not say how what is differentiated depends on the variable")
        (left, right), context = reached
        left, right = up_to_constants(left, right, context)
        left, right = _zeros(left, right, context), _zeros(right, left, context)
        left, right = _as_row(left, right, context), _as_row(right, left, context)
        left, right = _with_identities(left, right, context)
        verdict = _exactly(left, relation, right, context)
        if isinstance(verdict, Meaningless) and (rows := with_rows(left, right, context)) is not None:
            left, right = rows
            verdict = _exactly(left, relation, right, context)
        if isinstance(verdict, Refuted) and _is_infinite(left, right):
            verdict = _for_positive(left, relation, right, context) or verdict
        if is_true(verdict) or relation not in ("=", "≈"):
            return verdict
        return (_equal if relation == "=" else _approximately)(verdict, left, right, knowledge, context)
    except (MeaningError, ShapeError, KeyError) as problem:
        return Unknown(str(problem).strip("'"))
    except BEYOND as problem:
        return Unknown(f"the formula is beyond what can be computed ({type(problem).__name__})")


def _equal(before: Verdict, left: Node, right: Node, knowledge: Knowledge, context: Context) -> Verdict:
    """Decide an equation that does not hold for all values of its names: as one between numbers, or rounded."""
    if isinstance(before, Refuted) and _is_cut_off(left, right, context):
        return Unknown("a number stands where the document could say how this depends on the variable")
    verdict = before
    if isinstance(before, Refuted):
        verdict = (
            put_in(left, right, context)
            or _at_data(left, right, knowledge, context)
            or _near_data(left, right, context)
            or _worked_out(left, right, context)
            or before
        )
    if is_true(verdict) or not _may_be_rounded(left, right):
        return verdict
    return _rounded(verdict, left, right, knowledge, context)


def _approximately(before: Verdict, left: Node, right: Node, knowledge: Knowledge, context: Context) -> Verdict:
    """Decide `≈` as a rounding, unless it may be an approximation of another kind."""
    if isinstance(before, Refuted) and _is_cut_off(left, right, context):
        return Unknown("a number stands where the document could say how this depends on the variable")
    if names_left(left, context.valued) or names_left(right, context.valued):
        unjudged = Unknown("where an approximation by a formula holds, and how well, is not judged")
        return expanded(left, right, context) or unjudged
    if is_method(left, right):
        return Unknown("how well a method approximates is not judged")
    if _is_rough(left, right):
        rough = Unknown("how close an approximation without decimals has to be is not judged")
        return estimated(left, right, context) or rough
    verdict = _rounded(before, left, right, knowledge, context) if _may_be_rounded(left, right) else before
    if isinstance(verdict, Refuted):
        return estimated(left, right, context) or by_another_function(left, right, context) or verdict
    return verdict


def _with_lengths(left: Node, right: Node, context: Context) -> Context:
    """Return the context in which the names up to which sums run are the whole numbers that they are worth."""
    defined = context.definitions
    behind = (defined[name].body for side in (left, right) for name, _ in led_to(side, context) if name in defined)
    bodies = [left, right, *behind]
    sums = (part for body in bodies for part in descendants(body) if isinstance(part, BigSum | BigProduct))
    for name in {part.upper.name for part in sums if isinstance(part.upper, Symbol)} & context.values.keys():
        value = context.values[name].body
        if isinstance(value, Number) and value.text.isdigit():
            context = context.defining(name, Definition((), value))
    return context


def _is_infinite(left: Node, right: Node) -> bool:
    """Tell whether integrals or sums in a relation run to infinity."""
    return any(part == Symbol("infinity") for side in (left, right) for part in descendants(side))


def _for_positive(left: Node, relation: RelationSign, right: Node, context: Context) -> Verdict | None:
    """Decide a relation for positive values of its names only; None where it does not hold for them either.

    What an integral up to infinity comes to is mostly said of parameters that everybody knows to be positive.
    """
    for name in sorted(names_left(left, context.structure) | names_left(right, context.structure)):
        size = Call("abs", (Symbol(name),))
        left, right = with_symbol(left, name, size), with_symbol(right, name, size)
    verdict = _exactly(left, relation, right, context)
    return verdict if is_true(verdict) else None


def up_to_constants(left: Node, right: Node, context: Context) -> tuple[Node, Node]:
    """Return two sides with indefinite integrals in them as their derivatives: they are equal up to a constant.

    Raises:
        MeaningError: Where it is not clear by which variable.
    """
    if not any(isinstance(part, Integral | Call) for side in (left, right) for part in descendants(side)):
        return left, right
    names = names_left(left, context.structure) | names_left(right, context.structure)
    letters = {name.removeprefix(CONSTANT) for name in names if name.startswith(CONSTANT)}
    if not letters:
        return left, right
    free = letters & names
    if len(free) != 1:
        raise MeaningError("it is not clear by what both sides are integrals")
    variable = (Symbol(free.pop()),)
    return Derivative(Group(left), variable), Derivative(Group(right), variable)


def _zeros(node: Node, other: Node, context: Context) -> Node:
    """Return a 0 that is said to equal a vector or a matrix as the zero vector or matrix."""
    if node != Number("0"):
        return node
    try:
        value = value_of(other, context.structure)
    except (MeaningError, ShapeError):
        return node
    if isinstance(value, ex.Expr):
        return node
    rows, columns = value.shape
    return Matrix(tuple((node,) * columns for _ in range(rows)), span=node.span)


def _as_row(node: Node, other: Node, context: Context) -> Node:
    """Return a point that is said to equal a row as a row: people write (6, 0) for both."""
    if not isinstance(node, Tuple) or shape_of(other, context) != (1, len(node.items)):
        return node
    return Matrix((node.items,), span=node.span)


def _with_identities(left: Node, right: Node, context: Context) -> tuple[Node, Node]:
    """Return two sides with I as the identity matrix of the size that gives them a meaning, where there is one."""
    names = {part.name for side in (left, right) for _, part in walk(side) if isinstance(part, Symbol)}
    unit = next((name for name in IDENTITIES if name in names and not context.knows(name)), "")
    for size in IDENTITY_SIZES if unit else ():
        sides = tuple(with_symbol(side, unit, identity(size)) for side in (left, right))
        if all(isinstance(shape_of(side, context), tuple) for side in sides):
            return sides[0], sides[1]
    return left, right


def shape_of(node: Node, context: Context) -> tuple[int, int] | None:
    """Return how many rows and columns a formula comes to; None where it has no meaning."""
    try:
        value = value_of(node, context.structure)
    except (MeaningError, ShapeError):
        return None
    return (1, 1) if isinstance(value, ex.Expr) else value.shape


def _exactly(left: Node, relation: RelationSign, right: Node, context: Context) -> Verdict:
    try:
        return worst_of(_each_instance(left, relation, right, context))
    except ShapeError as problem:
        return Meaningless(str(problem))


def sized_contexts(
    names: Sequence[str], sizes: Sequence[Sequence[int]], letters: frozenset[str], context: Context
) -> Iterator[Context]:
    """Yield the context with a number for every size (the n of a sum), and index letters that run up to it."""
    for chosen in product(*sizes):
        ranges = {**dict.fromkeys(letters, (1, min(chosen))), **context.ranges}
        sized = replace(context, dimensions=context.dimensions - set(names), ranges=ranges)
        for name, value in zip(names, chosen, strict=True):
            sized = sized.defining(name, Definition((), Number(str(value))))
        yield sized


def hidden_sizes(nodes: Sequence[Node], context: Context) -> set[str]:
    """Return the sizes that the definitions of the names in formulas use."""
    found: set[str] = set()
    waiting = list(nodes)
    met: set[str] = set()
    while waiting:
        for _, part in walk(waiting.pop()):
            name = part.name if isinstance(part, Symbol) else part.function if isinstance(part, Call) else ""
            if name in context.definitions and name not in met:
                met.add(name)
                body = context.definitions[name].body
                found |= {size for size in dimensions_in(body, context) if not context.knows(size)}
                waiting.append(body)
    return found


def worst_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the worst verdict; Unknown where there is none."""
    found = list(verdicts)
    return worst(found) if found else Unknown("no value of the indices is possible here")


def _each_instance(left: Node, relation: RelationSign, right: Node, context: Context) -> Iterator[Verdict]:
    letters = free_indices(left, context) | free_indices(right, context)
    sizes = dimensions_in(left, context) | dimensions_in(right, context)
    for bound in instances(letters, sizes, context):
        if _is_beyond_data((left, right), bound, context):
            yield Unknown("a derivative is taken of a quantity that the document does not define")
            continue
        structure, valued = context.structure.binding(bound), context.valued.binding(bound)
        open_sides = is_open(left, structure) and is_open(right, structure)
        scope = structure if open_sides and relation == "=" else valued
        yield decide_relation(left, relation, right, scope, limits=LIMITS)


def _is_beyond_data(sides: Sequence[Node], bound: Mapping[str, ex.Expr], context: Context) -> bool:
    """Tell whether a derivative is of h_3 where only h_1 and h_2 are defined."""
    for derivative in (part for side in sides for _, part in walk(side) if isinstance(part, Derivative)):
        match derivative.body:
            case Indexed(base, (Symbol(letter),)) if letter in bound and base not in context.families:
                number = bound[letter]
                name = f"{base}_{number.value.p}" if isinstance(number, ex.Const) else ""
                if not context.knows(name):
                    return True
    return False


def is_open(node: Node, scope: Scope) -> bool:
    """Tell whether names are left in a formula; one without a meaning counts as open."""
    return bool(names_left(node, scope))


def names_left(node: Node, scope: Scope) -> frozenset[str]:
    """Return the names left in a formula; `?` where it has no meaning."""
    try:
        value = value_of(node, scope)
    except (MeaningError, ShapeError, *BEYOND):
        return frozenset({"?"})
    entries = (value,) if isinstance(value, ex.Expr) else value.entries
    return frozenset().union(*(ex.variables(entry) for entry in entries))


# -- numbers put in for names ------------------------------------------------------------------------------


def put_in(left: Node, right: Node, context: Context) -> Verdict | None:
    """Decide whether a member is the one before with numbers in the place of some of its names.

    A formula that only agrees at the document's numbers is not meant: with the numbers turned back into names, or with
    values for the names that have gone, the two have to be equal for all values of the rest.
    """
    if is_open(left, context.valued) or is_open(right, context.valued):
        return _partly_put_in(left, right, context)
    verdict = worst_of(_valued(left, right, context))
    if not is_true(verdict):
        return None
    if _is_name(left) and _is_name(right):
        return verdict  # α_1 = α_3, said of their values
    gone = names_left(left, context.structure) - names_left(right, context.structure)
    known = {name: context.values[name] for name in gone if name in context.values}
    scope = context.structure.defining_all(known)
    bare = _without(left, right, context)
    if bare != left and is_true(verdict := decide_relation(bare, "=", right, context.structure, limits=LIMITS)):
        return verdict
    for node in _with_names(right, context):
        verdict = decide_relation(left, "=", node, scope, limits=LIMITS)
        if is_true(verdict):
            return verdict
        verdict = decide_relation(left, "=", node, context.structure, limits=LIMITS)
        if is_true(verdict):
            return verdict
    return None


def _is_name(node: Node) -> bool:
    return isinstance(node, Symbol) or (isinstance(node, Indexed) and all(map(is_constant, node.indices)))


def _without(left: Node, right: Node, context: Context) -> Node:
    """Return the left side with their values for the names that it writes and the right side does not: w · h_0 = 0."""
    written = [{part.name for _, part in walk(side) if isinstance(part, Symbol)} for side in (left, right)]
    for name in sorted((written[0] - written[1]) & context.values.keys()):
        left = with_symbol(left, name, context.values[name].body)
    return left


def _partly_put_in(left: Node, right: Node, context: Context) -> Verdict | None:
    """Decide whether a member is the one before with the values of the names that have gone, all others left."""
    gone = names_left(left, context.structure) - names_left(right, context.structure)
    known = {name: context.values[name] for name in gone if name in context.values}
    if not known:
        return None
    scope = context.structure.defining_all(known)
    letters = free_indices(left, context) | free_indices(right, context)
    if letters:
        verdict = worst_of(
            decide_relation(left, "=", right, scope.binding(bound), limits=LIMITS)
            for bound in instances(letters, frozenset(), context)
        )
    else:
        verdict = decide_relation(left, "=", right, scope, limits=LIMITS)
    return verdict if is_true(verdict) else None


def _valued(left: Node, right: Node, context: Context) -> Iterator[Verdict]:
    yield decide_relation(left, "=", right, context.valued, limits=LIMITS)


def _at_data(left: Node, right: Node, knowledge: Knowledge, context: Context) -> Verdict | None:
    """Decide a relation between vectors that have values, as in Av = 5v: it means these numbers."""
    names = names_left(left, context.structure) | names_left(right, context.structure)
    if not names or not names <= knowledge.entries_of_vectors:
        return None
    if any(isinstance(part, Derivative | Nabla | Indexed) for side in (left, right) for _, part in walk(side)):
        return None
    verdict = decide_relation(left, "=", right, context.valued, limits=LIMITS)
    return verdict if is_true(verdict) else None


def _worked_out(left: Node, right: Node, context: Context) -> Verdict | None:
    """Decide a relation with a name on one side that stands for a computed number, as h after h = tanh(0.9).

    No formula leads to such a name, so the relation speaks of the numbers. Data are no such names: w = 0.5 on one side
    only, where another weight has the same value, is a mistake.
    """
    alone = names_left(left, context.structure) ^ names_left(right, context.structure)
    bodies = (context.values[name].body for name in alone if name in context.values)
    if not any(_is_computed(body, context) for body in bodies):
        return None
    verdict = decide_relation(left, "=", right, context.valued, limits=LIMITS)
    return verdict if is_true(verdict) else None


def _is_cut_off(left: Node, right: Node, context: Context) -> bool:
    """Tell whether a derivative is not all of it because of a computed number: h = tanh(0.4) depends on no weight."""
    return any(
        _depends_on_numbers(part, context)
        for side in (left, right)
        for _, part in walk(side)
        if isinstance(part, Derivative)
    )


def _depends_on_numbers(derivative: Derivative, context: Context) -> bool:
    variables = {variable.name for variable in derivative.variables if isinstance(variable, Symbol)}
    names = {name for name, _ in led_to(derivative.body, context)} | names_left(derivative.body, context.structure)
    found = (context.values.get(name) or context.definitions.get(name) for name in names - variables)
    return bool(variables) and any(one and _is_computed(one.body, context) for one in found)


def _is_computed(node: Node, context: Context) -> bool:
    """Tell whether a number was written as something to be computed."""
    is_number = all(name in ("e", "pi") and not context.knows(name) for name in names_in(node))
    return is_number and any(
        isinstance(part, Call | Product | Power) or (isinstance(part, Sum) and len(part.terms) > 1)
        for part in descendants(node)
    )


def _near_data(left: Node, right: Node, context: Context) -> Verdict | None:
    """Decide a relation between functions with kinks on the piece on which the data lie: ReLU'(z) = 1, since z > 0.

    It has to hold at the data and at points around them, so that no mere coincidence of numbers is taken for it.
    """
    try:
        sides = [value_of(side, context.structure) for side in (left, right)]
        pair = [side for side in sides if isinstance(side, ex.Expr)]
        if len(pair) < len(sides) or not any(ex.fold(side, _has_kink) for side in pair):
            return None
        names = sorted(ex.variables(pair[0]) | ex.variables(pair[1]))
        data = [value_of(Symbol(name), context.valued) for name in names]
    except (MeaningError, ShapeError, KeyError):
        return None
    if any(not isinstance(value, ex.Expr) or ex.variables(value) for value in data):
        return None
    agree = all(_agree_at(pair, names, data, shift) for shift in range(NEAR_POINTS))
    return Consistent(NEAR_POINTS, "0") if agree else None


def _agree_at(pair: Sequence[ex.Expr], names: Sequence[str], data: Sequence[object], shift: int) -> bool:
    """Tell whether two sides agree where every value is changed a little, each by a share of its own."""
    with precision(LIMITS.bits):
        shares = [1 + arb((place * 7 + shift * 3) % 11 - 5) * shift / 10_000 for place in range(len(names))]
        values = zip(names, data, shares, strict=True)
        point = {name: ball(value) * share for name, value, share in values if isinstance(value, ex.Expr)}
        one, other = (ball(side, point) for side in pair)
    return bool(one.is_finite() and other.is_finite() and one.overlaps(other))


def _has_kink(node: ex.Expr, parts: tuple[bool, ...]) -> bool:
    return any(parts) or (isinstance(node, ex.Fn) and node.name in ex.KINKED)


def _with_names(node: Node, context: Context) -> Iterator[Node]:
    """Yield a formula, and then with every choice of names for the numbers that are their values."""
    yield node
    by_value: dict[Node, list[str]] = {}
    for name, definition in context.values.items():
        by_value.setdefault(definition.body, []).append(name)
    places = [(path, part) for path, part in walk(node) if part in by_value][:MAX_PUT_IN]
    options = [[part, *(Symbol(name) for name in by_value[part][:MAX_SAME])] for _, part in places]
    for count, chosen in enumerate(product(*options)):
        if count > MAX_CHOICES:
            return
        made = node
        for (path, _), new in zip(places, chosen, strict=True):
            made = replace_at(made, path, new)
        if made != node:
            yield made


# -- rounding --------------------------------------------------------------------------------------------


def _is_rough(left: Node, right: Node) -> bool:
    """Tell whether a formula without decimals stands for a number, as in 2^{10} ≈ 10^3: nothing says how exactly."""
    is_plain = all(isinstance(part, Number | Sum | Group | Matrix | Tuple) for part in descendants(right))
    return not is_plain and not _may_be_rounded(left, right)


def _may_be_rounded(*sides: Node) -> bool:
    return any(isinstance(part, Number) and "." in part.text for side in sides for _, part in walk(side))


def _rounded(before: Verdict, left: Node, right: Node, knowledge: Knowledge, context: Context) -> Verdict:
    """Decide with every printed decimal as what it rounds, and with it as it is printed."""
    if is_open(left, context.valued) or is_open(right, context.valued):
        return before
    places = knowledge.places if any(isinstance(part, Symbol) for _, part in walk(left)) else 4
    places = min(places, _printed_places(right))
    verdict = decide_relation(left, "≈", right, context.valued, rounded_places=places, limits=LIMITS)
    if is_true(verdict):
        return verdict
    formula = knowledge.formulas.get(left, left)
    others = [
        *((other, right) for other in (restore(left, knowledge), printed_operands(left, knowledge))),
        (printed_operands(formula, knowledge), right),
        (left, restore(right, knowledge)),
    ]
    for one, other in others:
        if (one, other) != (left, right):
            again = decide_relation(one, "≈", other, context.valued, rounded_places=knowledge.places, limits=LIMITS)
            if is_true(again):
                return again
    return before if isinstance(before, Refuted) else verdict


def _printed_places(node: Node) -> int:
    """Return how many decimals the numbers have that a formula is made of; a result, also a vector, says nothing."""
    if is_literal(node):
        return NO_PLACES
    literals = [part for _, part in walk(node) if isinstance(part, Number) and "." in part.text]
    return max(MIN_PLACES, min(decimals(part.text) for part in literals)) if len(literals) > 1 else NO_PLACES


def restore(node: Node, knowledge: Knowledge) -> Node:
    """Return a formula with its rounded literals replaced by what they round."""
    if isinstance(node, Number):
        return knowledge.rounded.get(node.text, node)
    if not children(node):
        return node
    return with_children(node, tuple(restore(child, knowledge) for child in children(node)))


def printed_operands(node: Node, knowledge: Knowledge) -> Node:
    """Return a formula with every quantity whose rounded value was printed replaced by that number."""
    if node in knowledge.printed:
        return knowledge.printed[node]
    if not children(node) or isinstance(node, Derivative | BigSum | BigProduct):
        return node
    return with_children(node, tuple(printed_operands(child, knowledge) for child in children(node)))


def note_rounding(quantity: Node, left: Node, right: Node, knowledge: Knowledge, context: Context) -> None:
    """Remember that a literal rounds what stands before it, if it does and is not equal to it.

    Args:
        quantity: The first member of the chain.
        left: The member that was compared with it.
        right: The literal, perhaps negative.
        knowledge: What remembers it.
        context: In which they stand.
    """
    literal = right.terms[0].node if isinstance(right, Sum) and len(right.terms) == 1 else right
    if not isinstance(literal, Number) or "." not in literal.text:
        return
    if literal is not right:
        knowledge.printed[quantity] = right
        negative = Sum((Term(-1, quantity),))
        if not _is_exactly(negative, literal, context):
            knowledge.rounded.setdefault(literal.text, negative)
        return
    source = next((node for node in (left, quantity) if not _is_exactly(node, literal, context)), None)
    if source is not None:
        knowledge.printed[quantity] = right
        knowledge.rounded[literal.text] = source
        knowledge.places = max(1, min(knowledge.places, decimals(literal.text)))


def _is_exactly(node: Node, literal: Number, context: Context) -> bool:
    """Tell whether a formula comes to a literal, or to nothing that could be told; else the literal rounds it."""
    try:
        with precision(160):
            value = value_of(node, context.valued)
            return isinstance(value, ex.Expr) and ball(value).overlaps(arb(exact(literal.text)))
    except (MeaningError, ShapeError, KeyError):
        return True


# -- how much work a formula is -----------------------------------------------------------------------------


def work(node: Node, *, is_within_integral: bool = False) -> int:
    """Return a bound on the parts of a formula after its sums are written out and its derivatives taken.

    An integral within an integral is solved in closed form, or not at all.
    """
    own = 1
    if isinstance(node, BigSum | BigProduct):
        own = _length(node.lower, node.upper)
    elif isinstance(node, Integral):
        own = 1 if is_within_integral else WORK_OF_INTEGRAL
        is_within_integral = True
    elif isinstance(node, Limit):
        own = WORK_OF_LIMIT
    elif isinstance(node, Derivative):
        own = 3 ** min(len(node.variables), 8)
    elif _is_beyond(node):
        return MAX_WORK + 1
    parts = sum(work(child, is_within_integral=is_within_integral) for child in children(node))
    return min(own * (1 + parts), MAX_WORK + 1)


def _is_beyond(node: Node) -> bool:
    """Tell whether a matrix, a determinant or a power is too large to be written out."""
    match node:
        case Matrix(rows):
            return len(rows) * len(rows[0]) > MAX_ENTRIES
        case Determinant(Matrix(rows)):
            return len(rows) > MAX_DETERMINANT
        case Power(_, Number(text)):
            return len(text) > MAX_EXPONENT_DIGITS
        case _:
            return False


def _length(lower: Node, upper: Node) -> int:
    if isinstance(lower, Number) and isinstance(upper, Number) and lower.text.isdigit() and upper.text.isdigit():
        return max(1, min(int(upper.text[:6]) - int(lower.text[:6]) + 1, MAX_WORK))
    return TERMS if upper == Symbol("infinity") else 4
