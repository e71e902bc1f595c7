"""Equations that a text has set up, and what it then gives as their solutions.

One equation in one unknown ("λ² − 6λ + 4 = 0, i.e. λ = 3 ± √5"), a system written with a matrix ("Ly = b, so y = …"),
and several equations in several unknowns, which are checked when the last one has its value.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.equality.context import Context
from pipeline.equality.verdict import Proved, Refuted, Unknown, Verdict
from pipeline.notation.meaning import Definition
from pipeline.notation.tree import Blank, Chain, Derivative, Node, Number, Symbol, walk
from pipeline.verify.audit.chains import Judged, outcome_of
from pipeline.verify.audit.comparing import compare, is_open
from pipeline.verify.audit.given import names_in
from pipeline.verify.audit.knowledge import Knowledge, is_constant, vector_entries
from pipeline.verify.audit.recurrences import numbered
from pipeline.verify.audit.rewriting import prepared
from pipeline.verify.audit.solving import solves
from pipeline.verify.audit.surroundings import Surroundings

NEAR = 3
"""Statements after an equation that may still give its solution."""

FAR = 12
"""Statements after a system of equations in which its unknowns get their values."""

MAX_SYSTEM = 6

_HENCE = re.compile(
    r"\b(gives?|so|hence|then|thus|therefore|yields?|implies|solutions?|get|obtain|follows?|roots?|means|and|or|i\.e|"
    r"that is|zeros?)\b",
    re.IGNORECASE,
)
_SOLVED = re.compile(
    r"\b(gives?|so|hence|thus|therefore|yields?|implies|solutions?|get|obtain|find|follows?|i\.e|liefert|also|folgt)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Equation:
    """left = right, with unknowns, said at some statement."""

    left: Node
    right: Node
    unknowns: frozenset[str]
    said: int


@dataclass
class Equations:
    """The equations of the part of the document at hand, the last one last.

    Attributes:
        knowledge: What the document has said.
        open: At most MAX_SYSTEM of them.
    """

    knowledge: Knowledge
    open: list[Equation] = field(default_factory=list)

    def forget(self) -> None:
        """Begin a new part."""
        self.open = []

    def note(self, judged: Sequence[Judged], chain: Chain) -> None:
        """Remember the last relation of a statement if it is an equation whose solution may follow."""
        last = judged[-1] if judged else None
        if last is None or chain.links[-1].relation != "=" or isinstance(last.left, Blank | Symbol):
            return
        if len(judged) > 1 and self.begins_with_unknown(judged):
            last = replace(judged[0], right=last.right)  # cos θ = uᵀv/… = 3/5
        elif any(one.outcome == "refuted" for one in judged[:-1]):
            return  # the equation is wrong already: nobody solves it
        is_equation = last.outcome in ("refuted", "condition", "unknown") or isinstance(last.verdict, Proved)
        structure = self.knowledge.context.structure
        left, right = is_open(last.left, structure), is_open(last.right, structure)
        is_loose = right and last.outcome in ("refuted", "condition") and not last.is_anchored
        unknowns = self.unknowns(last.left, last.right)
        is_system = last.outcome == "unknown" and len(unknowns) == 1
        if unknowns and is_equation and ((left and not right) or is_loose or is_system):
            self.knowledge.sought |= unknowns
            equation = Equation(last.left, last.right, unknowns, self.knowledge.statements)
            self.open = [*self.open, equation][-MAX_SYSTEM:]

    def begins_with_unknown(self, judged: Sequence[Judged]) -> bool:
        """Tell whether a chain says what a formula of an unknown is, and then only computes that."""
        first, *rest = judged
        is_loose = first.outcome in ("refuted", "condition", "unknown") and not isinstance(first.left, Symbol)
        return is_loose and all(one.outcome in ("proved", "consistent") for one in rest) and is_constant(rest[-1].right)

    def unknowns(self, left: Node, right: Node) -> frozenset[str]:
        """Return the names that are left; where vectors are involved, those that mean nothing yet."""
        names = self.knowledge.free_names(left) | self.knowledge.free_names(right)
        written = {part.name for side in (left, right) for _, part in walk(side) if isinstance(part, Symbol)}
        if names:
            return names | frozenset(name for name in written if self.knowledge.was_found_earlier(name))
        return frozenset(name for name in written if not self.knowledge.context.knows(name))

    def solution(self, chain: Node, words: Surroundings) -> Judged | None:
        """Judge `x = 3` as a solution of the equations before; None where it is not said to be one."""
        if not isinstance(chain, Chain) or not isinstance(chain.first, Symbol):
            return None
        if chain.links[0].relation not in ("=", "≈"):
            return None
        name, root = chain.first.name.replace("^*", ""), prepared(chain.links[0].node, self.knowledge.known())
        if name in set(names_in(root)) or self.knowledge.is_defined_through(root, name):
            return None  # x = x⁴ is the next equation, as is x = y² where y = x²
        for equation, unknown, context in self.solved_by(name, root, words):
            verdict = self.put_in(equation, unknown, root, context)
            is_told = len(equation.unknowns) == 1 or not is_constant(root)
            if isinstance(verdict, Refuted) or (verdict is not None and is_told):
                sides = (equation.left, equation.right)
                shown = chain.links[0].node
                return Judged(0, outcome_of(verdict), verdict, Symbol(unknown), root, shown, context, sides=sides)
        return None

    def solved_by(self, name: str, root: Node, words: Surroundings) -> Iterator[tuple[Equation, str, Context]]:
        """Yield the equations that a value completes the solution of, with the unknown that it is a value of."""
        context = self.knowledge.context
        for equation in reversed(self.open):
            age = self.knowledge.statements - equation.said
            if len(equation.unknowns) == 1:
                (unknown,) = equation.unknowns
                is_vector = vector_entries(root) is not None and not context.knows(unknown)
                is_told = words.before.rstrip().endswith(":") or not words.states_value
                said = _HENCE.search(words.before) or (is_vector and is_told)
                if age <= NEAR and said and is_root_of(name, unknown) and not self.is_iterate(name):
                    yield equation, unknown, context
                    return
            elif age <= FAR and name in equation.unknowns and _SOLVED.search(words.before) and is_constant(root):
                others = {other: self.new_value(other, equation) for other in equation.unknowns - {name}}
                values = {other: value for other, value in others.items() if value is not None}
                if len(values) == len(others):
                    yield equation, name, _with_definitions(context, values)
            elif age <= NEAR and name in equation.unknowns and _SOLVED.search(words.before):
                yield from self.solved_for(name, root, equation)

    def solved_for(self, name: str, root: Node, equation: Equation) -> Iterator[tuple[Equation, str, Context]]:
        """Yield an equation that is rightly solved for one of its names by a formula: from ay = c follows y = c/a."""
        context = self.knowledge.context
        if self.knowledge.free_names(root) <= equation.unknowns - {name}:
            verdict = self.put_in(equation, name, root, context)
            if verdict is not None and not isinstance(verdict, Refuted):
                yield equation, name, context

    def is_iterate(self, name: str) -> bool:
        """Tell whether a name is one of a sequence that began with x_0: an approximation, no root."""
        place = numbered(name)
        return place is not None and self.knowledge.context.knows(f"{place[0]}_0")

    def new_value(self, name: str, equation: Equation) -> Definition | None:
        """Return the value that a name, or the name with a star, got after an equation; None where it got none."""
        values, said = self.knowledge.context.values, self.knowledge.said
        base, mark, number = name.rpartition("_")
        forms = (name, f"{name}^*", f"{base}^*{mark}{number}" if base else f"{name}^*")
        return next((values[form] for form in forms if form in values and said.get(form, 0) > equation.said), None)

    def put_in(self, equation: Equation, unknown: str, root: Node, context: Context) -> Verdict | None:
        """Decide whether an equation holds with a value for its unknown; None where that cannot be told."""
        if vector_entries(root) is None:
            verdict = solves((equation.left, equation.right), Symbol(unknown), root, context, is_complete=False)
            return None if isinstance(verdict, Unknown) else verdict
        if context.knows(unknown):
            return None
        solved = self.knowledge.without(frozenset())
        solved.define(unknown, root)
        verdict = compare(equation.left, "=", equation.right, solved, solved.context)
        return None if isinstance(verdict, Unknown) else verdict

    def root(self, derivative: Derivative, chain: Chain) -> Judged | None:
        """Judge `∂f/∂x : y = …`, the root of a derivative."""
        if not isinstance(chain.first, Symbol) or chain.links[0].relation != "=":
            return None
        known, context = self.knowledge.known(), self.knowledge.context
        sides = prepared(derivative, known), Number("0")
        value = prepared(chain.links[0].node, known)
        verdict = solves(sides, chain.first, value, context, is_complete=False)
        if isinstance(verdict, Unknown):
            return None
        shown = chain.links[0].node
        return Judged(0, outcome_of(verdict), verdict, chain.first, value, shown, context, sides=sides)


def _with_definitions(context: Context, values: dict[str, Definition]) -> Context:
    for name, definition in values.items():
        context = context.defining(name, definition)
    return context


def is_root_of(name: str, unknown: str) -> bool:
    """Tell whether a name is what an equation is solved for: λ, or λ_1 and λ_{1,2} where λ is the unknown."""
    name = name.replace("^*", "")
    base, _, numbers = name.rpartition("_")
    while base.rpartition("_")[2].isdigit():
        base = base.rpartition("_")[0]
    return name == unknown or (numbers.isdigit() and base == unknown)
