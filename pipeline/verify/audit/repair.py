"""The smallest edits that make a refuted relation true: sieved by floats, then decided like any relation.

Single edits first; then every doubled function taken away at once; then edits in two terms together, joined by their
values, so that two or three slips in one long line are found without trying all combinations.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import isfinite

from pipeline.equality.context import Context
from pipeline.equality.relation import decimals
from pipeline.notation.tree import (
    BigProduct,
    BigSum,
    Component,
    Derivative,
    Fraction,
    Group,
    Indexed,
    Integral,
    Limit,
    Matrix,
    Node,
    Number,
    Path,
    Product,
    Sum,
    SumOver,
    Symbol,
    Term,
    Transpose,
    Tuple,
    at,
    children,
    walk,
)
from pipeline.notation.vocabulary import CONSTANTS
from pipeline.verify.audit.comparing import compare, is_true, shape_of
from pipeline.verify.audit.edits import Edit, Palette, apply, bracketed, single_edits, unwrapped_everywhere
from pipeline.verify.audit.knowledge import Knowledge
from pipeline.verify.audit.sampling import Sampler, Values, close, sampler

MAX_PAIRED = 90
"""Edits of one term that are also tried in pairs."""

MAX_VARIANTS = 6_000

RELATIVE_STEP = 1e-8
"""Of the table in which values are looked up."""

MAX_PRINTED = 1e12
"""Values up to which the right number is suggested for a wrong one."""

FAR_FETCHED = ("name", "factor")
"""Edits that are tried after all others."""

MAX_NAMES = 6
"""Names that an edit may put in the place of others."""

MAX_ENTRIES = 2
"""Wrong entries of a vector or matrix that are mended together."""

MAX_BASES = 12
MAX_TERMS = 8
MAX_CHECKED = 4
"""Candidates that pass the sieve and are decided."""


@dataclass(frozen=True)
class Mend:
    """Edits that were made together, and what came out. The old nodes know their places in the source."""

    edits: tuple[Edit, ...]
    mended: Node


@dataclass(frozen=True)
class Suspect:
    """A member that is to be mended.

    Attributes:
        shown: As it was read.
        other: The member that it has to equal, rewritten.
        context: In which they stand.
        prepare: Rewrites a formula as the document's notation is.
    """

    shown: Node
    other: Node
    context: Context
    prepare: Callable[[Node], Node]


def find_repair(suspect: Suspect, knowledge: Knowledge, *, valued: bool) -> Mend | None:
    """Return the edits that make a member equal the other one; None where none were found.

    Args:
        suspect: What to mend.
        knowledge: What the document has said.
        valued: Whether the relation is between numbers.
    """
    if isinstance(suspect.shown, Tuple | Matrix | Transpose):
        return _of_entries(suspect, knowledge, valued=valued)
    sample = sampler([suspect.shown, suspect.other], suspect.context, suspect.prepare, valued=valued)
    if sample is None:
        return None
    target = sample.values(suspect.other)
    if not all(map(isfinite, target)):
        return None
    palette = palette_of(suspect, knowledge)
    checked = 0
    for mend in _candidates(suspect.shown, target, sample, palette, is_numeric=valued):
        if mend.mended == suspect.other and isinstance(suspect.other, Symbol):
            continue  # x = x says nothing
        checked += 1
        if is_true(compare(suspect.other, "=", suspect.prepare(mend.mended), knowledge, suspect.context)):
            return mend
        if checked >= MAX_CHECKED:
            return None
    return None


def _of_entries(suspect: Suspect, knowledge: Knowledge, *, valued: bool) -> Mend | None:
    """Return the repairs of the few wrong entries of a vector or matrix that is written out."""
    shape = shape_of(suspect.other, suspect.context)
    entries = list(_entries(suspect.shown))
    if shape is None or len(entries) != shape[0] * shape[1]:
        return None
    edits: list[Edit] = []
    for place, (path, entry) in enumerate(entries):
        row, column = divmod(place, shape[1])
        right = Component(Group(suspect.other), (Number(str(row + 1)), Number(str(column + 1))))
        if is_true(compare(right, "=", suspect.prepare(entry), knowledge, suspect.context)):
            continue
        mend = find_repair(replace(suspect, shown=entry, other=right), knowledge, valued=valued)
        if mend is None or len(edits) >= MAX_ENTRIES:
            return None
        edits += [replace(edit, path=(*path, *edit.path)) for edit in mend.edits]
    return Mend(tuple(edits), apply(suspect.shown, *edits)) if edits else None


def _entries(node: Node) -> Iterator[tuple[Path, Node]]:
    """Yield the entries of a vector or matrix with their paths, row by row."""
    if isinstance(node, Transpose) and isinstance(node.body, Tuple):
        yield from (((0, *path), entry) for path, entry in _entries(node.body))
    elif isinstance(node, Tuple | Matrix):
        yield from (((place,), entry) for place, entry in enumerate(children(node)))


def palette_of(suspect: Suspect, knowledge: Knowledge) -> Palette:
    """Return what the edits may bring in: names of the document, letters and variables of the relation."""
    names = {part.name for node in (suspect.shown, suspect.other) for _, part in walk(node) if isinstance(part, Symbol)}
    known = {*knowledge.context.definitions, *knowledge.context.values, *knowledge.variables, *names}
    letters = {
        part.name
        for node in (suspect.shown, suspect.other)
        for _, inner in walk(node)
        if isinstance(inner, Indexed)
        for index in inner.indices
        for _, part in walk(index)
        if isinstance(part, Symbol)
    }
    by_base: dict[str, list[str]] = {}
    for name in sorted(known):
        base, _, number = name.rpartition("_")
        if base and number.isdigit():
            by_base.setdefault(base, []).append(name)
    variables = tuple(
        variable for _, part in walk(suspect.other) if isinstance(part, Derivative) for variable in part.variables
    )

    def siblings(name: str) -> tuple[str, ...]:
        group = by_base.get(name.rpartition("_")[0], []) if "_" in name else []
        return tuple(other for other in group if other != name)[:12]

    free = (names | knowledge.free_names(suspect.other)) - CONSTANTS - set(_bound(suspect.shown))
    plain = tuple(sorted(name for name in free if name.isalpha()))[:MAX_NAMES]
    return Palette(siblings, tuple(sorted(letters)), variables[:2], plain, knowledge.outer_function)


def _bound(node: Node) -> Iterator[str]:
    """Yield the names that an operator in a formula makes its own."""
    for _, part in walk(node):
        match part:
            case BigSum(Symbol(name)) | BigProduct(Symbol(name)) | Integral(_, Symbol(name)) | Limit(_, Symbol(name)):
                yield name
            case Derivative(_, variables):
                yield from (variable.name for variable in variables if isinstance(variable, Symbol))
            case SumOver(_, domain):
                yield from (inner.name for _, inner in walk(domain) if isinstance(inner, Symbol))


# -- candidates -----------------------------------------------------------------------------------------------


def _candidates(shown: Node, target: Values, sample: Sampler, palette: Palette, *, is_numeric: bool) -> Iterator[Mend]:
    tolerance = max(1e-5, _rounding(shown) / max(1e-3, abs(target[0]))) if is_numeric else 1e-9
    singles = single_edits(shown, palette)
    near = (edit for edit in singles if edit.kind not in FAR_FETCHED)
    far = (edit for edit in singles if edit.kind in FAR_FETCHED)
    for edit in (*near, _negated(shown), *far, *_wrapped(shown, palette)):
        mended = apply(shown, edit)
        if close(sample.values(mended), target, tolerance):
            yield Mend((edit,), mended)
    if is_numeric:
        yield from _printed_right(shown, target[0])
        return
    for depth in (1, 2):
        for base in _bases(shown, palette):
            if depth == 1 and base.edits and close(sample.values(base.mended), target):
                yield base
            yield from _joined(base, target, sample, palette, depth)


def _negated(shown: Node) -> Edit:
    """Return a sign in front of the whole member, or the one there taken away."""
    match shown:
        case Sum((Term(-1, inner),)):
            return Edit((), shown, inner, "sign")
        case Sum((_, _, *_)):
            return Edit((), shown, Sum((Term(-1, Group(shown)),)), "sign")
        case _:
            return Edit((), shown, Sum((Term(-1, shown),)), "sign")


def _wrapped(shown: Node, palette: Palette) -> Iterator[Edit]:
    """Yield an operator or a factor that was forgotten in front of the whole member."""
    for factor in (Number("2"), Number("3"), *map(Symbol, palette.names)):
        yield Edit((), shown, Product((factor, shown)), "factor")
        yield Edit((), shown, Fraction(shown, factor), "factor")
    for variable in palette.variables:
        yield Edit((), shown, Derivative(shown, (variable,), "operator"), "operator")


def _bases(shown: Node, palette: Palette) -> Iterator[Mend]:
    """Yield changes that concern the whole member: none, no doubled function, and then also brackets set."""
    doubled = tuple(unwrapped_everywhere(shown, palette))
    start = apply(shown, *doubled)
    yield Mend((), shown)
    if doubled:
        yield Mend(doubled, start)
    if isinstance(start, Sum):
        for count, new in enumerate(bracketed(start.terms, start)):
            if count >= MAX_BASES:
                return
            yield Mend((Edit((), shown, new, "bracket"), *doubled), new)


def _joined(base: Mend, target: Values, sample: Sampler, palette: Palette, depth: int) -> Iterator[Mend]:
    """Yield edits in one or two terms of a sum, up to `depth` in each, that together make up what is missing."""
    start = base.mended
    paths = [(place,) for place in range(len(start.terms))] if isinstance(start, Sum) else [()]
    if len(paths) > MAX_TERMS:
        return
    values = [sample.values(at(start, path)) for path in paths]
    variants = [list(_variants(start, path, sample, palette, depth)) for path in paths]
    for place in range(len(paths)):
        needed = _rest(target, values, {place})
        for edits, value in variants[place]:
            if edits and close(value, needed):
                yield _together(base, edits)
    for one, two in combinations(range(len(paths)), 2):
        needed = _rest(target, values, {one, two})
        yield from (_together(base, edits) for edits in _matching(variants[one], variants[two], needed))


def _together(base: Mend, edits: tuple[Edit, ...]) -> Mend:
    """Return edits on top of a base; an edit of the same place as one of the base's replaces it."""
    kept = tuple(edit for edit in base.edits if not any(other.old is edit.new for other in edits))
    return Mend((*kept, *edits), apply(base.mended, *edits))


def _overlap(one: Edit, two: Edit) -> bool:
    short, long = sorted((one.path, two.path), key=len)
    return long[: len(short)] == short


def _variants(
    start: Node, path: tuple[int, ...], sample: Sampler, palette: Palette, depth: int
) -> Iterator[tuple[tuple[Edit, ...], Values]]:
    """Yield a term unchanged, with one edit, and with two edits where there are not too many."""
    yield (), sample.values(at(start, path))
    singles = [
        edit for edit in single_edits(start, palette, path) if edit.kind in ("index", "sign", "twice", "exponent")
    ]
    for edit in singles:
        yield (edit,), _value(start, path, (edit,), sample)
    if depth < 2 or len(singles) > MAX_PAIRED:
        return
    count = 0
    for one, two in combinations(singles, 2):
        if not _overlap(one, two) and count < MAX_VARIANTS:
            count += 1
            yield (one, two), _value(start, path, (one, two), sample)


def _value(start: Node, path: tuple[int, ...], edits: tuple[Edit, ...], sample: Sampler) -> Values:
    local = tuple(Edit(edit.path[len(path) :], edit.old, edit.new, edit.kind) for edit in edits)
    return sample.values(apply(at(start, path), *local))


def _rest(target: Values, values: Sequence[Values], without: set[int]) -> Values:
    kept = [value for place, value in enumerate(values) if place not in without]
    return tuple(t - sum(value[i] for value in kept) for i, t in enumerate(target))


def _matching(
    ones: Sequence[tuple[tuple[Edit, ...], Values]], twos: Sequence[tuple[tuple[Edit, ...], Values]], needed: Values
) -> Iterator[tuple[Edit, ...]]:
    """Yield pairs of variants whose values add up to what is needed, those with the fewest edits first."""
    if not all(map(isfinite, needed)):
        return
    step = max(1e-3, *map(abs, needed)) * RELATIVE_STEP
    table: dict[int, list[tuple[tuple[Edit, ...], Values]]] = {}
    for entry in twos:
        if isfinite(entry[1][0]):
            table.setdefault(round(entry[1][0] / step), []).append(entry)
    found: list[tuple[Edit, ...]] = []
    for edits, value in ones:
        if not edits or not isfinite(value[0]):
            continue
        key = round((needed[0] - value[0]) / step)
        for near in (key - 1, key, key + 1):
            for more, other in table.get(near, ()):
                if more and close(tuple(map(sum, zip(value, other, strict=True))), needed, RELATIVE_STEP):
                    found.append((*edits, *more))
    yield from sorted(found, key=len)[:MAX_CHECKED]


def _literal(node: Node) -> Number | None:
    """Return the number that a member is, without its sign; None where it is anything else."""
    if isinstance(node, Sum) and len(node.terms) == 1:
        node = node.terms[0].node
    return node if isinstance(node, Number) and node.text.replace(".", "").isdigit() else None


def _rounding(node: Node) -> float:
    """Return half a unit in the last decimal of a number; 0 for a whole number and for anything else."""
    literal = _literal(node)
    places = decimals(literal.text) if literal is not None else 0
    return 0.5 * 10.0**-places if places else 0.0


def _printed_right(shown: Node, value: float) -> Iterator[Mend]:
    """Yield the right number with as many decimals as the printed one has."""
    literal = _literal(shown)
    if literal is None or abs(value) >= MAX_PRINTED:
        return
    text = f"{abs(value):.{decimals(literal.text)}f}"
    number = Number(text, span=literal.span)
    new: Node = Sum((Term(-1, number),), span=shown.span) if value < 0 else number
    yield Mend((Edit((), shown, new, "number"),), new)
