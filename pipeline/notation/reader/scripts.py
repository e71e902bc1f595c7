"""What stands raised or lowered at a name: powers, labels, transposition, primes, indices."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from pipeline.notation.names import joined_name
from pipeline.notation.reader.cursor import Cursor
from pipeline.notation.reader.tokens import ONE_DIGIT, Token
from pipeline.notation.tree import Indexed, Node, Number, Span, Symbol

TRANSPOSED = frozenset(("T", "\\top"))
STARS = {"\\cdot": "*", "*": "*", "\\star": "*", "\\dagger": "dagger", "+": "+", "-": "-", "\\circ": "circ"}

NAMING = frozenset(("\\max", "\\min", "\\sup", "\\inf", "\\lim", "\\infty", "\\arg", "\\ell"))
"""Commands that as a subscript are part of a name: A_max."""


@dataclass
class Scripts:
    """The scripts of one name; ranges are positions in the tokens."""

    raised: tuple[int, int] | None = None
    lowered: tuple[int, int] | None = None
    primes: int = 0


@dataclass(frozen=True)
class Subscript:
    """A subscript: fixed text, or indices.

    Attributes:
        fixed: Part of the name.
        indices: What varies; empty for none.
        joint: See `Indexed`.
    """

    fixed: str = ""
    indices: tuple[Node, ...] = ()
    joint: Literal["_", ""] = "_"


class ScriptReader(Cursor):
    """Collects scripts and says what they mean."""

    def scripts(self) -> Scripts:
        """Take all scripts that follow."""
        found = Scripts()
        while self.text in ("^", "_", "'"):
            mark = self.take()
            if mark.text == "'":
                found.primes += 1
            elif mark.text == "_":
                if found.lowered is not None:
                    self.fail("two subscripts at one name", mark)
                found.lowered = self.script(mark)
            else:
                place = self.script(mark)
                primes = self.primes_in(place)
                if found.raised is not None and not primes:
                    self.fail("two superscripts at one name", mark)
                found.primes += primes
                found.raised = found.raised if primes else place
        return found

    def script(self, mark: Token) -> tuple[int, int]:
        """Return the range of one script, without braces."""
        if self.position >= self.end:
            self.fail(f"nothing stands behind '{mark.text}'", mark)
        first = self.position
        if self.text == "{":
            self.position = self.partner[first] + 1
            return first + 1, self.position - 1
        if self.text in ("}", "^", "_", "&") or self.token.kind in ("relation", "row", "end"):
            self.fail(f"nothing stands behind '{mark.text}'", mark)
        self.position = self.behind_argument(first)
        return first, self.position

    def behind_argument(self, place: int) -> int:
        """Return the position behind one argument as TeX takes it: a group, a command with arguments, a token."""
        wanted = 1
        while wanted and place < self.end:
            text = self.tokens[place].text
            wanted += ONE_DIGIT.get(text, 0) - 1 if text.startswith("\\") else -1
            place = self.partner.get(place, place) + 1
        return place

    def primes_in(self, place: tuple[int, int]) -> int:
        """Return the number of primes that a raised range consists of, 0 where it holds anything else."""
        texts = [token.text for token in self.tokens[slice(*place)]]
        return len(texts) if all(text in ("'", "\\prime") for text in texts) else 0

    # -- raised ---------------------------------------------------------------------------------------

    def label(self, place: tuple[int, int]) -> str:
        """Return the text of a raised label that is part of a name; empty where it is an exponent."""
        tokens = self.tokens[slice(*place)]
        if not tokens:
            return ""
        if len(tokens) == 1:
            return self._single_label(tokens[0])
        bracketed = (tokens[0].text, tokens[-1].text) in (("(", ")"), ("[", "]"))
        if bracketed and not any(token.text in ("(", "[", ",", "/", "\\frac") for token in tokens[1:-1]):
            return _text_of(tokens)
        word = "".join(token.text for token in tokens)
        if (
            len(tokens) > 2
            and word.isalpha()
            and all(token.kind == "name" and len(token.text) == 1 for token in tokens)
        ):
            return word
        return ""

    def _single_label(self, token: Token) -> str:
        if token.text in STARS:
            return STARS[token.text]
        if token.kind == "words":
            return token.text[1:].strip()
        if token.kind in ("name", "operator") and len(token.text) > 1 and token.end - token.start > len(token.text) + 4:
            return token.text if token.text not in ("infinity",) else ""
        return ""

    def is_transposition(self, place: tuple[int, int]) -> bool:
        """Tell whether a raised range is the mark of a transpose."""
        first, last = place
        return last - first == 1 and self.tokens[first].text in TRANSPOSED

    def layer(self, base: str, place: tuple[int, int]) -> str:
        """Return the number of a layer, 2 or l − 1, raised at a name that has one; empty where it is an exponent."""
        tokens = self.tokens[slice(*place)]
        is_layer = base in self.vocabulary.layered and all(
            token.text in ("l", "L", "+", "-") or (token.kind == "number" and token.text.isdigit()) for token in tokens
        )
        return _text_of(tokens) if is_layer and tokens[0].text not in ("+", "-") else ""

    def transposed_layer(self, place: tuple[int, int]) -> tuple[int, int] | None:
        r"""Return the label in W^{[2]T} or W^{(2)\top}, without the mark of the transpose; None for anything else."""
        first, last = place
        end = last - 2 if self.tokens[last - 2].text == "," else last - 1
        is_marked = end - first > 2 and self.is_transposition((last - 1, last))
        if not is_marked or (self.tokens[first].text, self.tokens[end - 1].text) not in (("(", ")"), ("[", "]")):
            return None
        return (first, end) if self.label((first, end)) else None

    # -- lowered --------------------------------------------------------------------------------------

    def subscript(self, base: str, place: tuple[int, int]) -> Subscript:
        """Return what a subscript means at this name."""
        first, last = place
        if first == last:
            self.fail("a subscript is empty")
        commas = list(self._outer_commas(first, last))
        if not commas:
            return self._part(base, first, last)
        parts = [
            self._part(base, a, b) for a, b in zip([first, *(i + 1 for i in commas)], [*commas, last], strict=True)
        ]
        if not any(part.indices for part in parts):
            return Subscript("_".join(part.fixed for part in parts))
        return Subscript(indices=tuple(node for part in parts for node in part.indices or (_fixed_node(part.fixed),)))

    def _outer_commas(self, first: int, last: int) -> Iterator[int]:
        level = 0
        for place in range(first, last):
            text = self.tokens[place].text
            level += {"{": 1, "(": 1, "}": -1, ")": -1}.get(text, 0)
            if text == "," and level == 0:
                yield place

    def _part(self, base: str, first: int, last: int) -> Subscript:
        tokens = self.tokens[first:last]
        if not tokens:
            self.fail("a subscript is empty")
        if len(tokens) == 1:
            return self._single(base, tokens[0])
        if all(token.kind == "name" and len(token.text) == 1 for token in tokens):
            return self._letters(tokens)
        if all(token.kind == "name" or (token.kind == "number" and token.text.isdigit()) for token in tokens):
            mixed = self._mixed(base, tokens)
            if mixed is not None:
                return mixed
        if tokens[0].kind == "words":
            return Subscript("".join(token.text.lstrip('"').strip() for token in tokens))
        with self.within(first, last):
            node = self.expression()
            if self.position < self.end:
                self.fail("this does not fit in a subscript")
        return _nested(node)

    def _single(self, base: str, token: Token) -> Subscript:
        if token.kind == "number":
            pair = base in self.vocabulary.pairs and len(token.text) == 2
            return Subscript("_".join(token.text)) if pair else Subscript(token.text)
        if token.kind == "name" and (token.text in self.vocabulary.indices or token.text in self.bound):
            return Subscript(indices=(Symbol(token.text, span=Span(token.start, token.end)),))
        if token.kind in ("name", "operator"):
            return Subscript(token.text)
        if token.kind == "words":
            return Subscript(token.text[1:].strip())
        if token.text in STARS:
            return Subscript(STARS[token.text])
        if token.text in NAMING:
            return Subscript(token.text[1:])
        return self.fail("this does not fit in a subscript", token)

    def _is_index(self, token: Token) -> bool:
        return token.kind == "number" or token.text in self.vocabulary.indices or token.text in self.bound

    def _letters(self, tokens: list[Token]) -> Subscript:
        """A run of letters: up to three indices, or a word."""
        indices = all(self._is_index(token) and token.text.islower() for token in tokens)
        if len(tokens) <= 3 and indices and _adjoining(tokens):
            return Subscript(indices=tuple(_index(token) for token in tokens), joint="")
        return Subscript("".join(token.text for token in tokens))

    def _mixed(self, base: str, tokens: list[Token]) -> Subscript | None:
        """Digits and letters: `1j` and `j1` are two indices, `2j` is a product unless the base takes pairs."""
        if not all(self._is_index(token) for token in tokens):
            return Subscript("".join(token.text for token in tokens)) if tokens[0].kind == "name" else None
        is_product = tokens[0].kind == "number" and tokens[0].text != "1" and base not in self.vocabulary.pairs
        if is_product:
            self.doubtful.add(("subscript", "narrow"))
            if self.scope("subscript") == "usual":
                return None
        return Subscript(indices=tuple(_index(token) for token in tokens), joint="")


def _adjoining(tokens: list[Token]) -> bool:
    return all(a.end == b.start for a, b in pairwise(tokens))


def _index(token: Token) -> Node:
    span = Span(token.start, token.end)
    return Number(token.text, span=span) if token.kind == "number" else Symbol(token.text, span=span)


def _fixed_node(text: str) -> Node:
    return Number(text) if text.isdigit() else Symbol(text)


def _nested(node: Node) -> Subscript:
    """A name as a subscript is part of the name, its own indices included; anything else is an index."""
    if isinstance(node, Symbol):
        return Subscript(node.name)
    if isinstance(node, Indexed):
        return Subscript(node.base, node.indices, node.joint)
    return Subscript(indices=(node,))


def _text_of(tokens: list[Token]) -> str:
    return "".join(token.text.lstrip('"').strip() for token in tokens)


def named(base: str, raised: str, lowered: Subscript | None, span: Span) -> Node:
    """Return the node of a name with its label and its subscript."""
    if lowered is None:
        return Symbol(joined_name(base, raised), span=span)
    name = joined_name(base, raised, lowered.fixed)
    if not lowered.indices:
        return Symbol(name, span=span)
    return Indexed(name, lowered.indices, lowered.joint, span=span)
