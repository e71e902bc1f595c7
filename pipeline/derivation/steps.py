"""Derivations as data: checked steps, grouped into the lines that a page shows."""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.equality.decide import decide
from pipeline.equality.verdict import Proved, Refuted, Unknown
from pipeline.errors import ComputationError, RefutedError
from pipeline.notation.layout import LINE, narrowed, overflowing
from pipeline.notation.meaning import EMPTY, MeaningError, Scope, meaning
from pipeline.notation.tree import Chain, Derivative, Link, Node, Path, at, replace_at
from pipeline.notation.writer import latex

Detail = Literal["brief", "normal", "full"]


@dataclass(frozen=True)
class Step:
    """One rewriting of one place.

    Attributes:
        rule: Name of the rule; empty for setting signs and dropping ones and zeros.
        place: Where in `before` it was applied.
        before, after: The whole formula.
        line: Steps of one line are shown together at normal detail.
    """

    rule: str
    place: Path
    before: Node
    after: Node
    line: int


def checked_step(step: Step, scope: Scope = EMPTY) -> Step:
    """Return the step after proving that both of its formulas mean the same.

    Raises:
        RefutedError: With the counter-example, if they do not.
        ComputationError: If it cannot be decided.
    """
    if step.before == step.after:
        return step
    if step.place and _is_checked_in_place(step, scope):
        return step
    try:
        verdict = decide(meaning(step.before, scope), meaning(step.after, scope))
    except MeaningError as problem:
        raise ComputationError(f"a step of a derivation has no meaning: {problem}") from problem
    if isinstance(verdict, Refuted):
        raise RefutedError(f"a step of a derivation is wrong: {_shown_step(step)}; {verdict.witness}")
    if isinstance(verdict, Unknown):
        raise ComputationError(f"a step of a derivation could not be checked: {_shown_step(step)}; {verdict.reason}")
    return step


def _is_checked_in_place(step: Step, scope: Scope) -> bool:
    """Tell whether what was rewritten is proved equal by itself, the rest of the formula being the same as before.

    A long derivation is a hundred steps of a formula of a hundred parts: it costs a hundred times less than the whole.
    """
    before, after = at(step.before, step.place), at(step.after, step.place)
    if replace_at(step.before, step.place, after) != step.after:
        return False
    try:
        return isinstance(decide(meaning(before, scope), meaning(after, scope)), Proved)
    except MeaningError:
        return False


def _shown_step(step: Step) -> str:
    return f"{latex(step.before)} = {latex(step.after)} ({step.rule or 'tidying'})"


@dataclass(frozen=True)
class Derivation:
    """A formula rewritten step by step.

    Attributes:
        start: What it began with.
        steps: Each checked when it was made; the `after` of one is the `before` of the next.
    """

    start: Node
    steps: tuple[Step, ...] = ()

    @property
    def result(self) -> Node:
        """The formula after the last step."""
        return self.steps[-1].after if self.steps else self.start

    def chain(self, left: Node, detail: Detail = "normal") -> Chain:
        """Return the chain left = start = … = result, one member a line, rule names as remarks.

        Args:
            left: The name of what is derived (∂f/∂x); equal to `start` by definition.
            detail: `brief` shows start and result, `normal` a line per group of steps, `full` every step.
        """
        lines = self._lines(detail)
        whole = _shown(left, self.start, lines)
        wide = {whole.links[i].node for i in overflowing(whole, line=WIDEST)} - {self.start, self.result}
        return _with_narrow_ends(_shown(left, self.start, _merged(lines, wide)) if wide else whole)

    def _lines(self, detail: Detail) -> list[tuple[Node, tuple[str, ...]]]:
        if not self.steps:
            return []
        match detail:
            case "brief":
                return [(self.result, tuple(step.rule for step in self.steps))]
            case "full":
                return [(step.after, (step.rule,)) for step in self.steps]
            case "normal":
                return [self._line(number) for number in sorted({step.line for step in self.steps})]

    def _line(self, number: int) -> tuple[Node, tuple[str, ...]]:
        steps = [step for step in self.steps if step.line == number]
        return steps[-1].after, tuple(step.rule for step in steps)


WIDEST = 1.15 * LINE
"""Widths are estimates: a line that is hardly too wide may well fit."""

Line = tuple[Node, tuple[str, ...]]
"""A formula, and the rules that lead to it."""


def _shown(left: Node, start: Node, lines: Iterable[Line]) -> Chain:
    links = [Link("=", start)]
    for after, rules in lines:
        if after != links[-1].node:
            links.append(Link("=", after, remark(rules)))
    return Chain(left, tuple(links))


def _with_narrow_ends(whole: Chain) -> Chain:
    """Return a chain whose first and last member are written with narrower fractions if no break makes them fit."""
    wide = overflowing(whole, line=WIDEST) & {0, len(whole.links) - 1}
    links = (replace(link, node=_narrow(link.node)) if i in wide else link for i, link in enumerate(whole.links))
    return Chain(whole.first, tuple(links)) if wide else whole


def _narrow(node: Node) -> Node:
    if isinstance(node, Derivative):
        return replace(node, body=narrowed(node.body, 0.6 * LINE))
    return narrowed(node, 0.6 * LINE)


def _merged(lines: Sequence[Line], wide: Set[Node]) -> Iterator[Line]:
    """Yield the lines without those that are too wide for a page; their rules are named with the next line."""
    waiting: tuple[str, ...] = ()
    for after, rules in lines:
        waiting += rules
        if after not in wide:
            yield after, waiting
            waiting = ()


IMPORTANCE = (
    "product", "quotient", "chain", "exponential", "logarithmic", "sum", "power", "constant factor",
)  # fmt: skip
"""Rules that are named in the margin, the most telling first."""

SPOKEN_ORDER = (
    "sum", "constant factor", "product", "quotient", "chain", "exponential", "logarithmic", "power",
)  # fmt: skip

PHRASES = {
    "multiply": "multiply out",
    "collect": "collect terms",
    "function": "standard derivative",
    "constant": "constant rule",
}
"""What is said where no rule of IMPORTANCE was used."""

MAX_NAMED = 2


def remark(rules: tuple[str, ...]) -> str:
    """Return the words for the margin: `sum rule`, `chain and power rule`, `collect terms`."""
    named = sorted([rule for rule in IMPORTANCE if rule in rules][:MAX_NAMED], key=SPOKEN_ORDER.index)
    if named:
        return f"{' and '.join(named)} rule{'s' if len(named) > 1 else ''}"
    return next((phrase for rule, phrase in PHRASES.items() if rule in rules), "")
