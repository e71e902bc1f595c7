"""Judged statements → findings: which refuted relations are mistakes, where exactly, and how they are mended."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.equality.verdict import Refuted, Witness
from pipeline.notation.document import Document, Formula
from pipeline.notation.reader import Statement
from pipeline.notation.tree import Call, Chain, Derivative, Node, Number, Product, SetOf, Span, Symbol, walk
from pipeline.notation.writer import latex
from pipeline.verify.audit.chains import Judged
from pipeline.verify.audit.comparing import BEYOND, compare, is_open, is_true, names_left, work
from pipeline.verify.audit.edits import apply, single_edits
from pipeline.verify.audit.expansions import is_failed_expansion
from pipeline.verify.audit.findings import Finding, Severity, Where
from pipeline.verify.audit.given import names_in
from pipeline.verify.audit.hessians import NO_HESSIAN
from pipeline.verify.audit.knowledge import Knowledge, is_constant
from pipeline.verify.audit.reading import Read
from pipeline.verify.audit.remainders import remainder_of
from pipeline.verify.audit.repair import Mend, Suspect, find_repair, palette_of
from pipeline.verify.audit.rewriting import prepared
from pipeline.verify.audit.rows import with_rows
from pipeline.verify.audit.solving import solves
from pipeline.verify.audit.structure import may_divide_by_zero, remarks
from pipeline.verify.audit.taylor import NO_TAYLOR
from pipeline.verify.audit.witness import nice_witness

MAX_REPAIRS = 60
"""Refuted relations of one document for which a repair is looked for."""

MAX_REPAIR_WORK = 30_000
"""Of all members that repairs are looked for, as `work` counts it: each of many edits is as much again."""

MAX_FINDINGS = 1_000
MAX_QUOTE = 200
SHOWN_DIGITS = 8
NEAR = 30
"""Characters between alike edits that are told as one."""

MIN_INHERITED = 6
"""Nodes that a wrong member has at least if another relation is said to inherit it."""


@dataclass
class Assembly:
    """Collects the findings of a document while it is read.

    Attributes:
        document: Taken apart.
        knowledge: The reader's, in the state of the statement at hand.
        findings: So far.
        counts: Relations by outcome.
        wrong: Wrong members and the number of their finding.
        repairs: How many were looked for, `repair_work` on how much; `mended` is the last one.
    """

    document: Document
    knowledge: Knowledge
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[Node, int]] = field(default_factory=list)
    repairs: int = 0
    repair_work: int = 0
    mended: tuple[Judged, Mend | None] | None = None

    def add(self, read: Read) -> None:
        """Take in one statement."""
        if read.statement is None:
            self.unreadable(read)
            return
        if len(self.findings) > MAX_FINDINGS:
            self.counts["unknown"] += len(read.judged)
            return
        for judged in read.judged:
            self.counts["relations"] += 1
            if judged.outcome == "refuted" and self.follows_from_mended(judged, read):
                self.counts["consistent"] += 1
            elif judged.outcome == "refuted" and not self.is_mistake(judged, read):
                self.counts["condition"] += 1
            elif judged.outcome == "refuted" and read.is_allowed:
                self.counts["allowed"] += 1
            else:
                self.counts[judged.outcome] += 1
                if judged.outcome == "refuted" and not read.is_repeated:
                    self.refuted(judged, read)
        if not read.is_allowed and not read.is_repeated:
            self.inherited(read)
            self.structural(read)

    def follows_from_mended(self, judged: Judged, read: Read) -> bool:
        """Tell whether a member agrees with a wrong one before it once that is mended: it may be rounded its way."""
        node = read.statement.node if read.statement is not None else None
        if self.mended is None or self.mended[1] is None or not isinstance(node, Chain) or judged.sides is not None:
            return False
        before, mend = self.mended
        assert mend is not None
        if not any(before is other for other in read.judged) or before.link >= judged.link:
            return False
        left = prepared(mend.mended, self.knowledge.known())
        relation = node.links[judged.link].relation
        return is_true(compare(left, relation, judged.right, self.knowledge, judged.context))

    def unreadable(self, read: Read) -> None:
        """Take in a part that could not be read."""
        self.counts["relations"] += 1
        if read.is_allowed:
            self.counts["allowed"] += 1
            return
        self.counts["unreadable"] += 1
        severity: Severity = "warning" if "no variable" in read.reason else "advice"
        where = self.where(read.formula, read.span)
        quote = _quote(read.formula, read.span)
        self.findings.append(Finding(where, quote, severity, "notation", f"not read: {read.reason}"))

    # -- what is a mistake ------------------------------------------------------------------------------------

    def is_mistake(self, judged: Judged, read: Read) -> bool:
        """Tell whether a refuted relation is one that the text claims to hold, and no equation to be solved."""
        if read.surroundings.is_rejected:
            return False
        if judged.sides is not None or judged.doubled or judged.claim:
            return True
        if self._is_equation(judged):
            return read.surroundings.is_identity
        return self._is_claim(judged, read)

    def _is_claim(self, judged: Judged, read: Read) -> bool:
        """Tell whether the names in a relation, and the words around it, make it one that is said to hold."""
        structure, valued = judged.context.structure, judged.context.valued
        sides = with_rows(judged.left, judged.right, judged.context) or (judged.left, judged.right)
        left, right = (not _is_plain_set(side) and is_open(side, structure) for side in sides)
        if left and right and isinstance(judged.left, Call) and isinstance(judged.right, Call):
            return any(isinstance(part, Derivative) for _, part in walk(judged.left))
        if read.surroundings.is_conditional and not self._computes(judged):
            of_data = names_left(judged.left, structure) <= self.knowledge.entries_of_vectors
            is_fixed = (of_data or not left) and not right and _is_said(judged, read)
            return is_fixed or (_goes_on(judged, read) and self.mend(judged) is not None)
        if left and right and _relation(judged, read) == "≈":
            return True  # a polynomial that is not quite the Taylor series
        if left and right:
            return judged.is_anchored or read.surroundings.is_identity or self._says_something(judged)
        if not left and not right:
            return True
        if right:
            return judged.is_anchored
        if is_open(judged.left, valued):
            return self._is_operation(judged) or read.surroundings.is_identity
        loose = names_left(judged.left, structure) | names_left(judged.right, structure)
        return not loose & self.knowledge.stale()

    def _is_equation(self, judged: Judged) -> bool:
        """Tell whether a relation is one for a function's variables: y = λ²y/4, or (x − 5)(x + 3) = 0 in a case."""
        parts = [part for _, part in walk(judged.left)]
        if not judged.link and isinstance(judged.left, Symbol):
            return judged.left.name in set(names_in(judged.right))
        names = {part.name for part in parts if isinstance(part, Symbol)}
        is_formula = not any(isinstance(part, Call | Derivative) for part in parts)
        return judged.right == Number("0") and is_formula and bool(names) and names <= self.knowledge.variables

    def _says_something(self, judged: Judged) -> bool:
        """Tell whether a relation is an identity but for a small edit, and not only the same formula on both sides."""
        if is_failed_expansion(judged.left, judged.right, judged.context.structure):
            return True
        mend = self.mend(judged)
        return mend is not None and mend.mended != judged.left

    def _computes(self, judged: Judged) -> bool:
        """Tell whether a relation says what a derivative or the like comes to."""
        nodes = [part for _, part in walk(judged.left)]
        return judged.is_anchored and (judged.link > 0 or any(isinstance(part, Derivative) for part in nodes))

    def _is_operation(self, judged: Judged) -> bool:
        """Tell whether the left side is an operator applied to a formula, which is not said to be solved."""
        left = judged.left
        return isinstance(left, Derivative) and left.form == "operator" and judged.right != Number("0")

    # -- repairs -----------------------------------------------------------------------------------------------

    def mend(self, judged: Judged) -> Mend | None:
        """Return the repair of the blamed member, looked for once and within the document's bounds."""
        if judged.claim not in ("", NO_HESSIAN):
            return None
        if self.mended is None or self.mended[0] is not judged:
            self.mended = (judged, self.look_for_repair(judged))
        return self.mended[1]

    def look_for_repair(self, judged: Judged) -> Mend | None:
        """Return a repair; None also where the document has had its share of them."""
        if self.repairs >= MAX_REPAIRS or self.repair_work > MAX_REPAIR_WORK:
            return None
        self.repairs += 1
        self.repair_work += work(judged.shown) + work(judged.left)
        known = self.knowledge.known()
        suspect = Suspect(judged.shown, judged.left, judged.context, lambda node: prepared(node, known))
        valued = judged.context.valued
        is_numeric = not is_open(judged.left, valued) and not is_open(judged.right, valued)
        try:
            found = find_repair(suspect, self.knowledge, valued=False)
            return find_repair(suspect, self.knowledge, valued=True) if found is None and is_numeric else found
        except BEYOND:
            return None

    def mend_left(self, judged: Judged, read: Read) -> Mend | None:
        """Return the repair of what a chain begins with, where an operator is written like a function: ∂f/∂x (…)."""
        node = read.statement.node if read.statement is not None else None
        if judged.link or not isinstance(node, Chain) or not isinstance(node.first, Product):
            return None
        turned = replace(judged, shown=node.first, left=judged.right, right=judged.left)
        mend = self.look_for_repair(turned)
        return mend if mend is not None and mend.edits[0].kind == "operator" else None

    def mend_root(self, judged: Judged) -> Mend | None:
        """Return the repair of a claimed root: one edit, or two signs."""
        if judged.sides is None:
            return None
        known = self.knowledge.known()
        suspect = Suspect(judged.shown, judged.left, judged.context, lambda node: prepared(node, known))
        singles = single_edits(judged.shown, palette_of(suspect, self.knowledge))[:120]
        signs = [edit for edit in singles if edit.kind == "sign"]
        pairs = [(one, two) for place, one in enumerate(signs) for two in signs[place + 1 :]][:30]
        for edits in (*((edit,) for edit in singles), *pairs):
            mended = apply(judged.shown, *edits)
            if is_true(solves(judged.sides, judged.left, prepared(mended, known), judged.context, is_complete=False)):
                return Mend(edits, mended)
        return None

    # -- findings -----------------------------------------------------------------------------------------------

    def refuted(self, judged: Judged, read: Read) -> None:
        """Add the findings of one refuted relation: one for each place that has to be changed."""
        mend = self.mend_root(judged) if judged.sides is not None else self.mend_left(judged, read) or self.mend(judged)
        number = len(self.findings)
        is_numeric = not is_open(judged.right, judged.context.structure)
        kind = "numeric" if is_numeric or self._has_decimals(judged) else "symbolic"
        span = judged.shown.span or read.span
        first = Finding(
            self.where(read.formula, span),
            _quote(read.formula, span),
            "error",
            kind,  # type: ignore[arg-type]  # one of two words of the type
            _sentence(judged, read),
            _witness(judged, read),
        )
        self.wrong.append((judged.right, number))
        if judged.doubled == "literal":
            first = replace(first, message=_TWICE, repair=_undoubled(judged))
        if mend is None:
            self.findings.append(first)
            return
        groups = list(self._groups(mend, read))
        for place, (where_span, repair, message) in enumerate(groups):
            own = replace(
                first,
                where=self.where(read.formula, where_span),
                quote=_quote(read.formula, where_span),
                message=f"{_sentence(judged, read)}: {message}" if place == 0 else f"{message} (in the same relation)",
                repair=repair,
            )
            self.findings.append(own)

    def _has_decimals(self, judged: Judged) -> bool:
        return any(isinstance(part, Number) and "." in part.text for _, part in walk(judged.shown))

    def _groups(self, mend: Mend, read: Read) -> Iterator[tuple[Span, str, str]]:
        """Yield the places of a repair: alike edits on one line are one."""
        seen: dict[tuple[str, str], int] = {}
        for edit in mend.edits:
            span = edit.old.span or read.span
            old, new = _snippet(edit.old), _snippet(edit.new)
            is_near = span.start - seen.get((old, new), -NEAR) < NEAR
            seen[old, new] = span.end
            if is_near:
                continue
            yield span, f"{old} → {new}", _MESSAGES.get(edit.kind, "this is to be changed")

    def structural(self, read: Read) -> None:
        """Add what is doubtful beyond truth, once a place."""
        present = {(finding.where, finding.message) for finding in self.findings[-20:]}
        for remark in remarks(read, self.knowledge):
            span = remark.node.span or read.span
            where = self.where(read.formula, span)
            if (where, remark.message) not in present:
                quote = _quote(read.formula, span)
                self.findings.append(
                    Finding(where, quote, remark.severity, remark.kind, remark.message, "", remark.repair)
                )
        for judged in read.judged:
            fraction = may_divide_by_zero(judged.shown, self.knowledge) if judged.sides is not None else None
            if fraction is not None:
                span = fraction.denominator.span or read.span
                message = "the solution divides by something that may be zero, and that case is not treated"
                quote = _quote(read.formula, span)
                self.findings.append(Finding(self.where(read.formula, span), quote, "warning", "logic", message))

    def inherited(self, read: Read) -> None:
        """Add a consequence for a relation in which a member occurs that was refuted before."""
        node = read.statement.node if read.statement else None
        outcomes = {judged.outcome for judged in read.judged}
        if not isinstance(node, Chain) or "refuted" in outcomes or outcomes <= {"proved", "consistent"}:
            return
        parts = [part for _, part in walk(node)]
        for wrong, number in self.wrong:
            if sum(1 for _ in walk(wrong)) >= MIN_INHERITED and number < len(self.findings):
                for part in parts:
                    if part == wrong:
                        span = part.span or read.span
                        where, quote = self.where(read.formula, span), _quote(read.formula, span)
                        message = f"this takes over the mistake of line {self.findings[number].where.line}"
                        kind = self.findings[number].kind
                        self.findings.append(Finding(where, quote, "warning", kind, message, consequence_of=number))
                        return

    def where(self, formula: Formula, span: Span) -> Where:
        """Return the place of a part of a formula."""
        return Where(*self.document.place(formula, span))


def _is_plain_set(node: Node) -> bool:
    """Tell whether a formula is a set of numbers, 82 ± 3.92, which has no meaning by itself."""
    return isinstance(node, SetOf) and not any(isinstance(part, Symbol) for _, part in walk(node))


def _is_said(judged: Judged, read: Read) -> bool:
    """Tell whether a relation without unknowns is said to hold, though its sentence speaks of conditions.

    "The sequence satisfies a_1 = 1/2" says so; "if a_1 = 1/2" does not; "if it is so, then ln 2 = 0.69" does.
    """
    if is_constant(judged.left) and is_constant(judged.right):
        return not read.surroundings.is_denied
    return not read.surroundings.is_hypothetical


def _goes_on(judged: Judged, read: Read) -> bool:
    """Tell whether the chain goes on behind a relation, which is then a step and not the equation itself."""
    node = read.statement.node if read.statement is not None else None
    return isinstance(node, Chain) and judged.link < len(node.links) - 1


_TWICE = "the function is applied twice: the name already stands for its value"

_MESSAGES = {
    "index": "an index is wrong",
    "name": "another name is meant",
    "sign": "a sign is wrong",
    "function": "another function is meant",
    "twice": _TWICE,
    "number": "a number is wrong",
    "exponent": "an exponent is wrong",
    "bracket": "a bracket is missing",
    "operator": "an operator is missing, or written as a factor",
    "factor": "a factor is missing or too many",
    "fraction": "the fraction is upside down",
}


def _snippet(node: Node) -> str:
    from pipeline.notation.tree import Term

    if isinstance(node, Term):
        return f"{'-' if node.sign < 0 else '+'} {_snippet(node.node)}"
    try:
        return latex(node)
    except Exception:  # the writer does not know every node that the reader makes
        return "…"


def _undoubled(judged: Judged) -> str:
    calls = [part for _, part in walk(judged.shown) if isinstance(part, Call) and len(part.arguments) == 1]
    return f"{_snippet(calls[0])} → {_snippet(calls[0].arguments[0])}" if calls else ""


def _sentence(judged: Judged, read: Read) -> str:
    if judged.sides is not None:
        name = judged.left.name if isinstance(judged.left, Symbol) else "this"
        return f"this is no solution for {name}"
    if judged.claim:
        return judged.claim
    relation = _relation(judged, read)
    if relation == "←":
        return "the update differs from the rule stated above"
    words = {"=": "does not equal", "≈": "is not approximately", "≠": "is not different from"}
    return f"what stands before '{relation}' {words.get(relation, 'is not so related to')} this"


def _relation(judged: Judged, read: Read) -> str:
    node = read.statement.node if isinstance(read.statement, Statement) else None
    return node.links[judged.link].relation if isinstance(node, Chain) and judged.link < len(node.links) else "="


def _witness(judged: Judged, read: Read) -> str:
    if not isinstance(judged.verdict, Refuted):
        return ""
    witness = judged.verdict.witness
    if judged.sides is not None:
        if witness.right != "0":
            return f"put in, the left side of the equation is {witness.left}, the right side {witness.right}"
        return f"put in, the difference of the sides is {witness.left} instead of 0" + _at(witness.at)
    if judged.claim == NO_TAYLOR or (
        _relation(judged, read) == "≈" and not witness.at and names_left(judged.left, judged.context.valued)
    ):
        return f"the Taylor series has the term {witness.left}, this {witness.right}"
    if judged.claim and witness.left:
        return str(_short(witness))
    if remainder_of(judged.right, judged.context) is not None:
        return f"{_short(witness)} without the remainder"
    return str(nice_witness(judged.left, judged.right, judged.context) or _short(witness))


def _short(witness: Witness) -> Witness:
    return Witness(witness.at, _rounded(witness.left), _rounded(witness.right))


def _rounded(text: str) -> str:
    """Return a number with fewer digits; other words as they are."""
    try:
        return text if len(text) < SHOWN_DIGITS + 3 else f"{float(text):.{SHOWN_DIGITS}g}"
    except ValueError:
        return text


def _at(point: object) -> str:
    items = sorted(point.items()) if isinstance(point, dict) else []
    return f" at {', '.join(f'{name} = {value}' for name, value in items)}" if items else ""


def _quote(formula: Formula, span: Span) -> str:
    text = " ".join(formula.latex[span.start : span.end].split())
    return text if len(text) <= MAX_QUOTE else f"{text[: MAX_QUOTE - 1]}…"


def in_reading_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return findings by place, the numbers in `consequence_of` moved along."""
    order = sorted(range(len(findings)), key=lambda i: (findings[i].where.line, findings[i].where.column, i))
    moved = {old: new for new, old in enumerate(order)}
    return tuple(
        replace(findings[i], consequence_of=None if (c := findings[i].consequence_of) is None else moved[c])
        for i in order
    )
