"""Judges a relation chain where it stands: what it defines, what it assumes, and whether the rest of it is true.

A relation is a definition only where its left side is a name (or a name applied to distinct variables, or a name with
free indices) that means nothing yet; everything else is decided.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.equality.context import Context
from pipeline.equality.indices import dimensions_in, free_indices, instances
from pipeline.equality.operands import decide_put_in
from pipeline.equality.relation import decide_relation, is_literal, worst
from pipeline.equality.solutions import among_solutions, equation_holds_at_solutions, equivalent
from pipeline.equality.verdict import Consistent, Meaningless, Proved, Refuted, Unknown, Verdict, Witness
from pipeline.notation import expression as ex
from pipeline.notation.meaning import Definition, MeaningError, Scope, meaning, value_of
from pipeline.notation.tree import (
    Blank,
    Call,
    Chain,
    Indexed,
    Link,
    Node,
    Number,
    RelationSign,
    SetOf,
    Symbol,
    descendants,
)

Role = Literal["relation", "definition", "assumption"]

STEPS = ("⇔", "⇒")
"""Between whole statements rather than between values."""


@dataclass(frozen=True)
class Judged:
    """One relation of a chain.

    Attributes:
        link: Its number in the chain, from 0.
        role: Whether it was decided, or gives a meaning, or sets a case.
        verdict: Proved for definitions and assumptions.
    """

    link: int
    role: Role
    verdict: Verdict


@dataclass(frozen=True)
class Judgement:
    """A chain judged.

    Attributes:
        relations: One entry per link.
        context: What holds after it.
    """

    relations: tuple[Judged, ...]
    context: Context


def judge(chain: Chain, context: Context) -> Judgement:
    """Judge every relation of a chain in its context.

    Args:
        chain: As it was read; a first member that was left out has been filled in.
        context: What holds before it.
    """
    strange = context.strange(chain)
    if strange is not None:
        reason = Meaningless(f"'{strange}' means nothing here")
        return Judgement(tuple(Judged(i, "relation", reason) for i in range(len(chain.links))), context)
    cases = _cases(chain, context)
    if cases is not None:
        told = tuple(Judged(i, "assumption", Proved("a case of the indices")) for i in range(len(chain.links)))
        return Judgement(told, context.in_cases(cases))
    defined = _defined(chain, context)
    if defined is not None:
        rest = tuple(_relations(Chain(chain.links[0].node, chain.links[1:]), defined, start=1))
        return Judgement((Judged(0, "definition", Proved("definition")), *rest), defined)
    return Judgement(tuple(_relations(chain, context)), context)


def _cases(chain: Chain, context: Context) -> tuple[tuple[str, str, str], ...] | None:
    """Return the relations between index letters that a chain states, if it states nothing else."""
    members = [chain.first, *(link.node for link in chain.links)]
    letters = [member.name for member in members if isinstance(member, Symbol) and len(member.name) == 1]
    if len(letters) != len(members) or any(context.knows(letter) for letter in letters):
        return None
    if not all(letter in "ijklmn" for letter in letters):
        return None
    signs = [link.relation for link in chain.links]
    if len(set(letters)) != len(letters) or not set(signs) <= {"=", "≠"}:
        return None
    return tuple((a, sign, b) for a, sign, b in zip(letters, signs, letters[1:], strict=False))


def _defined(chain: Chain, context: Context) -> Context | None:
    """Return the context with what the chain's first relation defines, or None where it defines nothing."""
    link = chain.links[0]
    if context.defines == "nothing" or link.relation not in ("=", ":="):
        return None
    match chain.first:
        case Symbol(name) if not context.knows(name) and not _occurs(name, link.node):
            return context.defining(name, Definition((), link.node))
        case Call(name, arguments) if not context.knows(name) and (names := _distinct(arguments)) is not None:
            return context.defining(name, Definition(names, link.node))
        case Indexed(base, indices) if not context.knows(base) and (names := _distinct(indices)) is not None:
            return context.with_family(base, Definition(names, link.node)) if _are_new(names, context) else None
        case _:
            return None


def _occurs(name: str, node: Node) -> bool:
    return any(isinstance(part, Symbol) and part.name == name for part in descendants(node))


def _distinct(nodes: Sequence[Node]) -> tuple[str, ...] | None:
    names = tuple(node.name for node in nodes if isinstance(node, Symbol))
    return names if len(names) == len(nodes) == len(set(names)) else None


def _are_new(names: Sequence[str], context: Context) -> bool:
    return not any(context.knows(name) for name in names)


# -- deciding ----------------------------------------------------------------------------------------


def _relations(chain: Chain, context: Context, start: int = 0) -> Iterator[Judged]:
    """Judge the links in order; a rounded member may agree with the last exact one or with the one before."""
    exact = before = chain.first
    position = 0
    while position < len(chain.links):
        link = chain.links[position]
        if link.relation in STEPS or _is_solved(chain, position):
            step = position + (link.relation not in STEPS)
            verdict, used = _step(chain, step, context)
            through = step + used - position
            yield from (Judged(start + position + k, "relation", verdict) for k in range(through))
            position += through
            continue
        if link.relation == "←":
            yield Judged(start + position, "relation", _update(before, link.node, context))
        else:
            yield Judged(start + position, "relation", _best(exact, before, link, context))
        if link.relation != "≈" and (exact is before or link.relation not in ("=", "←")):
            exact = link.node  # after an inequality another number is spoken of
        before = link.node
        position += 1


def _is_solved(chain: Chain, position: int) -> bool:
    """Tell whether a relation is the equation of `equation ⇔ solution`, which is not said to hold by itself."""
    following = chain.links[position + 1] if position + 1 < len(chain.links) else None
    return chain.links[position].relation == "=" and following is not None and following.relation == "⇔"


def _best(exact: Node, before: Node, link: Link, context: Context) -> Verdict:
    """Decide a link against the member before; a rounding also, or only, against full precision."""
    if link.relation == "≈" and context.rounding == "full precision":
        found = decide_put_in(before, link.node, context.valued)
        if not found and exact is before:  # after the first rounding, what follows is rounded, too
            found = _needless(exact, link.node, context)
        return found or decide_link(exact, link.relation, link.node, context)
    verdict = decide_link(before, link.relation, link.node, context)
    if isinstance(verdict, Refuted | Unknown) and link.relation == "≈" and exact is not before:
        again = decide_link(exact, link.relation, link.node, context)
        return verdict if isinstance(again, Refuted | Unknown) else again
    return verdict


def _needless(exact: Node, after: Node, context: Context) -> Refuted | None:
    """Refute `≈` where nothing has been rounded: a formula without decimals, or a literal that is the value itself."""
    if not is_literal(after) and any(isinstance(part, Number) and "." in part.text for part in descendants(after)):
        return None
    if not isinstance(decide_link(exact, "=", after, context), Proved):
        return None
    return Refuted(Witness({}, "the same", "exact, so that = belongs between them"))


def decide_link(left: Node, relation: RelationSign, right: Node, context: Context) -> Verdict:
    """Decide one relation at every value of its free indices and dimensions."""
    letters = free_indices(left, context) | free_indices(right, context)
    sizes = dimensions_in(left, context) | dimensions_in(right, context)
    if not letters and not sizes:
        return _decide(left, relation, right, context, context.structure, context.valued)
    verdicts = [
        _decide(left, relation, right, context, context.structure.binding(bound), context.valued.binding(bound))
        for bound in instances(letters, sizes, context)
    ]
    return worst(verdicts) if verdicts else Unknown("no value of the indices is possible here")


def _decide(
    left: Node, relation: RelationSign, right: Node, context: Context, structure: Scope, valued: Scope
) -> Verdict:
    if isinstance(left, Symbol) and left.name in context.solutions and not _names(right, valued):
        return among_solutions(left.name, relation, right, context)
    if relation == "=" and _names(left, structure) and _names(right, structure):
        return _solved_or(decide_relation(left, relation, right, structure), left, right, context, structure)
    verdict = decide_relation(left, relation, right, valued)
    return _solved_or(verdict, left, right, context, valued) if relation == "=" else verdict


def _solved_or(verdict: Verdict, left: Node, right: Node, context: Context, scope: Scope) -> Verdict:
    """Return the verdict, unless the relation is an equation for a sought variable that its solutions satisfy.

    Only `formula = 0`, or another literal, counts as such: two formulas are said to be equal everywhere.
    """
    if isinstance(verdict, Proved | Consistent) or not isinstance(right, Number):
        return verdict
    try:
        solved = equation_holds_at_solutions(meaning(left, scope), meaning(right, scope), context)
    except MeaningError:
        return verdict
    return verdict if solved is None else solved


def _names(node: Node, scope: Scope) -> frozenset[str]:
    """Return the names that are left in a formula after all definitions; a formula without meaning counts as named."""
    try:
        value = value_of(node, scope)
    except MeaningError:
        return frozenset({"?"})
    entries = (value,) if isinstance(value, ex.Expr) else value.entries
    return frozenset().union(*(ex.variables(entry) for entry in entries))


def _update(target: Node, new: Node, context: Context) -> Verdict:
    """Decide `w ← formula`: the formula has to be the update that the context gives."""
    if not isinstance(target, Symbol) or target.name not in context.updates:
        return Meaningless("no update of this name is given")
    return decide_link(context.updates[target.name], "=", new, context)


def _step(chain: Chain, position: int, context: Context) -> tuple[Verdict, int]:
    """Decide `equation ⇔ solution` and return how many links that takes."""
    before = chain.links[position - 1] if position else None
    variable = chain.links[position].node
    after = chain.links[position + 1] if position + 1 < len(chain.links) else None
    if before is None or after is None or not isinstance(variable, Symbol) or after.relation not in ("=", "∈"):
        return Unknown("only an equation and its solutions are compared"), 1
    if (after.relation == "∈") != isinstance(after.node, SetOf):
        return Unknown("a solution is equal to a number or lies in a set"), 2
    left = chain.links[position - 2].node if position > 1 else chain.first
    try:
        sides = [meaning(node, context.valued.keeping(variable.name)) for node in (left, before.node)]
        return equivalent(sides, variable, after.node, context.valued), 2
    except MeaningError as problem:
        return Meaningless(str(problem)), 2


def filled(chain: Chain, last: Node | None) -> Chain:
    """Return a chain whose first member was left out with the last member of the display before in its place."""
    return replace(chain, first=last) if isinstance(chain.first, Blank) and last is not None else chain
