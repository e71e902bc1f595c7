"""A formula → its statements: words and commas divide, relations chain, conditions attach to what they are about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from pipeline.notation.reader.arrays import Parser
from pipeline.notation.reader.commands import CLOSING, OPENING
from pipeline.notation.reader.cursor import MAX_DEPTH, Construct, Scope, pair
from pipeline.notation.reader.macros import expand
from pipeline.notation.reader.rows import CONTINUING, UNFINISHED, Unit, units
from pipeline.notation.reader.statement import Condition, Item, Statement, Unreadable
from pipeline.notation.reader.tokens import ReadError, Token, tokenize
from pipeline.notation.tree import (
    Blank,
    Chain,
    Link,
    Node,
    RelationSign,
    SetOf,
    Span,
    Symbol,
    Tuple,
)
from pipeline.notation.vocabulary import PLAIN_VOCABULARY, Vocabulary

MAX_LENGTH = 20_000
"""Characters of one formula."""

MAX_TOKENS = 20_000

REMEMBERED = 2_000
"""Formulas; a page has some hundred."""

MAX_ALTERNATIVES = 6
BOTH_SIGNS: Mapping[str, str] = {"\\pm": "+-", "\\mp": "-+"}

CONDITIONAL = frozenset(
    (
        "if",
        "when",
        "where",
        "for",
        "with",
        "whenever",
        "unless",
        "falls",
        "wenn",
        "für",
        "mit",
        "provided",
        "iff",
        "si",
        "pour",
    )
)
ELSE = frozenset(("otherwise", "else", "sonst", "sinon"))


def read_formula(latex: str, vocabulary: Vocabulary = PLAIN_VOCABULARY) -> tuple[Item, ...]:
    """Read one formula, without the dollars around it.

    Args:
        latex: At most MAX_LENGTH characters. Spans count from its first character.
        vocabulary: What has to be known of the names.

    Returns:
        Statements in reading order; what cannot be read is an `Unreadable` in its place. Never raises.
    """
    whole = Span(0, len(latex))
    if len(latex) > MAX_LENGTH:
        return (Unreadable(whole, f"a formula has {len(latex)} characters, more than {MAX_LENGTH}", whole),)
    try:
        return _read(latex, vocabulary)
    except ReadError as problem:
        return (Unreadable(whole, problem.reason, problem.span),)
    except RecursionError:  # the caller stands deep in the stack already
        return (Unreadable(whole, f"the formula is nested deeper than {MAX_DEPTH} levels", whole),)


@lru_cache(REMEMBERED)
def _read(latex: str, vocabulary: Vocabulary) -> tuple[Item, ...]:
    """Read a formula, once for all places where it stands: a page is judged and spoken, sheets have many variants."""
    tokens = expand(tokenize(latex, vocabulary), vocabulary)
    if len(tokens) > MAX_TOKENS:
        raise ReadError(f"a formula has more than {MAX_TOKENS} parts", Span(0, len(latex)))
    pair(tokens)
    return tuple(item for unit in units(tokens) for item in _Reading(unit, vocabulary).items())


@dataclass(frozen=True)
class Piece:
    """A formula between words; `offset` is its first token's position in the unit."""

    words: str
    tokens: tuple[Token, ...]
    offset: int


class _Reading:
    """Reads one unit."""

    def __init__(self, unit: Unit, vocabulary: Vocabulary) -> None:
        self.unit = unit
        self.vocabulary = vocabulary
        self.levels = _levels(unit.tokens)
        self.found: list[Item] = []
        self.in_condition = False
        self.places: dict[int, int] = {}
        self.head: tuple[str, ...] = ()

    def items(self) -> list[Item]:
        pieces = list(self.pieces())
        for number, piece in enumerate(pieces):
            following = pieces[number + 1].words if number + 1 < len(pieces) else ""
            self.add(piece, following)
        return self.found

    # -- dividing ---------------------------------------------------------------------------------------

    def pieces(self) -> Iterator[Piece]:
        """Yield the formulas between words, commas and gaps; words without a formula behind them come alone."""
        tokens = self.unit.tokens
        words, begin = "", 0
        for place in range(len(tokens) + 1):
            if place < len(tokens) and not self.divides(place):
                continue
            if begin < place:
                yield Piece(words, tuple(tokens[begin:place]), begin)
                words = ""
            if place < len(tokens):
                words = self.words_after(words, tokens[place])
            begin = place + 1
        if words.strip(" ,.;:"):
            yield Piece(words, (), len(tokens))

    def words_after(self, words: str, token: Token) -> str:
        """Return the words with those of one more token; a gap is worth a comma."""
        if token.kind == "gap":
            return words or ","
        text = token.text.lstrip('"').strip()
        return text if words in ("", ",", ".", ";") and text not in (",", ".", ";") else f"{words} {text}".strip()

    def divides(self, place: int) -> bool:
        """Tell whether a token stands between two formulas."""
        if self.levels[place]:
            return False
        token = self.unit.tokens[place]
        if token.kind == "words" or token.text in (";", ":", "."):
            return True
        if token.kind == "gap":
            before = self.unit.tokens[place - 1] if place else token
            if before.kind == "relation" or before.text in UNFINISHED:
                return False
            return self._relates(place + 1) or self._words_follow(place + 1) or self._bracketed_follows(place + 1)
        return token.text == "," and not self._lists(place)

    def _segment(self, first: int, *, step: Literal[1, -1] = 1) -> list[Token]:
        """Return the tokens from a place on to the next comma, gap or words."""
        found: list[Token] = []
        place = first
        tokens = self.unit.tokens
        while 0 <= place < len(tokens) and len(found) < 200:
            token = tokens[place]
            if not self.levels[place] and (token.kind in ("gap", "words") or token.text in (",", ";", ":", ".")):
                break
            found.append(token)
            place += step
        return found

    def _relates(self, place: int) -> bool:
        segment = self._segment(place)
        goes_on = not segment or segment[0].kind == "relation" or segment[0].text in CONTINUING
        return not goes_on and any(token.kind == "relation" for token in segment)

    def _words_follow(self, place: int) -> bool:
        tokens = self.unit.tokens
        return place < len(tokens) and tokens[place].kind in ("words", "gap")

    def _bracketed_follows(self, place: int) -> bool:
        segment = self._segment(place)
        return len(segment) > 2 and segment[0].text == "(" and segment[-1].text == ")"

    def _lists(self, place: int) -> bool:
        """Tell whether a comma stands in a list: around dots, or between values of an index."""
        before, after = self._segment(place - 1, step=-1), self._segment(place + 1)
        if not after or any(token.kind == "relation" for token in after):
            return False
        if "\\dots" in (before[0].text if before else "", after[0].text):
            return True
        if not all(token.kind in ("number", "name") or token.text == "\\dots" for token in after):
            return False
        return self._runs_over_index(place)

    def _runs_over_index(self, place: int) -> bool:
        """Tell whether `i = 1` stands before the commas before this place."""
        tokens = self.unit.tokens
        least = max(1, place - 100)
        while place > least and tokens[place].text == "," and tokens[place - 1].kind in ("number", "name"):
            place -= 2
            if tokens[place].text == "=":
                letter = tokens[place - 1].text if place else ""
                alone = place == 1 or tokens[place - 2].kind in ("words", "gap") or tokens[place - 2].text in (",", "(")
                return letter in self.vocabulary.indices and alone
        return False

    # -- roles ------------------------------------------------------------------------------------------------

    def add(self, piece: Piece, following: str) -> None:
        """Add one piece: as a statement, or as a condition of the last one."""
        first_words = _key(piece.words)
        if first_words in ELSE:
            self.attach(Condition(piece.words.strip(" .,;:").lower(), None, self.words_span(piece)))
            self.in_condition = False
            if not piece.tokens:
                return
        elif not piece.tokens:
            if first_words in CONDITIONAL:
                self.attach(Condition(piece.words.strip(" .,;:").lower(), None, self.words_span(piece)))
            return
        if self.is_condition(piece, first_words, following):
            self.in_condition = True
            for item in self.statements(piece):
                if isinstance(item, Statement):
                    self.attach(Condition(_clean(piece.words), item.node, item.span))
                else:
                    self.found.append(item)
            return
        self.in_condition = False
        self.head = _head(piece.tokens)
        self.found += self.statements(piece)

    def is_condition(self, piece: Piece, first_words: str, following: str) -> bool:
        """Tell whether a piece says when the last statement holds."""
        last = self.found[-1] if self.found else None
        if not isinstance(last, Statement):
            return False
        if first_words in CONDITIONAL:
            return True
        if _is_bracketed_relation(piece.tokens):
            return True
        if not self.in_condition or _key(following) in CONDITIONAL | ELSE:
            return False
        if piece.tokens[0].text in self.vocabulary.indices:
            return True
        return first_words in ("and", "or", "und", "oder") and _head(piece.tokens) != self.head

    def attach(self, condition: Condition) -> None:
        """Add a condition to the last statement, if there is one."""
        if self.found and isinstance(self.found[-1], Statement):
            last = self.found[-1]
            self.found[-1] = replace(last, conditions=(*last.conditions, condition))

    def words_span(self, piece: Piece) -> Span:
        """Return the place of the words before a piece."""
        tokens = self.unit.tokens
        place = tokens[min(max(0, piece.offset - 1), len(tokens) - 1)]
        return Span(place.start, place.end)

    # -- chains ---------------------------------------------------------------------------------------------------

    def statements(self, piece: Piece) -> list[Item]:
        """Read one piece: a chain, cut where a member cannot be read."""
        tokens = _stripped(piece.tokens)
        if not tokens:
            return []
        begins: Literal["itself", "relation", "operator"] = "itself"
        if tokens[0].kind == "relation":
            begins = "relation"
        elif tokens[0].text in CONTINUING:
            begins = "operator"
        members = list(_members(tokens, _levels(tokens)))
        chain = _ChainBuilder(_clean(piece.words), begins, self.vocabulary)
        marks = [mark for _, _, mark in members]
        for (sign, part, mark), following in zip(members, [*marks[1:], None], strict=True):
            chain.add(sign, part, self.remark(mark, following))
        return chain.finish()

    def remark(self, token: Token, following: Token | None) -> str:
        """Return the remark of the relation at a token: one that stands before the next relation does."""
        if not self.unit.remarks:
            return ""
        if not self.places:
            self.places = {id(own): place for place, own in enumerate(self.unit.tokens)}
        first = self.places.get(id(token), 0)
        last = self.places.get(id(following), len(self.unit.tokens))
        return next((text for length, text in self.unit.remarks if first < length <= last), "")


class _ChainBuilder:
    """Collects the members of one piece into statements."""

    def __init__(self, words: str, begins: Literal["itself", "relation", "operator"], vocabulary: Vocabulary) -> None:
        self.words = words
        self.begins = begins
        self.vocabulary = vocabulary
        self.items: list[Item] = []
        self.members: list[Node] = []
        self.links: list[tuple[RelationSign, str]] = []
        self.others: list[tuple[Node, ...]] = []

    def add(self, sign: RelationSign | None, tokens: Sequence[Token], remark: str) -> None:
        """Add one member with the relation before it."""
        try:
            node, others = _member(tokens, self.vocabulary)
        except ReadError as problem:
            self.flush()
            span = Span(tokens[0].start, tokens[-1].end) if tokens else problem.span
            self.items.append(Unreadable(span, problem.reason, problem.span))
            return
        if self.members and sign is not None:
            self.links.append((sign, remark))
        elif sign is not None and self.begins == "relation" and not self.items:
            self.members.append(Blank(span=node.span))
            self.others.append(())
            self.links.append((sign, remark))
        self.members.append(node)
        self.others.append(others)

    def flush(self) -> None:
        """Close the statement that is being collected."""
        if self.members and (self.links or not self.items):
            self.items.append(self.statement())
        self.members, self.links, self.others = [], [], []

    def statement(self) -> Statement:
        first = self.members[0]
        begins = self.begins if not self.items else "itself"
        last_span = self.members[-1].span
        span = Span(first.span.start if first.span else 0, last_span.end if last_span else 0)
        alternatives = tuple(self.others) if any(self.others) else ()
        if not self.links:
            return Statement(first, span, self.words, begins=begins, alternatives=alternatives)
        links = tuple(
            Link(sign, node, remark, span=node.span)
            for (sign, remark), node in zip(self.links, self.members[1:], strict=True)
        )
        chain = Chain(first, _ranging(first, links), span=span)
        return Statement(chain, span, self.words, begins=begins, alternatives=alternatives)

    def finish(self) -> list[Item]:
        """Return all items."""
        self.flush()
        return self.items


def _ranging(first: Node, links: tuple[Link, ...]) -> tuple[Link, ...]:
    """Turn `i = 1, …, n` (a tuple without brackets) into i ∈ {1, …, n}."""
    link = links[0]
    if len(links) == 1 and link.relation == "=" and isinstance(first, Symbol) and isinstance(link.node, Tuple):
        outer, inner = link.node.span, link.node.items[0].span
        if outer is not None and inner is not None and outer.start == inner.start:
            return (Link("∈", SetOf(link.node.items, span=outer), link.remark, span=link.span),)
    return links


def _member(tokens: Sequence[Token], vocabulary: Vocabulary) -> tuple[Node, tuple[Node, ...]]:
    """Read one member in the usual way, and in all others that its notation allows."""
    if not tokens:
        raise ReadError("nothing stands beside a relation", Span(0, 0))
    if any(token.text in BOTH_SIGNS for token in tokens):
        return _both_signs(tokens, vocabulary), ()
    parser = Parser(tokens, vocabulary)
    node = parser.whole()
    others: list[Node] = []
    for construct, scope in sorted(parser.doubtful)[:MAX_ALTERNATIVES]:
        other = _other_reading(tokens, vocabulary, construct, scope)
        if other is not None and other != node and other not in others:
            others.append(other)
    return node, tuple(others)


def _both_signs(tokens: Sequence[Token], vocabulary: Vocabulary) -> Node:
    """Read a member with ± in it: the set of the two values, the one with the upper signs first."""
    readings = []
    for place in (0, 1):
        signs = [t._replace(kind="sign", text=BOTH_SIGNS[t.text][place]) if t.text in BOTH_SIGNS else t for t in tokens]
        readings.append(Parser(signs, vocabulary).whole())
    return SetOf(tuple(readings), span=Span(tokens[0].start, tokens[-1].end))


def _other_reading(tokens: Sequence[Token], vocabulary: Vocabulary, construct: Construct, scope: Scope) -> Node | None:
    try:
        return Parser(tokens, vocabulary, {construct: scope}).whole()
    except ReadError:
        return None


def _members(
    tokens: Sequence[Token], levels: Sequence[int]
) -> Iterator[tuple[RelationSign | None, tuple[Token, ...], Token]]:
    """Yield the members between relations, each with the relation before it (and a token of its row)."""
    sign: RelationSign | None = None
    begin = 0
    mark = tokens[0]
    for place, token in enumerate(tokens):
        if token.kind == "relation" and not levels[place]:
            if place or begin:
                yield sign, tuple(tokens[begin:place]), mark
            sign = token.text  # type: ignore[assignment]  # a relation token holds its sign
            begin, mark = place + 1, token
    yield sign, tuple(tokens[begin:]), mark


_GROUPS = {"{": 1, "}": -1}
_ALL_BRACKETS = {**_GROUPS, **dict.fromkeys((*OPENING, "⟨"), 1), **dict.fromkeys((*CLOSING, "⟩"), -1)}


def _levels(tokens: Sequence[Token]) -> list[int]:
    """Return in how many brackets each token stands; where they do not match, only braces count."""
    levels = _count(tokens, _ALL_BRACKETS)
    return _count(tokens, _GROUPS) if levels[-1] or min(levels) < 0 else levels


def _count(tokens: Sequence[Token], steps: Mapping[str, int]) -> list[int]:
    """Return the level of each token, and at the end that behind the last one."""
    level = 0
    levels = []
    for kind, text, _, _ in tokens:
        step = 1 if kind == "begin" else -1 if kind == "end" else steps.get(text, 0)
        levels.append(level if step >= 0 else level - 1)
        level += step
    levels.append(level)
    return levels


def _stripped(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Drop gaps, and full stops at the end."""
    kept = [token for token in tokens if token.kind != "gap"]
    while kept and kept[-1].text in (".", ",", ";"):
        kept.pop()
    if kept and kept[0].text in ("\\cdot", "\\times", "/"):
        kept = kept[1:]
    return tuple(kept)


def _key(words: str) -> str:
    """Return the first word, in lower case."""
    parts = words.strip(" .,;:()").lower().split()
    return parts[0].strip(".,;:") if parts else ""


def _clean(words: str) -> str:
    return " ".join(words.lower().split()).strip(" .;:") if words != "," else ","


def _is_bracketed_relation(tokens: Sequence[Token]) -> bool:
    if len(tokens) < 5 or (tokens[0].text, tokens[-1].text) != ("(", ")"):
        return False
    return any(token.kind == "relation" for token in tokens)


def _head(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Return what a piece is about: its first tokens, enough to tell a derivative or a call from a name."""
    return tuple(token.text for token in tokens[:4] if token.kind != "number")
