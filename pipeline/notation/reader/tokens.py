r"""LaTeX → tokens, each with its place: spacing and looks dropped, words kept whole, numbers cut as TeX cuts them.

After `^`, `_`, `\frac` and `\sqrt` TeX takes one digit, not a number: `x^12` is x¹·2. Everything here takes time
in proportion to the length of the text.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from pipeline.notation.reader import commands
from pipeline.notation.tree import Span
from pipeline.notation.vocabulary import Vocabulary

Kind = Literal["number", "name", "sign", "command", "words", "operator", "relation", "gap", "row", "begin", "end"]


class Token(NamedTuple):
    r"""A word of LaTeX.

    Attributes:
        kind: `name` is a letter or a word that is a name, `operator` a word after `\operatorname`, `words` running
            text, `gap` a wide space, `row` the end of a row.
        text: Of a name its canonical form, of words with a `"` in front, of a relation its sign.
        start: Place of the first character.
        end: Place after the last character.
    """

    kind: Kind
    text: str
    start: int
    end: int


class ReadError(Exception):
    """A part of a formula cannot be read; carries the reason and the place."""

    def __init__(self, reason: str, span: Span) -> None:
        super().__init__(reason)
        self.reason = reason
        self.span = span


_PATTERN = re.compile(
    r"(?:[\s~]|%[^\n]*+)*+(?:"
    r"(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
    r"|(?P<letters>[A-Za-z]+)"
    r"|(?P<row>\\\\(?:\[-?[0-9.]+ ?[a-z]{2}\])?|\\cr(?![A-Za-z])|\\newline(?![A-Za-z]))"
    r"|(?P<command>\\(?:operatorname\*|[A-Za-z]+|.))"
    r"|(?P<slot>\#[1-9])"
    r"|(?P<char>\.{3}|.)"
    r")",
    re.DOTALL,
)
"""Spaces and comments, then one token; atomic, so that a space is never taken for a token."""

_DECIMAL_COMMA = re.compile(r"[0-9]+(?:\{,\}|,)[0-9]+")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:(?:\{,\}|\\,)[0-9]{3})+(?:\.[0-9]+)?(?![0-9])")
_NUMBERS = {"bare": _DECIMAL_COMMA, "in braces": re.compile(r"[0-9]+\{,\}[0-9]+")}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9\-]*")
_INVISIBLE = re.compile(r"\\end\{array\}\s*\\right\s*\.")
_UNIT = re.compile(
    r"(?<=[0-9})])(?:\\[,;: ]|~|[ \t])+\\(?:mathrm|text|textrm|mathsf)\{\s*"
    r"((?:[kcmµnMGT]?(?:m|s|g|Hz|B|Pa|eV)|min|h|px|bit|bits|Byte|bytes|FLOPs?|km/h|m/s|kg|€)(?:/[a-z]{1,2})?)\s*\}"
)
MAX_GAP = 8
"""Characters between a number and its unit."""

_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)

_PLAIN_SIGNS = frozenset(("^", "_", "{", "(", ")", "+", "-", "&", ",", "[", "]", "/", ".", ";", "'"))
"""Signs that mean themselves; `}` may close nothing and is looked at."""

MAX_TEXT_DEPTH = 3
ONE_DIGIT = {"^": 1, "_": 1, r"\frac": 2, r"\binom": 2, r"\sqrt": 1}


def tokenize(latex: str, vocabulary: Vocabulary) -> list[Token]:
    """Return the tokens of a formula.

    Raises:
        ReadError: Where a brace after a command is never closed.
    """
    tokens = _Lexer(latex, vocabulary).tokens()
    return list(_single_digits(tokens)) if any(map(_may_be_cut, tokens, tokens[1:])) else tokens


class _Lexer:
    def __init__(
        self, latex: str, vocabulary: Vocabulary, start: int = 0, end: int | None = None, depth: int = 0
    ) -> None:
        self.latex = latex
        self.vocabulary = vocabulary
        self.position = start
        self.end = len(latex) if end is None else end
        self.depth = depth
        self.words = _words(vocabulary)
        self.out: list[Token] = []
        self.arrays: list[bool] = []

    def tokens(self) -> list[Token]:
        match_at = _PATTERN.match
        while (match := match_at(self.latex, self.position, self.end)) is not None:
            kind = match.lastgroup or ""
            text = match[kind]
            end = self.position = match.end()
            if text in _PLAIN_SIGNS:
                self.out.append(Token("sign", text, end - 1, end))
            elif kind == "letters" and len(text) == 1:
                self.out.append(Token("name", text, end - 1, end))
            else:
                _READERS[kind](self, text, end - len(text))
        return self.out

    def add(self, kind: Kind, text: str, start: int) -> None:
        self.out.append(Token(kind, text, start, self.position))

    def _number(self, text: str, start: int) -> None:
        comma = self.vocabulary.decimal == ","
        match = (_NUMBERS[self.vocabulary.commas] if comma else _THOUSANDS).match(self.latex, start, self.end)
        if match is not None:
            self.position = match.end()
            text = match.group().replace("{,}", "." if comma else "").replace("\\,", "").replace(",", ".")
        if self.latex.startswith((".\\overline", ".\\bar"), self.position):
            self.position += 1
            text += "."
        self.add("number", text, start)

    def _letters(self, text: str, start: int) -> None:
        position = 0
        while position < len(text):
            word = self._word_at(text, position)
            self.out.append(Token("name", word, start + position, start + position + len(word)))
            position += len(word)

    def _word_at(self, text: str, position: int) -> str:
        """Return the declared name that begins here, a whole run that is a function's word, or one letter."""
        if position == 0 and text in commands.FUNCTION_WORDS:
            return text
        for word in self.words:
            if text.startswith(word, position):
                return word
        return text[position]

    def _row(self, text: str, start: int) -> None:
        self.add("row", text, start)

    def _slot(self, text: str, start: int) -> None:
        self.add("sign", text, start)

    def _char(self, text: str, start: int) -> None:
        if text in commands.RELATIONS:
            self._relation(commands.RELATIONS[text], start)
        elif text in commands.GREEK_LETTERS:
            self.add("name", commands.GREEK_LETTERS[text], start)
        elif text in commands.RAISED_DIGITS or text in commands.LOWERED_DIGITS:
            raised = text in commands.RAISED_DIGITS
            self.add("sign", "^" if raised else "_", start)
            self.add("number", (commands.RAISED_DIGITS if raised else commands.LOWERED_DIGITS)[text], start)
        elif text in commands.WORD_COMMANDS:
            self.add("words", f'"{commands.WORD_COMMANDS[text]}', start)
        else:
            self._sign(commands.ALIASES.get(text, text), start)

    def _sign(self, text: str, start: int) -> None:
        if text == "}" and self.out and self._closes_nothing():
            return
        if text == "^T":
            self.add("sign", "^", start)
            self.add("name", "T", start)
        elif text:
            self.add("command" if text.startswith("\\") else "sign", text, start)

    def _closes_nothing(self) -> bool:
        r"""Drop `{}`, and the braces around a lone relation (`\mathrel{=}`)."""
        if self.out[-1].text == "{" and not (len(self.out) > 1 and self.out[-2].text in ONE_DIGIT):
            self.out.pop()
            return True
        if self.out[-1].kind == "relation" and len(self.out) > 1 and self.out[-2].text == "{":
            del self.out[-2]
            return True
        return False

    def _relation(self, sign: str, start: int) -> None:
        before = self.out[-1] if self.out else None
        if sign == "=" and before is not None and before.end == start and before.text in (":", "<", ">"):
            self.out.pop()
            sign, start = {":": ":=", "<": "≤", ">": "≥"}[before.text], before.start
        self.add("relation", sign, start)

    def _command(self, text: str, start: int) -> None:  # noqa: C901, PLR0912 - one table of cases
        if text[1:] in self.vocabulary.macros:  # a document may give a name of ours another meaning
            self.add("command", text, start)
            return
        text = commands.ALIASES.get(text, text)
        if text in commands.SIZED:
            self._delimiter(text, start)
        elif text in commands.SPACING:
            if self.vocabulary.bold and text in commands.BOLD:
                self._bold(start)
        elif text in commands.SEPARATORS:
            self.add("gap", text, start)
        elif text in commands.RELATIONS:
            self._relation(commands.RELATIONS[text], start)
        elif text in commands.LETTER_COMMANDS:
            self.add("name", commands.LETTER_COMMANDS[text], start)
        elif text in commands.WORD_COMMANDS:
            self.add("words", f'"{commands.WORD_COMMANDS[text]}', start)
        elif text in commands.BRACKETS:
            self.add("sign", commands.BRACKETS[text], start)
        elif text in commands.TEXT or text in commands.UPRIGHT:
            if not self._is_unit(start):
                self._text(text, start)
        elif text in commands.SKIPPED:
            for _ in range(commands.SKIPPED[text]):
                self._skip_argument()
        elif text == r"\not":
            self._negated(start)
        elif text in (r"\boxed", r"\fbox"):
            self._framed(start)
        elif text in (r"\begin", r"\end"):
            self._environment(text, start)
        else:
            self._sign(text, start)

    def _bold(self, start: int) -> None:
        """Read a bold letter as a name of its own, where the vocabulary says that it is one."""
        before = self.position
        first, last = self._argument()
        letter = self.latex[first:last].strip()
        name = commands.LETTER_COMMANDS.get(letter, letter)
        if name in self.vocabulary.bold:
            self.add("name", f"bold({name})", start)
        else:
            self.position = before

    def _framed(self, start: int) -> None:
        """A frame may hold a whole relation: its braces do not count."""
        first, last = self._argument()
        if self.depth >= MAX_TEXT_DEPTH:
            raise ReadError("frames are nested too deeply", Span(start, self.position))
        self.out += _Lexer(self.latex, self.vocabulary, first, last, self.depth + 1).tokens()

    def _negated(self, start: int) -> None:
        match = _PATTERN.match(self.latex, self.position, self.end)
        sign = commands.RELATIONS.get(match[match.lastgroup or ""]) if match else None
        if match is None or sign is None or sign not in commands.NEGATED:
            raise ReadError(r"\not stands before something that it cannot negate", Span(start, self.position))
        self.position = match.end()
        self.add("relation", commands.NEGATED[sign], start)

    def _delimiter(self, text: str, start: int) -> None:
        self._skip_space()
        match = _PATTERN.match(self.latex, self.position, self.end)
        if match is None:
            return
        text_found = match[match.lastgroup or ""]
        mark = commands.BRACKETS.get(text_found, text_found)
        if mark == ".":
            self.position = match.end()
        elif mark in ("|", "‖"):
            self.position = match.end()
            side = (
                "("
                if text == r"\left" or text.endswith("l")
                else ")"
                if text == r"\right" or text.endswith("r")
                else ""
            )
            self.add("sign", mark + side, start)
        elif mark in commands.OPENING or mark in commands.CLOSING or mark in ("⟨", "⟩", "/"):
            self.position = match.end()
            self.add("sign", mark, start)

    def _skip_space(self) -> None:
        while self.position < self.end and self.latex[self.position].isspace():
            self.position += 1

    def _argument(self) -> tuple[int, int]:
        """Return the range inside the braces that follow, or of the one character; moves behind it."""
        self._skip_space()
        start = self.position
        if start >= self.end:
            return start, start
        if self.latex[start] != "{":
            self.position += 1
            return start, start + 1
        level = 0
        for match in _BRACE.finditer(self.latex, start, self.end):
            level += {"{": 1, "}": -1}.get(match.group(), 0)
            if level == 0:
                self.position = match.end()
                return start + 1, match.start()
        raise ReadError("this brace is never closed", Span(start, start + 1))

    def _skip_argument(self) -> None:
        self._skip_space()
        if self.position < self.end and self.latex[self.position] == "[":
            close = self.latex.find("]", self.position, self.end)
            self.position = close + 1 if close >= 0 else self.position
        if self.position < self.end and self.latex[self.position] == "*":
            self.position += 1
        self._argument()

    def _text(self, command: str, start: int) -> None:
        first, last = self._argument()
        raw = self.latex[first:last]
        if "$" in raw and self.depth < MAX_TEXT_DEPTH:
            self._mixed(first, last)
            return
        if command in commands.UPRIGHT:
            self._upright(command, raw, start)
        elif _NAME.fullmatch(raw) and (raw.lower() not in CONNECTIVES or self._has_script()):
            self.add("name", raw, start)
        elif raw.strip():
            self.add("words", f'"{raw}', start)

    def _is_unit(self, start: int) -> bool:
        """Move over a unit of measurement behind a number, where the formula has no other one: 20 m/s is then 20."""
        match = _UNIT.search(self.latex, max(0, start - MAX_GAP), self.end) if self.out else None
        if match is None or match.end() <= start or self.out[-1].end > match.start():
            return False
        if len({unit[1] for unit in _UNIT.finditer(self.latex)}) != 1:
            return False
        self.position = match.end()
        return True

    def _has_script(self) -> bool:
        """Tell whether something is raised or lowered at what was just read: words have no scripts, names do."""
        return self.latex[self.position : self.position + 1] in ("_", "^")

    def _upright(self, command: str, raw: str, start: int) -> None:
        word = "".join(raw.replace("\\,", "").split())
        if command.startswith(r"\operatorname") and len(word) > 1:
            self.add("operator", word, start)
        elif _NAME.fullmatch(word):
            self.add("name", word, start)
        else:
            end = self.position
            inner = _Lexer(self.latex, self.vocabulary, end - len(raw) - 1, end - 1, self.depth + 1)
            if self.depth >= MAX_TEXT_DEPTH:
                raise ReadError("fonts are nested too deeply", Span(start, end))
            self.out += inner.tokens()

    def _mixed(self, first: int, last: int) -> None:
        """Words with formulas between dollars in them."""
        inside = False
        for part in re.split(r"(\$)", self.latex[first:last]):
            if part == "$":
                inside = not inside
            elif inside:
                self.out += _Lexer(self.latex, self.vocabulary, first, first + len(part), self.depth + 1).tokens()
            elif part.strip():
                self.out.append(Token("words", f'"{part}', first, first + len(part)))
            first += len(part)

    def _environment(self, text: str, start: int) -> None:
        first, last = self._argument()
        name = self.latex[first:last].strip().rstrip("*")
        begins = text == r"\begin"
        if begins and name == "array":
            self.arrays.append(self._is_distinction())
        elif name == "array" and self.arrays and self.arrays.pop():
            name = "cases"
        if begins and name in commands.WITH_ARGUMENT:
            self._skip_argument()
        elif begins and name not in commands.MATRICES | commands.CASES:
            self._skip_option()
        if begins and name == "array" and self.arrays[-1]:
            self.out.pop()
            name = "cases"
        self.add("begin" if begins else "end", name, start)

    def _is_distinction(self) -> bool:
        r"""Tell whether the array that begins here is one of cases: `\left\{` before it, `\right.` behind it."""
        if not self.out or self.out[-1].text != "\\{":
            return False
        return _INVISIBLE.search(self.latex, self.position, self.end) is not None

    def _skip_option(self) -> None:
        match = re.compile(r"\s*\[[tbc]\]").match(self.latex, self.position, self.end)
        self.position = match.end() if match else self.position


CONNECTIVES = frozenset(
    (
        *("and", "or", "if", "otherwise", "else", "for", "where", "with", "when", "hence", "so", "thus", "then", "as"),
        *("therefore", "iff", "but", "since", "because", "by", "from", "that", "is", "gives", "unless", "whenever"),
        *("und", "oder", "falls", "wenn", "sonst", "mit", "für", "also", "let", "we", "have", "to", "at", "on", "in"),
        *("et", "si", "sinon", "avec", "pour", "ou", "whereas", "while", "similarly", "likewise", "only", "always"),
    )
)
"""Single words that are running text, never names."""


_READERS: Mapping[str, Callable[[_Lexer, str, int], None]] = {
    "number": _Lexer._number,
    "letters": _Lexer._letters,
    "row": _Lexer._row,
    "command": _Lexer._command,
    "slot": _Lexer._slot,
    "char": _Lexer._char,
}


@lru_cache(100)
def _words(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the names of several letters that are written like a product, long ones first."""
    functions = {name for name in vocabulary.functions if len(name) > 1 and name.isalpha()}
    return tuple(sorted(vocabulary.names | functions, key=len, reverse=True))


def _may_be_cut(before: Token, token: Token) -> bool:
    """Tell whether TeX might take one digit of a number: behind such a command, or behind an argument of one."""
    if token.kind == "number" and len(token.text) > 1 and (before.text in ONE_DIGIT or before.text == "}"):
        return True
    return ONE_DIGIT.get(before.text) == 2 and token.text != "{"


def _single_digits(tokens: list[Token]) -> Iterator[Token]:
    """Cut numbers where TeX takes single digits as arguments."""
    wanted = [0]
    for position, token in enumerate(tokens):
        if token.kind == "number" and wanted[-1]:
            yield from _cut(token, wanted)
            continue
        if token.text == "}" and len(wanted) > 1:
            wanted.pop()
        elif wanted[-1]:
            wanted[-1] -= 1
        if token.text == "{":
            wanted.append(0)
        elif token.text in ONE_DIGIT and token.kind in ("sign", "command"):
            optional = position + 1 < len(tokens) and tokens[position + 1].text == "["
            wanted[-1] = 0 if optional else ONE_DIGIT[token.text]
        yield token


def _cut(token: Token, wanted: list[int]) -> Iterator[Token]:
    text, start = token.text, token.start
    while wanted[-1] and len(text) > 1 and text[0].isdigit():
        yield Token("number", text[0], start, start + 1)
        text, start = text[1:], start + 1
        wanted[-1] -= 1
    wanted[-1] = max(0, wanted[-1] - 1)
    if text == ".":
        yield Token("sign", ".", start, token.end)
    else:
        yield Token("number", text, start, token.end)
