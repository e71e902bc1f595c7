"""Walks through a document in order: reads every formula, judges its relations, remembers what they say."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from pipeline.equality.decide import NO_INTEGRAL
from pipeline.equality.verdict import Refuted, Unknown
from pipeline.notation import document as doc
from pipeline.notation.document import Document, Formula
from pipeline.notation.reader import Item, Statement, Unreadable, read_formula, written_length
from pipeline.notation.tree import Call, Chain, Derivative, Indexed, Node, Span, Symbol, descendants
from pipeline.notation.vocabulary import Vocabulary
from pipeline.verify.audit.chains import Judged, StatementJudge
from pipeline.verify.audit.comparing import MAX_IN_VAIN, MAX_WORK, is_open, work
from pipeline.verify.audit.equations import Equations
from pipeline.verify.audit.given import names_in, parts_of_vector
from pipeline.verify.audit.implicit import has_rate, implied
from pipeline.verify.audit.knowledge import Knowledge, is_constant
from pipeline.verify.audit.restating import restated
from pipeline.verify.audit.rewriting import prepared
from pipeline.verify.audit.surroundings import MAX_SENTENCE, Surroundings, sentence_after, sentence_before
from pipeline.verify.audit.tables import entries, judge_entry
from pipeline.verify.audit.taylor import TAYLOR
from pipeline.verify.audit.unit_sums import SAID

MAX_RELATIONS = 4_000
MAX_TOTAL_WORK = 400_000
MAX_PARTS = 80_000
"""Of all relations that are decided; the work also counts what they stand for."""

MAX_FORMULAS = 20_000
MAX_CHARACTERS = 300_000
"""Of all formulas that are read, the document's own commands written out."""

MAX_ON_CURVES = 100
"""Statements of a document that are decided at points of curves."""

MAX_LINKS = 500
LOOK_AHEAD = 8
"""Formulas after a statement that may introduce a name in it."""

SENTENCE = 40
"""Items before a formula that may belong to its sentence: a list of givens is long."""

_NEW_TASK = re.compile(
    r"\b(exercise|problem|task|question|assignment|example|aufgabe|übung|beispiel|exercice|(?:solution|lösung)\s+[0-9])\b"
    r"|^\s*(\(?[a-z]\)|[0-9]+[.)])",
    re.IGNORECASE,
)
_TASK_IN_TEXT = re.compile(
    r"\\begin\{(?:exercise|problem|question|example|claim|theorem|lemma|proposition|corollary|satz|aufgabe|"
    r"beispiel)\*?\}"
    r"|^[ \t]*(?:\*\*|__|\\textbf\{|\\paragraph\*?\{|\\item\s)?[ \t]*"
    r"(?:exercise|problem|task|question|example|aufgabe|übung|beispiel)\s+[0-9]"
    r"|^[ \t]*(?:[-*+]|[0-9]+[.)]|\\item)[ \t]+(?:\*\*|__|\\textbf\{|\\emph\{)"
    r"|^[ \t]*(?:\*\*|__|\\textbf\{)[ \t]*[0-9]+(?:\.[0-9]+)*[.)]?[ \t]*(?:\*\*|__|\})"
    r"|^[ \t]*(?:\*\*|__|\\textbf\{)[ \t]*[0-9]+[.)]"
    r"(?![^*\n}]*(?:step|pass|comput|calculat|updat|forward|backward|evaluat|schritt|predict|gradient|second|then|now))"
    r"[^*\n}]{1,40}(?:\*\*|__|\})",
    re.IGNORECASE | re.MULTILINE,
)
_TURNED_DOWN = re.compile(
    r"\b(?:infeasible|not feasible|contradict\w*|impossible|violat\w*|not possible|cannot be|excluded|ruled out|"
    r"(?:is|are) not (?:on|in)|(?:does|do) not (?:lie|satisfy)|liegt nicht|unzulässig|widerspruch|unmöglich|"
    r"ausgeschlossen)\b"
    r"|(?:^|[.;:]\s+|\n)\s*(?:otherwise|else|if|in the (?:other|second|first|remaining) case|(?:the )?(?:second|other) "
    r"case|case|now (?:let|suppose)|sonst|andernfalls|falls|wenn|im (?:zweiten|anderen) fall)\b"
    r"|(?:^|[.;:]\s+|\n)\s*(?:for|für|pour)\s*$",
    re.IGNORECASE,
)
"""Words after which nothing holds any longer that was only supposed; `For $x = 1$` begins the next case."""

_DIFFERENTIATED = re.compile(
    r"\b(?:differentiat\w*|implicit\w*|implizit\w*|abgeleitet|ableit\w*|related rates|slopes?|dériv\w*)\b",
    re.IGNORECASE,
)
_SOLVING = re.compile(r"\b(?:solv\w*|satisf\w*|ansatz|differential equations?|löse\w*)\b", re.IGNORECASE)
_STEP_IN_TEXT = re.compile(
    r"^[ \t]*(?:[-*+][ \t]|(?:\*\*)?(?:\(?[a-z0-9]{1,2}[.)]|\\item\b))", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True)
class Read:
    """A statement of the document, judged.

    Attributes:
        formula: In which it stands.
        statement: What was read; None for a part that could not be read.
        judged: One entry per relation.
        span: Of the statement in the formula.
        surroundings: The words around the formula.
        reason: Why it could not be read.
        is_repeated: Whether the same statement stood in the document before.
        is_allowed: Whether the author silenced it.
        heading: Number of the task.
    """

    formula: Formula
    statement: Statement | None
    judged: tuple[Judged, ...]
    span: Span
    surroundings: Surroundings = field(default_factory=Surroundings)
    reason: str = ""
    is_repeated: bool = False
    is_allowed: bool = False


@dataclass
class Reader:
    """Reads a document once.

    Attributes:
        document: Taken apart.
        vocabulary: Of its formulas.
        knowledge: What is given, and then what the document says.
        notes: What was left out because of limits.
    """

    document: Document
    vocabulary: Vocabulary
    knowledge: Knowledge
    notes: list[str] = field(default_factory=list)
    last: Node | None = None
    relations: int = 0
    total_work: int = 0
    characters: int = 0
    parts: int = 0
    on_curves: int = 0
    seen: set[str] = field(default_factory=set)
    met: set[str] = field(default_factory=set)
    place: int = -1
    supposed: list[str] = field(default_factory=list)

    @cached_property
    def equations(self) -> Equations:
        """The equations whose solutions may follow."""
        return Equations(self.knowledge)

    @cached_property
    def formulas(self) -> list[Formula]:
        """The document's formulas in order; `place` is that of the one at hand."""
        return [item for item in self.flat() if isinstance(item, Formula)]

    @cached_property
    def top_level(self) -> int:
        """The level of the document's main headings: the highest that occurs more than once, else none."""
        levels = Counter(item.level for item in self.document.items if isinstance(item, doc.Heading))
        return min((level for level, count in levels.items() if count > 1), default=0)

    def read(self) -> Iterator[Read]:
        """Yield every statement, judged, in document order."""
        items = list(self.flat())
        self.knowledge.unit_sums_said = any(isinstance(item, doc.Words) and SAID.search(item.text) for item in items)
        self.knowledge.speaks_of_taylor = self.has_words(TAYLOR)
        is_allowed = False
        displays_in_case = 0
        for place, item in enumerate(items):
            match item:
                case doc.Allow():
                    is_allowed = True
                case doc.Heading():
                    self.new_section(item)
                case doc.Table():
                    yield from self.table(item, is_allowed=is_allowed)
                    is_allowed = False
                case doc.Broken():
                    yield Read(_as_formula(item), None, (), Span(0, len(item.text)), reason=item.reason)
                case Formula():
                    self.place += 1
                    words = self.surroundings(items, place)
                    yield from self.formula(item, words, is_allowed=is_allowed)
                    displays_in_case += item.form == "display"
                    is_allowed = False
                case doc.Words():
                    if _TASK_IN_TEXT.search(item.text):
                        self.knowledge.begin_part(is_task=True)
                        self.forget_answers()
                    elif _STEP_IN_TEXT.search(item.text):
                        self.knowledge.begin_part(is_task=False)
                    self.after_supposition(item.text)
                    if displays_in_case and len(item.text.split()) > 4:
                        self.knowledge.context = self.knowledge.context.in_cases(())
                        displays_in_case = 0

    def has_words(self, pattern: re.Pattern[str]) -> bool:
        """Tell whether a word stands somewhere in the document, in a heading or in the text."""
        return any(
            pattern.search(item.text) for item in self.document.items if isinstance(item, doc.Words | doc.Heading)
        )

    @cached_property
    def speaks_of_slopes(self) -> bool:
        """Whether the document differentiates equations."""
        return self.has_words(_DIFFERENTIATED)

    def flat(self) -> Iterator[doc.Item]:
        """Yield the document's items, the cells of tables taken out."""
        formulas = 0
        for item in self.document.items:
            cells = (item.head, *item.rows) if isinstance(item, doc.Table) else ()
            for part in [part for row in cells for cell in row for part in cell.parts] or [item]:
                formulas += isinstance(part, Formula)
                if formulas > MAX_FORMULAS:
                    self.notes.append(f"the document has more than {MAX_FORMULAS} formulas; the rest was not read")
                    return
                yield part
            if cells:
                yield item

    def table(self, table: doc.Table, *, is_allowed: bool) -> Iterator[Read]:
        """Judge the cells of a table."""
        for entry in entries(table, self.vocabulary):
            self.relations += 1
            if self.relations > MAX_RELATIONS:
                return
            judged = judge_entry(entry, self.knowledge)
            if judged is not None:
                yield Read(entry.formula, entry.statement, (judged,), entry.statement.span, is_allowed=is_allowed)

    def new_section(self, heading: doc.Heading) -> None:
        """A new part begins; in a new task the values that were answers to the last one are forgotten."""
        is_task = _NEW_TASK.search(heading.text) is not None
        is_new_matter = is_task or heading.level <= self.top_level
        self.knowledge.begin_part(is_task=is_new_matter)
        if is_task:
            self.forget_answers()
        if is_new_matter:
            self.knowledge.forget_equations()
        self.knowledge.context = self.knowledge.context.in_cases(())
        self.last = None
        self.equations.forget()

    def after_supposition(self, text: str) -> None:
        """Forget what was only supposed, once the text has turned it down or goes on to another case."""
        if self.supposed and _TURNED_DOWN.search(text):
            for name in self.supposed:
                self.knowledge.forget(name)
            self.supposed = []

    def forget_answers(self) -> None:
        """Forget the values that were answers to the task before."""
        self.equations.forget()
        for name in list(self.knowledge.answers):
            self.knowledge.forget(name)

    def surroundings(self, items: Sequence[doc.Item], place: int) -> Surroundings:
        """Return the words of the sentence around a formula, inline formulas in it as blanks."""
        before: list[str] = []
        for item in reversed(items[max(0, place - SENTENCE) : place]):
            if isinstance(item, doc.Words):
                part = sentence_before(item.text)
                before.insert(0, part)
                if part != " ".join(item.text.split()) or sum(map(len, before)) > MAX_SENTENCE:
                    break
            elif not (isinstance(item, Formula) and item.form == "inline"):
                break
        after = items[place + 1] if place + 1 < len(items) else None
        return Surroundings(" ".join(before), sentence_after(after.text) if isinstance(after, doc.Words) else "")

    # -- one formula ------------------------------------------------------------------------------------------

    def formula(self, formula: Formula, words: Surroundings, *, is_allowed: bool) -> Iterator[Read]:
        """Judge the statements of a formula."""
        if self.is_beyond_length(formula.latex):
            return
        parts = read_formula(formula.latex, self.vocabulary)
        before: Item | None = None
        for part in parts:
            if isinstance(part, Unreadable):
                yield Read(formula, None, (), part.span, words, part.reason, is_allowed=is_allowed)
            else:
                judged = self.statement(formula, part, before, parts, words)
                wrong = " ".join(str(one.link) for one in judged if one.outcome == "refuted")
                key = f"{wrong}:{_normal(formula.latex[part.span.start : part.span.end])}"
                is_repeated = isinstance(part.node, Chain) and key in self.seen
                self.seen.add(key)
                yield Read(formula, part, judged, part.span, words, is_repeated=is_repeated, is_allowed=is_allowed)
            before = part

    def statement(
        self, formula: Formula, statement: Statement, before: Item | None, parts: Sequence[Item], words: Surroundings
    ) -> tuple[Judged, ...]:
        """Judge one statement, unless the document has used up its share of work."""
        chain = statement.node
        self.knowledge.statements += 1
        self.knowledge.note_ranges(chain)
        if not isinstance(chain, Chain):
            if formula.form == "display":
                self.last = prepared(chain, self.knowledge.known())
            return ()
        reason = self.too_large(statement, len(chain.links))
        if reason:
            return tuple(Judged(i, "unknown", Unknown(reason)) for i in range(len(chain.links)))
        another = restated(chain, self.knowledge, words)
        if another:
            self.knowledge.forget(another)
        claimed = self.root_of(formula, statement, before) or self.equations.solution(chain, words)
        statement = _with_otherwise(statement, before)
        judged = tuple(StatementJudge(self.knowledge, words, self.last).judge(statement))
        if any(one.outcome == "refuted" for one in judged) and not any(one.claim for one in judged):
            judged = self.charitably(statement, judged, words) or self.before_introduction(chain, judged)
        is_told = not (words.is_hypothetical or _SOLVING.search(words.before))
        if self.speaks_of_slopes and is_told and self.on_curves < MAX_ON_CURVES and has_rate(chain):
            self.on_curves += 1
            judged = on_curves(judged, implied(chain, self.equations.open, self.knowledge))
        if self.knowledge.in_vain[NO_INTEGRAL] >= MAX_IN_VAIN:
            self.note(f"{MAX_IN_VAIN} integrals could not be computed; those from here on were read, but not decided")
        self.met.update(names_in(chain))
        if words.is_supposed:
            said = self.knowledge.said
            self.supposed += [name for name, place in said.items() if place == self.knowledge.statements]
        is_value = chain.links[-1].relation in ("=", "≈")
        if is_value and isinstance(chain.first, Symbol) and any(one.outcome == "refuted" for one in judged):
            self.knowledge.dispute(chain.first.name, prepared(chain.links[-1].node, self.knowledge.known()))
        if claimed is not None and judged:
            judged = (claimed, *judged[1:])
        self.last = prepared(chain.links[-1].node, self.knowledge.known())
        self.equations.note(judged, chain)
        return judged

    def charitably(
        self, statement: Statement, first: Sequence[Judged], words: Surroundings
    ) -> tuple[Judged, ...] | None:
        """Judge a refuted statement as if only the last parts of the document had been said; None where that refutes.

        Where a new task begins, a name may also be given another meaning. What is undecided in `first` may stay so.
        """
        vectors = self.knowledge.with_vectors(statement.node)
        others = [(vectors, "definition")] if vectors is not None else []
        anew = self.with_target_anew(statement.node)
        others += [(anew, "definition")] if anew is not None else []
        recent = ((knowledge, "definition" if is_task else "") for knowledge, is_task in self.knowledge.recent())
        better: tuple[Judged, ...] | None = None
        for knowledge, allowed in (*others, *recent):
            before = knowledge.context
            judge = StatementJudge(knowledge, words, self.last)
            judged = tuple(judge.as_condition(one, self.knowledge.context) for one in judge.judge(statement))
            undecided = {one.link for one in first if one.outcome == "unknown"}
            if allowed != "definition":
                judged = tuple(self.as_claim(one) for one in judged)
            outcomes = {one.outcome for one in judged if one.link not in undecided}
            if outcomes <= {"proved", "consistent", "condition", allowed}:
                self.knowledge.adopt(knowledge, before)
                return judged
            if self.is_new_equation(statement.node, judged, knowledge, is_task=allowed == "definition"):
                return judged
            if knowledge is anew and _mistakes(judged) < _mistakes(first):
                better = judged
            if allowed == "definition" and better is None and self.is_about_new_variables(statement.node, judged):
                better = judged
        return better

    def is_about_new_variables(self, chain: Node, judged: Sequence[Judged]) -> bool:
        """Tell whether only what an earlier task made of a variable makes a relation one that has to hold.

        After y = 2 − 4x/5, the tangent of one task, x³ + y³ = 6xy is the curve of the next.
        """
        context = self.knowledge.context
        used = {part.function for part in descendants(chain) if isinstance(part, Call)} | set(names_in(chain))
        functions = {name for name in used & context.definitions.keys() if context.definitions[name].parameters}
        has_values = any(context.knows(name) and not is_open(Symbol(name), context.valued) for name in used)
        refuted = [one for one in judged if one.outcome == "refuted"]
        are_open = all(is_open(one.left, one.context.valued) and not _is_derivative(one.left) for one in refuted)
        return bool(refuted) and are_open and not functions and not has_values

    def as_claim(self, judged: Judged) -> Judged:
        """Return a relation as refuted that is an equation only because the names in it were forgotten."""
        valued = self.knowledge.context.valued
        is_closed = not (is_open(judged.left, valued) or is_open(judged.right, valued))
        is_equation = judged.outcome == "condition" and isinstance(judged.verdict, Refuted)
        return replace(judged, outcome="refuted") if is_equation and is_closed else judged

    def with_target_anew(self, chain: Node) -> Knowledge | None:
        """Return a copy in which the name that a chain begins with means nothing, if it got its value in another part.

        Several methods may be shown one after the other on the same numbers: x_1 is then another one in each.
        """
        if not isinstance(chain, Chain) or not isinstance(chain.first, Symbol) or not self.knowledge.parts:
            return None
        name, start = chain.first.name, self.knowledge.parts[-1][0]
        is_old = self.knowledge.context.knows(name) and self.knowledge.said.get(name, 0) <= start
        has_formula = len(chain.links) > 1 and not is_constant(chain.links[0].node)
        is_by_itself = name in set(names_in(chain.links[0].node))  # an update of it
        if not is_old or not has_formula or is_by_itself or name in self.knowledge.given:
            return None
        return self.knowledge.without(frozenset((name,)))

    def is_new_equation(self, chain: Node, judged: Sequence[Judged], recent: Knowledge, *, is_task: bool) -> bool:
        """Tell whether a relation says something of names that mean nothing in its part of the document.

        It then has a formula on its left side; in a new task it uses a new name, too.
        """
        names = set(names_in(chain))
        if not is_task and any(name in self.knowledge.shapes or self.knowledge.has_entries(name) for name in names):
            return False
        is_loose = bool(names) and not any(recent.context.knows(name) for name in names)  # f(0, 1) = 2 is no equation
        is_new = any(name not in self.met and not self.knowledge.context.knows(name) for name in names)
        is_formula = isinstance(chain, Chain) and not isinstance(chain.first, Symbol)
        return is_loose and (is_new or not is_task) and is_formula and not any(one.is_anchored for one in judged)

    def before_introduction(self, chain: Chain, judged: tuple[Judged, ...]) -> tuple[Judged, ...]:
        """Return a refuted statement as undecided if it uses a name that only the next formulas introduce."""
        new = {name for name in names_in(chain) if name not in self.met and not self.knowledge.context.knows(name)}
        new -= self.knowledge.letters(chain) | _on_both_sides(chain)
        new -= {name for name in new if len(parts_of_vector(name, names_in(chain))) > 1}
        if not new or not new & self.introduced_soon():
            return judged
        later = Unknown("a name in it is introduced only after it")

        def uses_new(one: Judged) -> bool:
            sides = (one.left, one.right, one.shown)
            has_index = any(isinstance(part, Indexed) for side in sides for part in descendants(side))
            return has_index or any(name in new for side in sides for name in names_in(side))

        return tuple(
            replace(one, outcome="unknown", verdict=later) if one.outcome == "refuted" and uses_new(one) else one
            for one in judged
        )

    def introduced_soon(self) -> set[str]:
        """Return the names that the next formulas begin with."""
        found: set[str] = set()
        for formula in self.formulas[self.place + 1 : self.place + 1 + LOOK_AHEAD]:
            for item in read_formula(formula.latex, self.vocabulary):
                node = item.node if isinstance(item, Statement) else None
                first = node.first if isinstance(node, Chain) else node
                if isinstance(first, Symbol):
                    found.add(first.name)
        return found

    def is_beyond_length(self, latex: str) -> bool:
        """Tell whether the document has had its share of reading, with one formula more."""
        if self.characters <= MAX_CHARACTERS:
            self.characters += written_length(latex, self.vocabulary)
            return False
        self.note(
            f"the document's formulas have more than {MAX_CHARACTERS} characters, its commands written out; "
            "the rest was not read"
        )
        return True

    def note(self, text: str) -> None:
        """Note once that something was left out."""
        if text not in self.notes:
            self.notes.append(text)

    def too_large(self, statement: Statement, links: int) -> str:
        """Return why a statement is not decided: it is beyond its own bound, or the document beyond its own."""
        needed = [work(member) for member in statement.members]
        if max(needed) > MAX_WORK or links > MAX_LINKS:
            return "the formula is too large to be decided"
        self.relations += links
        self.total_work += sum(needed)
        self.parts += sum(len(descendants(member)) for member in statement.members)
        if self.relations <= MAX_RELATIONS and self.total_work <= MAX_TOTAL_WORK and self.parts <= MAX_PARTS:
            return ""
        self.note("the document is too large: the relations from here on were read, but not decided")
        return "the document is too large"

    def root_of(self, formula: Formula, statement: Statement, before: Item | None) -> Judged | None:
        """Judge `∂f/∂x : y = …`, the root of a derivative."""
        chain = statement.node
        if not (isinstance(before, Statement) and isinstance(before.node, Derivative) and isinstance(chain, Chain)):
            return None
        between = formula.latex[before.span.end : statement.span.start].strip()
        return self.equations.root(before.node, chain) if between == ":" else None


def on_curves(judged: Sequence[Judged], found: Sequence[Judged]) -> tuple[Judged, ...]:
    """Return what was judged with what follows for the points of a curve, or between rates, where that says more."""
    better = {one.link: one for one in found}
    decided = ("proved", "consistent", "unreadable")
    return tuple(one if one.outcome in decided else better.get(one.link, one) for one in judged)


def _is_derivative(node: Node) -> bool:
    return any(isinstance(part, Derivative) for part in descendants(node))


def _mistakes(judged: Sequence[Judged]) -> int:
    return sum(one.outcome == "refuted" for one in judged)


def _on_both_sides(chain: Chain) -> set[str]:
    """Return the names that stand in the first and in the last member of a chain."""
    return set(names_in(chain.first)) & set(names_in(chain.links[-1].node))


def _with_otherwise(statement: Statement, before: Item | None) -> Statement:
    """Turn `otherwise` into the opposite of the condition before."""
    if not isinstance(before, Statement) or not any(c.node is None for c in statement.conditions):
        return statement
    opposite = []
    for condition in before.conditions:
        node = condition.node
        if isinstance(node, Chain) and len(node.links) == 1 and node.links[0].relation == "=":
            opposite.append(replace(condition, node=replace(node, links=(replace(node.links[0], relation="≠"),))))
    return replace(statement, conditions=(*opposite, *statement.conditions))


def _as_formula(item: doc.Item) -> Formula:
    return Formula(item.source, exercise=item.exercise)


def _normal(latex: str) -> str:
    return "".join(latex.split())
