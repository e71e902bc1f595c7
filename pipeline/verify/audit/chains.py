"""Judges one statement of a document: which of its relations hold, and which member is the bad one.

Every member is compared with the last good one before it, so that a chain with one bad member is blamed once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from pipeline.equality.context import Context
from pipeline.equality.verdict import Consistent, Proved, Refuted, Unknown, Verdict
from pipeline.notation.meaning import Definition
from pipeline.notation.reader import Condition, Statement
from pipeline.notation.tree import (
    BigProduct,
    BigSum,
    Blank,
    Call,
    Chain,
    Component,
    Derivative,
    Determinant,
    Indexed,
    Interval,
    Link,
    Matrix,
    Nabla,
    Node,
    Number,
    Power,
    Prime,
    Product,
    RelationSign,
    SetOf,
    Sum,
    Symbol,
    Tuple,
    walk,
)
from pipeline.verify.audit.comparing import compare, concrete, is_open, is_true, note_rounding
from pipeline.verify.audit.edits import undoubled
from pipeline.verify.audit.findings import Outcome
from pipeline.verify.audit.knowledge import Knowledge, is_constant
from pipeline.verify.audit.recurrences import Recurrence, is_computed, numbered, recurrence
from pipeline.verify.audit.rewriting import EntryFunction, generic_names, prepared
from pipeline.verify.audit.solving import solves
from pipeline.verify.audit.surroundings import Surroundings

INDEX_LETTERS = frozenset("ijklmnpqrs")
BEGINS = {"pi": "3.1", "e": "2.7"}
"""How the decimals of the constants begin: π = 3.1416 says what π is, π = 0.2 lets it be something else."""

STEPS = frozenset(("⇔", "⇒", "→", "⇐"))


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
        joined: Whether the member consists of two statements that were run together.
        sides: Of the equation that `left = right` is said to solve; None where it is no solution.
        is_anchored: Whether the left member has a value of its own (a derivative, a defined name), so that the relation
            cannot be an equation that is yet to be solved.
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
    joined: bool = False
    sides: tuple[Node, Node] | None = None


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

    def judge(self, statement: Statement) -> list[Judged]:
        """Return an entry for every relation of the statement's chain."""
        chain = statement.node
        if not isinstance(chain, Chain):
            return []
        members = self.members(statement, chain)
        self.start = members[0]
        cases = index_cases(chain, self.knowledge)
        if cases is not None:
            self.knowledge.context = self.knowledge.context.in_cases(cases)
            return [Judged(i, "condition", Proved("a case of the indices")) for i in range(len(chain.links))]
        context = self.context_of(statement, members)
        return list(self.segments(chain, members, context))

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
        return found

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
        anchored = any(is_anchored(member, self.knowledge) for member in good) or first != places[-1]
        for place in rest:
            link = chain.links[place]
            if link.relation == "←":
                yield self.update(members[place], members[place + 1], place, context)
                good = [members[place + 1].readings[0]]
                continue
            judged = self.link(link, members[place + 1], good, bad, place, context)
            yield replace(judged, is_anchored=anchored or is_anchored(judged.left, self.knowledge))
            if judged.outcome in ("proved", "consistent") and judged.left is not bad:
                good.append(judged.right)
                bad = None
            elif judged.outcome == "refuted" and self.is_condition(judged):
                good, bad = [judged.right], None
            elif judged.outcome == "refuted":
                bad = judged.right
            elif judged.outcome == "unknown":
                good.append(members[place + 1].readings[0])

    def opening(self, chain: Chain, members: list[Member], places: Sequence[int], context: Context) -> list[Judged]:
        """Judge the first relations of a chain that give something a meaning; nothing where they do not."""
        ends = members[0].readings[0], members[1].readings[0]
        if self.is_declaration(chain, members):
            return [Judged(0, "condition", Proved("a condition"), *ends)]
        by_rule = self.by_recurrence(chain, members, context)
        if self.define_alike(chain, members):
            return [Judged(place, "definition", Proved("definition")) for place in places]
        name = chain.first.name if isinstance(chain.first, Symbol) else ""
        if chain.links[0].relation not in ("=", ":=") or not self.defines(chain, members):
            if by_rule is not None and chain.links[0].relation == "≈":
                self.knowledge.define(name, by_rule.left)
            return []
        if by_rule is not None and is_true(by_rule.verdict):
            self.knowledge.define(name, by_rule.left)  # so that derivatives see what it depends on
        return [by_rule or Judged(0, "definition", Proved("definition"), *ends)]

    def is_declaration(self, chain: Chain, members: Sequence[Member]) -> bool:
        """Tell whether a chain begins with x ∈ ℝⁿ, or with x = ±2, of which a text says that x is one of them."""
        left, right = members[0].readings[0], members[1].readings[0]
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

    def define_alike(self, chain: Chain, members: Sequence[Member]) -> bool:
        """Let m_0 = v_0 = 0 give every name in it the value at its end, where that is what it does."""
        *first, last = (member.readings[0] for member in members)
        names = [node.name for node in first if isinstance(node, Symbol)]
        if len(names) < 2 or len(names) < len(first) or not is_constant(last):
            return False
        knows = self.knowledge.context.knows
        new = [name for name in names if self.surroundings.states_value or not knows(name)]
        if len(new) < len(names) or any(name in self.knowledge.given for name in names):
            return False
        for name in names:
            self.knowledge.define(name, last)
        return True

    def is_condition(self, judged: Judged) -> bool:
        """Tell whether a relation says what an unknown is to be, and the chain goes on from there."""
        valued = judged.context.valued
        return is_open(judged.left, valued) and not is_open(judged.right, valued)

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
        candidates = [*reversed(good)][:1] + list(good[:1] if len(good) > 1 else [])
        for number, reading in enumerate(member.readings):
            for left in candidates:
                judged = self.compared(left, link.relation, reading, member, place, context)
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
        other = self.run_together(first, member, link, context) or self.applied_twice(first, link, context)
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

    def compared(
        self, left: Node, relation: RelationSign, right: Node, member: Member, place: int, context: Context
    ) -> Judged:
        """Judge one member against one before it."""
        verdict = compare(left, relation, right, self.knowledge, context)
        if isinstance(verdict, Refuted):
            context = concrete(left, right, self.knowledge, context)
        return Judged(place, outcome_of(verdict), verdict, left, right, member.shown, context)

    def note(self, quantity: Node, left: Node, right: Node, context: Context) -> None:
        """Remember a rounded value."""
        if isinstance(right, Number | Sum):
            note_rounding(quantity, left, right, self.knowledge, context)

    # -- definitions and updates ------------------------------------------------------------------------------------

    def defines(self, chain: Chain, members: list[Member]) -> bool:
        """Let the first relation give a name a meaning, if that is what it does."""
        target, body = chain.first, members[1].readings[0]
        knowledge = self.knowledge
        if isinstance(target, Call | Symbol) and type(members[0].readings[0]) is not type(target):
            return False  # f_x is the derivative of a function that is known
        match target:
            case Indexed() if (rule := recurrence(target, body)) is not None and self.may_recur(rule):
                knowledge.recurrences.append(rule)
            case Symbol(name) if isinstance(body, SetOf):
                return self.defines_roots(name, body)
            case Symbol(name) if not _occurs(name, body) and self.may_define(name, body):
                knowledge.define(name, body)
                is_answer = name in knowledge.context.values and not self.surroundings.states_value
                if is_answer and name not in knowledge.given:
                    knowledge.answers.add(name)
            case Call(name, arguments) if self.may_define_function(name, names := distinct(arguments), body):
                knowledge.define_function(name, names, body)
            case Component(Call(name, (Symbol(vector),)), (Symbol(letter),)) if name not in knowledge.entries:
                knowledge.entries[name] = EntryFunction(vector, letter, body)
            case Indexed(base, indices) if (names := distinct(indices)) and self.is_new_family(base, names):
                knowledge.context = knowledge.context.with_family(base, Definition(names, body))
                knowledge.said[base] = knowledge.statements
            case Power(Symbol(name), Number("2")) if not knowledge.context.knows(name) and not _occurs(name, body):
                knowledge.define(name, Call("sqrt", (body,)))
            case Tuple(names) if isinstance(body, Tuple) and len(names) == len(body.items):
                return self.defines_each(names, body.items)
            case _:
                return False
        return True

    def defines_roots(self, name: str, roots: SetOf) -> bool:
        """Let λ_{1,2} = 3 ± 1 give two names a value each; any other name means neither of the two."""
        base, _, places = name.partition("_")
        numbers = places.split("_")
        if len(numbers) != len(roots.items) or not all(number.isdigit() for number in numbers):
            return False
        for number, root in zip(numbers, roots.items, strict=True):
            self.knowledge.define(f"{base}_{number}", root)
        return True

    def defines_each(self, names: Sequence[Node], values: Sequence[Node]) -> bool:
        """Let (x_1, y_1) = (1, 2) give each name its value."""
        if not distinct(names) or not all(map(is_constant, values)):
            return False
        for name, value in zip(distinct(names), values, strict=True):
            self.knowledge.define(name, value)
        return True

    def may_define_function(self, name: str, parameters: Sequence[str], body: Node) -> bool:
        """Tell whether f(x) = … gives a new function: by a formula, and not its value at a point."""
        if not parameters or self.is_function(name):
            return False
        knows = self.knowledge.context.knows
        return not (is_constant(body) and any(knows(parameter) for parameter in parameters))

    def is_function(self, name: str) -> bool:
        """Tell whether a name is a function already; a matrix H may become a function H(p) later in the text."""
        definition = self.knowledge.context.definitions.get(name)
        return definition is not None and bool(definition.parameters)

    def is_new_family(self, base: str, letters: Sequence[str]) -> bool:
        """Tell whether a name with index letters means nothing yet."""
        context = self.knowledge.context
        return (
            not context.knows(base)
            and self.knowledge.numbered(base) is None
            and not any(context.knows(letter) for letter in letters)
        )

    def may_recur(self, rule: Recurrence) -> bool:
        """Tell whether a rule for one index after the other is new: no formula gives the name for all indices."""
        return rule.base not in self.knowledge.context.families and rule not in self.knowledge.recurrences

    def may_define(self, name: str, body: Node) -> bool:
        """Tell whether a relation gives a name a meaning: a new one, or anew."""
        context = self.knowledge.context
        if self.surroundings.is_after_update:
            return not context.knows(name)
        if isinstance(body, Tuple | Matrix) and self._lists_own_entries(name, body):
            return True
        if name in BEGINS and isinstance(body, Number) and body.text.startswith(BEGINS[name]):
            return False
        if not context.knows(name):
            return True
        if name in self.knowledge.given and not self.surroundings.states_value:
            return False
        old = context.values.get(name) or context.definitions.get(name)
        is_plain = old is not None and not old.parameters and (name in context.values or _is_point(old.body))
        return is_plain and is_constant(body)

    def _lists_own_entries(self, name: str, body: Node) -> bool:
        parts = [part for path, part in walk(body) if path]
        return all(isinstance(part, Symbol) and part.name.startswith(f"{name}_") for part in parts)

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


def condition_cases(condition: Condition) -> Iterator[tuple[str, str, str]]:
    """Yield the relations between indices in a condition."""
    node = condition.node
    if isinstance(node, Chain) and isinstance(node.first, Symbol):
        before = node.first
        for link in node.links:
            if isinstance(link.node, Symbol) and {before.name, link.node.name} <= INDEX_LETTERS:
                yield before.name, link.relation, link.node.name
                before = link.node


def distinct(nodes: Sequence[Node]) -> tuple[str, ...]:
    """Return the names of distinct variables; empty where the nodes are anything else."""
    names = tuple(node.name for node in nodes if isinstance(node, Symbol))
    return names if len(names) == len(nodes) == len(set(names)) else ()


def is_anchored(node: Node, knowledge: Knowledge) -> bool:
    """Tell whether a member has a value of its own, whatever the relation says."""
    context = knowledge.context
    for _, part in walk(node):
        match part:
            case Derivative() | Nabla() | Prime() | BigSum() | BigProduct() | Determinant():
                return True
            case Call(name, _) if name in context.definitions:
                return True
            case Symbol(name) if name in context.definitions and not is_open_vector(context, name):
                return True
            case Indexed(base, _) if base in context.families or knowledge.numbered(base):
                return True
    return False


def is_open_vector(context: Context, name: str) -> bool:
    """Tell whether a name stands for a vector of variables."""
    return isinstance(context.definitions[name].body, Tuple) and is_open(Symbol(name), context.valued)


def _occurs(name: str, node: Node) -> bool:
    return any(isinstance(part, Symbol) and part.name == name for _, part in walk(node))


def _is_point(node: Node) -> bool:
    return isinstance(node, Tuple) or is_constant(node)


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
