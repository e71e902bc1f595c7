"""Judges one statement of a document: which of its relations hold, and which member is the bad one.

Every member is compared with the last good one before it, so that a chain with one bad member is blamed once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from pipeline.equality.context import Context
from pipeline.equality.verdict import Consistent, Proved, Refuted, Unknown, Verdict
from pipeline.notation.meaning import FIELDS
from pipeline.notation.reader import Condition, Statement
from pipeline.notation.tree import (
    Between,
    BigProduct,
    BigSum,
    Blank,
    Call,
    Chain,
    Derivative,
    Determinant,
    Indexed,
    Integral,
    Interval,
    Limit,
    Link,
    Matrix,
    Nabla,
    Node,
    Number,
    Prime,
    Product,
    RelationSign,
    SetOf,
    Sum,
    Symbol,
    Tuple,
    walk,
)
from pipeline.verify.audit.comparing import compare, concrete, is_open, is_true, names_left, note_rounding
from pipeline.verify.audit.defining import Definer
from pipeline.verify.audit.differentials import as_derivative
from pipeline.verify.audit.edits import undoubled
from pipeline.verify.audit.findings import Outcome
from pipeline.verify.audit.general_vectors import vectors_of_any_size
from pipeline.verify.audit.given import names_in
from pipeline.verify.audit.hessians import NO_HESSIAN, hessian_in_words
from pipeline.verify.audit.knowledge import Knowledge, is_constant, vector_entries
from pipeline.verify.audit.recurrences import is_computed, numbered
from pipeline.verify.audit.remainders import remainder_of
from pipeline.verify.audit.rewriting import INVERSE, generic_names, prepared, with_symbol
from pipeline.verify.audit.solving import solves
from pipeline.verify.audit.surroundings import Surroundings
from pipeline.verify.audit.taylor import NO_TAYLOR, taylor_polynomial
from pipeline.verify.audit.unit_sums import under_unit_sum, unit_sum

INDEX_LETTERS = frozenset("ijklmnpqrs")
STEPS = frozenset(("⇔", "⇒", "→", "⇐"))
INEQUALITIES = frozenset(("<", ">", "≤", "≥"))


@dataclass(frozen=True)
class Judged:
    """One relation of a statement.

    Attributes:
        link: Its number in the chain.
        outcome: What came out.
        left, right: The members that were compared, rewritten; `right` is the one blamed where it is refuted.
        shown: The member blamed, as it was read.
        context: In which they were compared.
        verdict: Of the comparison.
        ambiguous: The member of which only another reading holds; `accepted` is that reading.
        doubled: `literal` where the relation is false only because a function is applied twice, `both` where it has
            no meaning with it and is false without.
        assumed: A name whose entries have to add up to one for the relation to hold, which the document does not say.
        joined: Whether the member consists of two statements that were run together.
        sides: Of the equation that `left = right` is said to solve; None where it is no solution.
        is_anchored: Whether the left member has a value of its own (a derivative, a defined name), so that the relation
            cannot be an equation that is yet to be solved.
        claim: What is wrong, in a sentence, where a relation says more than that two formulas are equal.
    """

    link: int
    outcome: Outcome
    verdict: Verdict
    left: Node = field(default_factory=Blank)
    right: Node = field(default_factory=Blank)
    shown: Node = field(default_factory=Blank)
    context: Context = field(default_factory=Context)
    ambiguous: Node | None = None
    accepted: Node = field(default_factory=Blank)
    is_anchored: bool = True
    doubled: Literal["", "literal", "both", "harmless"] = ""
    assumed: str = ""
    joined: bool = False
    sides: tuple[Node, Node] | None = None
    claim: str = ""


@dataclass
class Member:
    """A member of a chain: as it was read, and its readings rewritten, the usual one first."""

    shown: Node
    readings: tuple[Node, ...]


class StatementJudge:
    """Judges one statement and lets the knowledge grow by what it says."""

    def __init__(self, knowledge: Knowledge, surroundings: Surroundings, last: Node | None) -> None:
        self.knowledge = knowledge
        self.surroundings = surroundings
        self.last = last
        self.start = Member(Blank(), (Blank(),))
        self.definer = Definer(knowledge, surroundings)

    def judge(self, statement: Statement) -> list[Judged]:
        """Return an entry for every relation of the statement's chain."""
        chain = statement.node
        if not isinstance(chain, Chain):
            return []
        slope = as_derivative(chain, self.knowledge.context.knows)
        if slope is not None:
            statement, chain = replace(statement, node=slope), slope
        members = self.members(statement, chain)
        self.start = members[0]
        cases = index_cases(chain, self.knowledge)
        if cases is not None:
            self.knowledge.context = self.knowledge.context.in_cases(cases)
            return [Judged(i, "condition", Proved("a case of the indices")) for i in range(len(chain.links))]
        if index_range(chain, self.knowledge):
            return [Judged(0, "condition", Proved("a range of an index"))]
        base = unit_sum(chain)
        if base and not self.knowledge.context.knows(base) and self.knowledge.numbered(base) is None:
            self.knowledge.unit_sums.add(base)
            return [Judged(0, "condition", Proved("what is assumed of the entries"))]
        context = self.context_of(statement, members)
        judged = list(self.segments(chain, members, context))
        self.take_value(chain, judged)
        return judged

    def take_value(self, chain: Chain, judged: Sequence[Judged]) -> None:
        """Let a name stand for the entries at the end of a chain where the formula before them has no meaning."""
        outcomes = [one.outcome for one in judged]
        if outcomes[:1] != ["definition"] or len(outcomes) < 2 or not is_written_out(judged[-1].right):
            return
        is_unread = set(outcomes[1:]) == {"unknown"}
        if is_unread or (outcomes[-1] != "refuted" and not self.knowledge.has_meaning(chain.first)):
            self.knowledge.define_by_value(chain.first, judged[-1].right)

    def members(self, statement: Statement, chain: Chain) -> list[Member]:
        """Return the members; a first one that was left out is the last of the display before."""
        known = self.knowledge.known()
        generic = generic_names(statement.members)
        found = []
        for place, node in enumerate(statement.members):
            readings = [prepared(reading, known, generic) for reading in statement.readings(place)]
            if isinstance(node, Blank) and self.last is not None:
                readings = [self.last]
            found.append(Member(node, tuple(readings)))
        return self.written_out(found)

    def written_out(self, members: list[Member]) -> list[Member]:
        """Return the members with p as (p_1, p_2, …) where the document has only these, and p stands beside a vector.

        One formula gives them all, or each has a value of its own, or a sum up to any n runs through them.
        """
        general = vectors_of_any_size([member.readings[0] for member in members], self.knowledge)
        if general:
            return [replace(member, readings=tuple(map(general, member.readings))) for member in members]
        lengths = [len(entries) for member in members if (entries := vector_entries(member.readings[0]))]
        names = {name for member in members for name in names_in(member.shown)} if lengths else set()
        for name in sorted(names):
            entries = self.entries_of(name, max(lengths))
            if entries:
                for place, member in enumerate(members):
                    vector = Tuple(entries, span=member.shown.span)
                    readings = tuple(with_symbol(reading, name, vector) for reading in member.readings)
                    members[place] = replace(member, readings=readings)
        return members

    def entries_of(self, name: str, length: int) -> tuple[Node, ...]:
        """Return the entries of a name that is a vector of this length only by what the document says of them."""
        context = self.knowledge.context
        family = context.families.get(name)
        if family is not None and len(family.parameters) == 1 and name not in context.definitions:
            return tuple(Indexed(name, (Number(str(k)),)) for k in range(1, length + 1))
        if name in self.knowledge.variables:
            return ()
        if length > 1 and not context.knows(name) and self.knowledge.numbered(name) == (1, length):
            return tuple(Symbol(f"{name}_{k}") for k in range(1, length + 1))
        return ()

    def context_of(self, statement: Statement, members: Sequence[Member]) -> Context:
        """Return the context with ranges, with the statement's own cases, and after an update if the words say so."""
        context = self.knowledge.ranged(*(member.readings[0] for member in members))
        own = [pair for condition in statement.conditions for pair in condition_cases(condition)]
        if own:
            context = context.in_cases(tuple(own))
        if self.surroundings.is_after_update:
            after = self.knowledge.after_update()
            if after is not None:
                context = replace(context, values=after.values)
        return context

    # -- segments between ⇔ -----------------------------------------------------------------------------------

    def segments(self, chain: Chain, members: list[Member], context: Context) -> Iterator[Judged]:
        """Judge the parts between ⇔ and ⇒, and whether each follows from the one before."""
        begin = 0
        ends = [place for place, link in enumerate(chain.links) if link.relation in STEPS]
        for number, end in enumerate([*ends, len(chain.links)]):
            relations = list(range(begin, end))
            is_equation = bool(ends) and number < len(ends)
            if number and relations:
                yield self.step(chain, members, begin, context, chain.links[begin - 1].relation)
                yield from self.links(chain, members, relations[1:], context)
            elif is_equation:
                yield from self.links(chain, members, relations[:-1], context)
                yield from (Judged(place, "condition", Proved("an equation")) for place in relations[-1:])
            else:
                yield from self.links(chain, members, relations, context)
            begin = end + 1

    def step(self, chain: Chain, members: list[Member], begin: int, context: Context, arrow: RelationSign) -> Judged:
        """Judge `equation ⇔ x = root`: begin is the link of the second statement."""
        before = begin - 2
        link = chain.links[begin]
        if before < 0 or chain.links[before].relation != "=" or link.relation not in ("=", "∈", "≈"):
            return Judged(begin, "unknown", Unknown("only equations and their solutions are compared"))
        sides = (members[before].readings[0], members[before + 1].readings[0])
        name, root = members[begin].readings[0], members[begin + 1].readings[0]
        verdict = solves(sides, name, root, context, is_complete=arrow == "⇔")
        outcome = outcome_of(verdict)
        if isinstance(name, Symbol) and is_true(verdict) and is_constant(root) and not isinstance(root, SetOf):
            self.knowledge.define(name.name, root)
            self.knowledge.answers.add(name.name)
        return Judged(begin, outcome, verdict, name, root, members[begin + 1].shown, context, sides=sides)

    # -- links --------------------------------------------------------------------------------------------------

    def links(self, chain: Chain, members: list[Member], places: Sequence[int], context: Context) -> Iterator[Judged]:
        """Judge links one after the other against the last good member."""
        if not places:
            return
        first = places[0]
        opened = self.opening(chain, members, places, context) if first == 0 else []
        yield from opened
        rest = places[len(opened) :]
        context = self.again(context, members) if opened else context
        good = [members[first + len(opened)].readings[0]]
        bad: Node | None = None
        if opened and opened[0].outcome == "refuted":
            good, bad = [opened[0].left], good[0]
        is_range = {chain.links[place].relation for place in places} <= INEQUALITIES  # 0 ≤ θ ≤ 1 is said of θ
        is_chained = first != places[-1] and not is_range
        anchored = is_chained or any(is_anchored(member, self.knowledge) for member in good)
        anchored |= any(remainder_of(members[place + 1].readings[0], context) is not None for place in rest)
        for place in rest:
            link = chain.links[place]
            if link.relation == "←" or is_update(chain, link):
                yield self.update(members[place], members[place + 1], place, context)
                good = [members[place + 1].readings[0]]
                continue
            judged = self.link(link, members[place + 1], good, bad, place, context)
            if judged.outcome == "refuted" and self.are_unrelated(judged):
                judged = replace(judged, outcome="condition")
                good, bad = [judged.right], None
            if opened:
                self.name_formula(chain, judged, link)
            yield replace(judged, is_anchored=anchored or is_anchored(judged.left, self.knowledge))
            if link.relation in INEQUALITIES:  # the next member is compared with this one, not with one that is less
                good, bad = [members[place + 1].readings[0]], None
            elif judged.outcome in ("proved", "consistent") and judged.left is not bad:
                good.append(judged.right)
                bad = None
            elif judged.outcome == "refuted" and self.is_condition(judged):
                good, bad = [judged.right], None
            elif judged.outcome == "refuted":
                bad = judged.right
            elif judged.outcome == "unknown":
                good.append(members[place + 1].readings[0])

    def name_formula(self, chain: Chain, judged: Judged, link: Link) -> None:
        """Let δ = ∂E/∂o = (ŷ − y) ŷ (1 − ŷ) name the formula: E may be written without o."""
        name, knowledge = chain.first, self.knowledge
        if link.relation != "=" or judged.outcome not in ("proved", "unknown") or not isinstance(name, Symbol):
            return
        known = knowledge.context.definitions.get(name.name)
        is_formula = not is_constant(judged.right) and not _has_derivative(judged.right)
        if known is not None and is_formula and _has_derivative(known.body):
            knowledge.define(name.name, judged.right)

    def opening(self, chain: Chain, members: list[Member], places: Sequence[int], context: Context) -> list[Judged]:
        """Judge the first relations of a chain that give something a meaning; nothing where they do not."""
        readings = [member.readings[0] for member in members]
        ends = readings[0], readings[1]
        if self.is_declaration(chain, members):
            return [Judged(0, "condition", Proved("a condition"), *ends)]
        by_rule = self.by_recurrence(chain, members, context)
        if by_rule is None and self.definer.defines_roughly(chain, readings):
            return [Judged(0, "definition", Proved("a rounded value"), *ends)]
        if self.definer.define_alike(readings):
            return [Judged(place, "definition", Proved("definition")) for place in places]
        self.definer.define_second(readings)
        named = self.named_in_words(chain, members, context)
        name = chain.first.name if isinstance(chain.first, Symbol) else ""
        if chain.links[0].relation not in ("=", ":=") or not self.definer.defines(chain, readings):
            if by_rule is None or chain.links[0].relation != "≈":
                return []
            self.knowledge.define(name, by_rule.left)
            return [by_rule]
        if by_rule is not None and is_true(by_rule.verdict):
            self.knowledge.define(name, by_rule.left)  # so that derivatives see what it depends on
        return [by_rule or named or Judged(0, "definition", Proved("definition"), *ends)]

    def named_in_words(self, chain: Chain, members: Sequence[Member], context: Context) -> Judged | None:
        """Judge T_3(x) = … as a Taylor polynomial, and "the Hessian is H = …", where a function before is meant."""
        body, shown = members[1].readings[0], members[1].shown
        if self.knowledge.speaks_of_taylor and (found := taylor_polynomial(chain.first, body, self.knowledge)):
            return Judged(0, outcome_of(found), found, chain.first, body, shown, context, claim=NO_TAYLOR)
        told = hessian_in_words(chain.first, body, self.knowledge, self.surroundings)
        if told is None:
            return None
        operator, verdict = told
        return Judged(0, outcome_of(verdict), verdict, operator, body, shown, context, claim=NO_HESSIAN)

    def is_declaration(self, chain: Chain, members: Sequence[Member]) -> bool:
        """Tell whether a chain begins with x ∈ ℝⁿ, or with x = ±2, of which a text says that x is one of them."""
        left, right = members[0].readings[0], members[1].readings[0]
        if self.surroundings.is_constraint and len(members) == 2 and is_constant(right):
            return isinstance(left, Symbol)
        if chain.links[0].relation == "∈":
            return isinstance(left, Symbol | Tuple | Indexed) and not isinstance(right, SetOf | Interval)
        named = isinstance(left, Symbol) and "_" not in left.name
        return chain.links[0].relation == "=" and isinstance(right, SetOf) and named

    def by_recurrence(self, chain: Chain, members: Sequence[Member], context: Context) -> Judged | None:
        """Judge x_3 = 0.6 − 0.2 · 3 by the rules for x_{n+1}; None where there is none that gives a number."""
        target, body = chain.first, members[1].readings[0]
        found = numbered(target.name) if isinstance(target, Symbol) else None
        if found is None or is_open(body, context.valued) or not is_constant(body):
            return None
        if self.surroundings.states_value and not is_computed(body):
            return None
        judged: list[Judged] = []
        for rule in self.knowledge.recurrences:
            expected = prepared(rule.at(found[1]), self.knowledge.known()) if rule.base == found[0] else Blank()
            if not isinstance(expected, Blank) and not is_open(expected, context.valued):
                judged.append(self.compared(expected, chain.links[0].relation, body, members[1], 0, context))
        told = [one for one in judged if is_true(one.verdict)] or judged
        return told[0] if told and told[0].outcome != "unknown" else None

    def is_condition(self, judged: Judged) -> bool:
        """Tell whether a relation says what an unknown is to be, and the chain goes on from there."""
        valued = judged.context.valued
        return is_open(judged.left, valued) and not is_open(judged.right, valued)

    def are_unrelated(self, judged: Judged) -> bool:
        """Tell whether two sides have no name in common, as in λ = 2x = 4y, or a vector is unknown, as in Ax = b.

        That is an equation, not an identity.
        """
        if self.knowledge.has_unknown_vector(judged.left) or self.knowledge.has_unknown_vector(judged.right):
            return True
        if is_anchored(judged.left, self.knowledge) or is_anchored(judged.right, self.knowledge):
            return False
        structure, valued = judged.context.structure, judged.context.valued
        left, right = names_left(judged.left, structure), names_left(judged.right, structure)
        are_open = is_open(judged.left, valued) and is_open(judged.right, valued)
        return are_open and not left & right and "?" not in left | right

    def as_condition(self, judged: Judged, whole: Context) -> Judged:
        """Return a refuted relation as a condition where it may say what an unknown is to be.

        Args:
            judged: By what a part of the document says.
            whole: What all of it says: what has a value there is no unknown.
        """
        may_be = judged.outcome == "refuted" and judged.link > 0 and judged.sides is None
        may_be = may_be and is_open(judged.left, whole.valued)
        if may_be and self.is_condition(judged) and not is_anchored(judged.left, self.knowledge):
            return replace(judged, outcome="condition")
        return judged

    def again(self, context: Context, members: Sequence[Member]) -> Context:
        """Return the context of a statement after its first relation has defined something."""
        ranged = self.knowledge.ranged(*(member.readings[0] for member in members))
        return replace(ranged, cases=context.cases)

    def link(
        self, link: Link, member: Member, good: list[Node], bad: Node | None, place: int, context: Context
    ) -> Judged:
        """Judge one member against the good ones before it, in all its readings."""
        first: Judged | None = None
        refuted_by_numbers = False
        candidates = [*reversed(good)][:1] + list(good[:1] if len(good) > 1 else [])
        for number, reading in enumerate(member.readings):
            for left in candidates:
                judged = self.compared(
                    left, link.relation, reading, member, place, context, strictly=refuted_by_numbers
                )
                refuted_by_numbers |= judged.outcome == "refuted" and is_constant(left) and is_constant(reading)
                if is_true(judged.verdict):
                    self.note(self.start.readings[0], left, reading, context)
                    return replace(judged, ambiguous=member.shown, accepted=reading) if number else judged
                first = judged if first is None or (is_first_unknown(first) and link.relation in "=≈") else first
        assert first is not None
        if place == 0:
            again = self.with_other_start(link, member, place, context)
            if again is not None:
                good[:] = [again.left]
                return again
        other = (
            self.run_together(first, member, link, context)
            or self.applied_twice(first, link, context)
            or self.with_unit_sum(first, link, context)
            or self.step_of_rule(first, link, context)
        )
        if other is not None:
            return other
        if bad is not None and first.outcome == "refuted":
            inherits = compare(bad, link.relation, member.readings[0], self.knowledge, context)
            if is_true(inherits):
                return replace(first, outcome="condition", verdict=inherits, left=bad)
        return first

    def with_other_start(self, link: Link, member: Member, place: int, context: Context) -> Judged | None:
        """Judge a member against the other readings of the chain's first one."""
        for reading in self.start.readings[1:]:
            judged = self.compared(reading, link.relation, member.readings[0], member, place, context)
            if is_true(judged.verdict):
                return replace(judged, ambiguous=self.start.shown, accepted=reading)
        return None

    def run_together(self, first: Judged, member: Member, link: Link, context: Context) -> Judged | None:
        """Judge a matrix with another statement behind it as the matrix alone."""
        node = member.readings[0]
        if link.relation != "=" or not isinstance(node, Product) or not isinstance(node.factors[0], Matrix):
            return None
        rest = node.factors[1:]
        if not (len(rest) == 1 and isinstance(rest[0], Derivative | Nabla | Prime | Call)):
            return None
        verdict = compare(first.left, link.relation, node.factors[0], self.knowledge, context)
        if not is_true(verdict):
            return None
        return replace(first, outcome=outcome_of(verdict), verdict=verdict, right=rest[0], joined=True)

    def applied_twice(self, first: Judged, link: Link, context: Context) -> Judged | None:
        """Judge a relation in which a function is applied to its own value also without that."""
        outer = self.knowledge.outer_function
        left, right = undoubled(first.left, outer), undoubled(first.right, outer)
        if (left, right) == (first.left, first.right):
            return None
        verdict = compare(left, link.relation, right, self.knowledge, context)
        if first.outcome == "refuted":
            return replace(first, doubled="literal") if is_true(verdict) else None
        if is_true(verdict):
            return replace(first, doubled="harmless")
        if isinstance(verdict, Refuted):
            shown = undoubled(first.shown, outer)
            return replace(
                first, outcome="refuted", verdict=verdict, left=left, right=right, shown=shown, doubled="both"
            )
        return None

    def with_unit_sum(self, first: Judged, link: Link, context: Context) -> Judged | None:
        """Judge a refuted relation as true where it holds for entries that add up to one."""
        if first.outcome != "refuted":
            return None
        found = under_unit_sum(first.left, link.relation, first.right, self.knowledge, context)
        if found is None:
            return None
        verdict, base = found
        is_said = self.knowledge.unit_sums_said or base in self.knowledge.unit_sums or f"{base}_1" in context.values
        return replace(first, outcome=outcome_of(verdict), verdict=verdict, assumed="" if is_said else base)

    def step_of_rule(self, first: Judged, link: Link, context: Context) -> Judged | None:
        """Judge a refuted ∂c_t/∂c_{t−1}, where a rule gives c_t, as the derivative of the rule, all else held fixed.

        Whether the rest depends on c_{t−1} too, the notation leaves open: what does not hold so is undecided.
        """
        slope = first.left
        if first.outcome != "refuted" or not isinstance(slope, Derivative) or len(slope.variables) != 1:
            return None
        body, variable = slope.body, slope.variables[0]
        if not isinstance(body, Indexed) or not isinstance(variable, Indexed):
            return None
        rules = (rule.formula(body) for rule in self.knowledge.recurrences if rule.base == body.base)
        formula = next((found for found in rules if found is not None), None)
        if formula is None:
            return None
        fixed = replace(context, families={}, definitions={}, values={})
        verdict = compare(replace(slope, body=formula), link.relation, first.right, self.knowledge, fixed)
        if not is_true(verdict):
            verdict = Unknown("what depends on what in this derivative is open")
        return replace(first, outcome=outcome_of(verdict), verdict=verdict)

    def compared(
        self,
        left: Node,
        relation: RelationSign,
        right: Node,
        member: Member,
        place: int,
        context: Context,
        *,
        strictly: bool = False,
    ) -> Judged:
        """Judge one member against one before it; `strictly` without values that were refuted before."""
        knowledge = replace(self.knowledge, disputed={}) if strictly else self.knowledge
        verdict = compare(left, relation, right, knowledge, context)
        if isinstance(verdict, Refuted):
            context = concrete(left, right, self.knowledge, context)
        return Judged(place, outcome_of(verdict), verdict, left, right, member.shown, context)

    def note(self, quantity: Node, left: Node, right: Node, context: Context) -> None:
        """Remember a rounded value."""
        if isinstance(quantity, Derivative) and not is_constant(right):
            self.knowledge.formulas[quantity] = right
        if isinstance(right, Number | Sum):
            note_rounding(quantity, left, right, self.knowledge, context)

    # -- updates ------------------------------------------------------------------------------------

    def update(self, target: Member, new: Member, place: int, context: Context) -> Judged:
        """Record `w ← formula`, which has to agree with the rule that was said for all w_i."""
        node, body = target.readings[0], new.readings[0]
        if isinstance(node, Indexed):
            self.knowledge.rules[node.base] = Chain(node, (Link("←", body),))
            return Judged(place, "definition", Proved("the rule of an update"))
        if not isinstance(node, Symbol):
            return Judged(place, "unknown", Unknown("an update of something that is no name"))
        rule = self.knowledge.rules.get(node.name.rpartition("_")[0])
        self.knowledge.updates[node.name] = body
        if rule is not None:
            expected = _instance_of_rule(rule, node.name)
            if expected is not None:
                verdict = compare(expected, "=", body, self.knowledge, context)
                if isinstance(verdict, Proved | Consistent | Refuted):
                    return Judged(place, outcome_of(verdict), verdict, expected, body, new.shown, context)
        return Judged(place, "definition", Proved("an update"))


def is_written_out(node: Node) -> bool:
    """Tell whether a member is a vector or a matrix of numbers."""
    return isinstance(node, Tuple | Matrix) and is_constant(node)


def is_update(chain: Chain, link: Link) -> bool:
    """Tell whether a relation gives a name a new value by its old one: W := W − α dW."""
    target = chain.first
    is_assignment = link.relation == ":=" and link is chain.links[0]
    return is_assignment and isinstance(target, Symbol) and target.name in set(names_in(link.node))


def is_first_unknown(judged: Judged) -> bool:
    """Tell whether nothing came out of a comparison with the member before."""
    return judged.outcome == "unknown"


def outcome_of(verdict: Verdict) -> Outcome:
    """Return the word for a verdict."""
    match verdict:
        case Proved():
            return "proved"
        case Consistent():
            return "consistent"
        case Refuted():
            return "refuted"
        case _:
            return "unknown"


def index_cases(chain: Chain, knowledge: Knowledge) -> tuple[tuple[str, str, str], ...] | None:
    """Return the relations between index letters that a chain states, if it states nothing else."""
    members = [chain.first, *(link.node for link in chain.links)]
    if not all(isinstance(member, Symbol) and member.name in INDEX_LETTERS for member in members):
        return None
    names = [member.name for member in members if isinstance(member, Symbol)]
    if any(knowledge.context.knows(name) for name in names):
        return None
    signs = [link.relation for link in chain.links]
    if not all(sign in ("=", "≠") for sign in signs):
        return None
    return tuple((a, sign, b) for a, sign, b in zip(names, signs, names[1:], strict=False))


def _has_derivative(node: Node) -> bool:
    return any(isinstance(part, Derivative) for _, part in walk(node))


def index_range(chain: Chain, knowledge: Knowledge) -> bool:
    """Note the numbers that an index letter runs through, as in "for j = 1, 2"; False where a chain says no such."""
    (link, *more), letter = chain.links, chain.first
    if more or link.relation not in ("=", "∈") or not isinstance(letter, Symbol) or letter.name not in INDEX_LETTERS:
        return False
    items = link.node.items if isinstance(link.node, SetOf | Tuple) else ()
    whole = [
        int(item.text) for item in items if isinstance(item, Number) and item.text.isdigit() and len(item.text) < 4
    ]
    if len(whole) < 2 or len(whole) < len(items) or knowledge.context.knows(letter.name):
        return False
    if whole == list(range(whole[0], whole[-1] + 1)):
        knowledge.index_ranges[letter.name] = (whole[0], whole[-1])
    return True


def condition_cases(condition: Condition) -> Iterator[tuple[str, str, str]]:
    """Yield the relations between indices in a condition."""
    node = condition.node
    if isinstance(node, Chain) and isinstance(node.first, Symbol):
        before = node.first
        for link in node.links:
            if isinstance(link.node, Symbol) and {before.name, link.node.name} <= INDEX_LETTERS:
                yield before.name, link.relation, link.node.name
                before = link.node


def is_anchored(node: Node, knowledge: Knowledge) -> bool:
    """Tell whether a member has a value of its own, whatever the relation says."""
    context = knowledge.context
    for _, part in walk(node):
        match part:
            case Derivative() | Nabla() | Prime() | BigSum() | BigProduct() | Determinant():
                return True
            case Integral() | Limit() | Between():
                return True
            case Call(name, _) if name in context.definitions or name in FIELDS or name.endswith(INVERSE):
                return True
            case Symbol(name) if name in context.definitions and not is_open_vector(context, name):
                return True
            case Indexed(base, _) if base in context.families or knowledge.numbered(base):
                return True
    return False


def is_open_vector(context: Context, name: str) -> bool:
    """Tell whether a name stands for a vector of variables."""
    return isinstance(context.definitions[name].body, Tuple) and is_open(Symbol(name), context.valued)


def _instance_of_rule(rule: Chain, name: str) -> Node | None:
    """Return w_3 − η ∂E/∂w_3 for the rule w_i ← w_i − η ∂E/∂w_i."""
    target, body = rule.first, rule.links[0].node
    if not isinstance(target, Indexed) or len(target.indices) != 1 or not isinstance(target.indices[0], Symbol):
        return None
    number = name.removeprefix(f"{target.base}_")
    return _numbered(body, target.indices[0].name, number) if number.isdigit() else None


def _numbered(node: Node, letter: str, number: str) -> Node:
    from pipeline.notation.tree import children, with_children

    if isinstance(node, Indexed) and node.indices == (Symbol(letter),):
        return Symbol(f"{node.base}_{number}")
    if not children(node):
        return node
    return with_children(node, tuple(_numbered(child, letter, number) for child in children(node)))
