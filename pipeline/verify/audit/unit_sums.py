"""Relations that hold because entries add up to one: labels, probabilities, weights.

Of a softmax with cross-entropy ∂L/∂z_j = p_j − y_j is true only for labels with Σ y_i = 1.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.equality.context import Context
from pipeline.equality.indices import DIMENSIONS, dimensions_in, free_indices
from pipeline.equality.verdict import Verdict
from pipeline.notation.meaning import Definition, exact
from pipeline.notation.tree import (
    BigSum,
    Call,
    Chain,
    Derivative,
    Indexed,
    Node,
    Number,
    RelationSign,
    Sum,
    SumOver,
    Symbol,
    Term,
    walk,
)
from pipeline.verify.audit.comparing import compared, hidden_sizes, is_true, sized_contexts, worst_of
from pipeline.verify.audit.knowledge import Knowledge

SAID = re.compile(
    r"\bone[- ]hot\b|\b(?:sums?|add(?:s|ing)?|summing)\s+(?:up\s+)?to\s+(?:one|1|\$1\$)|"
    r"\bprobability vectors?\b|\bdistributions?\b|\bnormali[sz]ed\b|\bconvex combination",
    re.IGNORECASE,
)
"""Words by which a document says that something adds up to one."""

MAX_BASES = 3


def unit_sum(chain: Chain) -> str:
    """Return y where a chain says that Σ y_i = 1; empty where it says anything else."""
    if len(chain.links) != 1 or chain.links[0].relation != "=" or chain.links[0].node != Number("1"):
        return ""
    match chain.first:
        case BigSum(Symbol(bound), _, _, Indexed(base, (Symbol(index),))) if bound == index:
            return base
        case SumOver("∑", Symbol(bound), Indexed(base, (Symbol(index),))) if bound == index:
            return base
        case _:
            return ""


def under_unit_sum(
    left: Node, relation: RelationSign, right: Node, knowledge: Knowledge, context: Context
) -> tuple[Verdict, str] | None:
    """Decide a relation with entries that add up to one; None where it does not hold with them either.

    Returns:
        The verdict, and the name whose entries have to add up to one.
    """
    if relation != "=":
        return None
    sizes = hidden_sizes((left, right), context) | dimensions_in(left, context) | dimensions_in(right, context)
    letters = free_indices(left, context) | free_indices(right, context)
    counts: dict[str, tuple[int, ...]] = {base: (count,) for base, count in _data_with_unit_sum(context)}
    if sizes:
        counts |= dict.fromkeys(sorted(_free_bases((left, right), context))[:MAX_BASES], DIMENSIONS)
    for base, tried in counts.items():
        contexts = (_summed(base, n, sorted(sizes), letters, context) for n in tried)
        verdict = worst_of(compared(left, relation, right, knowledge, each) for each in contexts)
        if is_true(verdict):
            return verdict, base
    return None


def _summed(base: str, size: int, names: Sequence[str], letters: frozenset[str], context: Context) -> Context:
    """Return the context in which there are so many entries, and the last one is what the others leave of 1."""
    sized = next(iter(sized_contexts(names, [(size,)] * len(names), letters, context))) if names else context
    return _with_rest(base, size, sized)


def _with_rest(base: str, size: int, context: Context) -> Context:
    """Return the context in which the last entry is what the others leave of 1."""
    last = f"{base}_{size}"
    rest = Sum((Term(1, Number("1")), *(Term(-1, Symbol(f"{base}_{place}")) for place in range(1, size))))
    free = replace(context, values={name: value for name, value in context.values.items() if name != last})
    return free.defining(last, Definition((), rest))


def _data_with_unit_sum(context: Context) -> Iterator[tuple[str, int]]:
    """Yield the names whose given entries add up to one, as those of a one-hot label, and how many they are."""
    bases = sorted(name.removesuffix("_1") for name in context.values if name.endswith("_1"))
    for base in bases[:MAX_BASES]:
        entries = list(_entries(base, context))
        numbers = [exact(entry.text) for entry in entries if isinstance(entry, Number)]
        if len(numbers) == len(entries) > 1 and sum(numbers) == 1:
            yield base, len(entries)


def _entries(base: str, context: Context) -> Iterator[Node]:
    place = 1
    while f"{base}_{place}" in context.values:
        yield context.values[f"{base}_{place}"].body
        place += 1


def _free_bases(nodes: Sequence[Node], context: Context) -> set[str]:
    """Return the indexed names without a meaning that formulas lead to, but that nothing is differentiated by."""
    found: set[str] = set()
    fixed: set[str] = set()
    met: set[str] = set()
    ahead = list(nodes)
    while ahead:
        for _, part in walk(ahead.pop()):
            name = part.name if isinstance(part, Symbol) else part.function if isinstance(part, Call) else ""
            name = part.base if isinstance(part, Indexed) else name
            definition = context.definitions.get(name) or context.families.get(name)
            if definition is not None and name not in met:
                met.add(name)
                ahead.append(definition.body)
            elif isinstance(part, Indexed) and definition is None:
                found.add(part.base)
            elif isinstance(part, Derivative):
                fixed |= set(_bases(part.variables))
    return {base for base in found - fixed if not context.knows(f"{base}_1")}


def _bases(nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        for _, part in walk(node):
            if isinstance(part, Indexed):
                yield part.base
