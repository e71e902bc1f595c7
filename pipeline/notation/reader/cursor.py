"""The place of the parser in the tokens of one formula, and what every part of the parser needs."""

from collections.abc import Sequence
from typing import Literal, NoReturn

from pipeline.notation.reader.commands import CLOSING, OPENING
from pipeline.notation.reader.tokens import ReadError, Token
from pipeline.notation.tree import Node, Span
from pipeline.notation.vocabulary import Vocabulary

MAX_DEPTH = 64
"""Brackets, scripts and operators within each other. Low enough that no later walk over a tree runs out of stack."""

MAX_LEVELS = 4 * MAX_DEPTH
"""The same as the parser counts it: a bracket is a factor, a group and an expression."""

Construct = Literal["derivative", "sum", "function", "slash", "subscript"]
Scope = Literal["usual", "narrow", "wide"]
"""How far an operator reaches: over the product that follows; over one factor; over the whole sum."""


class Cursor:
    """Tokens between `position` and `end`; `partner` gives the closing brace or `end` of each opening one."""

    def __init__(
        self, tokens: Sequence[Token], vocabulary: Vocabulary, scopes: dict[Construct, Scope] | None = None
    ) -> None:
        place = tokens[-1].end if tokens else 0
        self.tokens = list(tokens)
        self.stop = Token("gap", "", place, place)
        self.vocabulary = vocabulary
        self.scopes: dict[Construct, Scope] = scopes or {}
        self.doubtful: set[tuple[Construct, Scope]] = set()
        self.position = 0
        self.end = len(self.tokens)
        self.depth = 0
        self.bars: list[str] = []
        self.bound: set[str] = set()
        self.partner = pair(self.tokens)

    # -- what the parts of the parser call of each other ---------------------------------------------

    def expression(self) -> Node:
        """Read a sum, up to whatever cannot continue it."""
        raise NotImplementedError

    def product(self) -> Node:
        """Read factors up to the next + or −."""
        raise NotImplementedError

    def factor(self) -> Node:
        """Read one factor with its scripts."""
        raise NotImplementedError

    def continues_product(self) -> bool:
        """Tell whether the next token belongs to the product that is being read."""
        raise NotImplementedError

    def relation_or_expression(self) -> Node:
        """Read an expression or a chain of relations."""
        raise NotImplementedError

    def script(self, mark: Token) -> tuple[int, int]:
        """Return the range of one script, without braces."""
        raise NotImplementedError

    def condition(self, place: tuple[int, int]) -> Node:
        """Read the relation at the foot of brackets."""
        raise NotImplementedError

    def limits(self, node: Node, below: tuple[int, int], above: tuple[int, int], start: int) -> Node:
        """Return what a formula grows by between two limits."""
        raise NotImplementedError

    # -- tokens ---------------------------------------------------------------------------------------

    @property
    def token(self) -> Token:
        """The next token; an empty one at the end."""
        return self.tokens[self.position] if self.position < self.end else self.stop

    @property
    def text(self) -> str:
        """The text of the next token; empty at the end."""
        return self.tokens[self.position].text if self.position < self.end else ""

    def ahead(self, distance: int) -> str:
        """Return the text of a later token; empty beyond the end."""
        place = self.position + distance
        return self.tokens[place].text if place < self.end else ""

    def take(self) -> Token:
        """Return the next token and move on."""
        token = self.token
        self.position += 1
        return token

    def skip(self, text: str) -> bool:
        """Move over a token with this text, if it is the next one."""
        if self.position < self.end and self.tokens[self.position].text == text:
            self.position += 1
            return True
        return False

    def expect(self, text: str, why: str) -> None:
        """Move over this token.

        Raises:
            ReadError: Where another one stands.
        """
        if not self.skip(text):
            self.fail(why)

    def since(self, start: int) -> Span:
        """Return the place from a character on to the last token taken."""
        end = self.tokens[self.position - 1].end if self.position else start
        return Span(start, end if end > start else start)

    def within(self, first: int, last: int) -> "Window":
        """Confine the cursor to tokens[first:last] for a while; behind it the cursor stands where it stood."""
        return Window(self, first, last)

    def enter(self) -> None:
        """Go one level deeper."""
        self.depth += 1
        if self.depth > MAX_LEVELS:
            self.fail(f"the formula is nested deeper than {MAX_DEPTH} levels")

    def leave(self) -> None:
        """Come back up."""
        self.depth -= 1

    def scope(self, construct: Construct) -> Scope:
        """Return how far this construct is to reach in this reading."""
        return self.scopes.get(construct, "usual")

    def fail(self, reason: str, token: Token | None = None) -> NoReturn:
        """Raise a ReadError at the next token, or at the one given."""
        place = token or self.token
        raise ReadError(reason, Span(place.start, max(place.end, place.start)))


class Window:
    """The context manager behind `Cursor.within`."""

    def __init__(self, cursor: Cursor, first: int, last: int) -> None:
        self.cursor = cursor
        self.range = first, last

    def __enter__(self) -> None:
        cursor = self.cursor
        self.before = cursor.position, cursor.end, cursor.bars
        (cursor.position, cursor.end), cursor.bars = self.range, []
        cursor.enter()

    def __exit__(self, *_: object) -> None:
        self.cursor.position, self.cursor.end, self.cursor.bars = self.before
        self.cursor.leave()


_BRACKETS = {**dict.fromkeys(OPENING, 1), **dict.fromkeys(CLOSING, -1)}


def pair(tokens: Sequence[Token]) -> dict[int, int]:
    """Return where each brace and environment closes.

    Raises:
        ReadError: Where one does not, or the nesting (with round and square brackets) is too deep.
    """
    partner: dict[int, int] = {}
    opened: list[int] = []
    brackets = 0
    for place, token in enumerate(tokens):
        kind, text = token.kind, token.text
        if text in _BRACKETS:
            brackets = max(0, brackets + _BRACKETS[text])
        elif kind == "begin" or text == "{":
            opened.append(place)
        elif kind == "end" or text == "}":
            if not opened or not _fit(tokens[opened[-1]], token):
                raise ReadError("this closes nothing", Span(token.start, token.end))
            partner[opened.pop()] = place
        else:
            continue
        if len(opened) + brackets > MAX_DEPTH:
            raise ReadError(f"the formula is nested deeper than {MAX_DEPTH} levels", Span(token.start, token.end))
    if opened:
        token = tokens[opened[-1]]
        raise ReadError("this is never closed", Span(token.start, token.end))
    return partner


def _fit(opening: Token, closing: Token) -> bool:
    if opening.text == "{":
        return closing.text == "}"
    return closing.kind == "end" and opening.text == closing.text
