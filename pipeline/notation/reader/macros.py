r"""Replaces the commands that a document defines with `\newcommand`; what comes out has the place of the command."""

from collections.abc import Mapping

from pipeline.notation.reader.tokens import ReadError, Token, tokenize
from pipeline.notation.tree import Span
from pipeline.notation.vocabulary import Vocabulary

MAX_DEPTH = 16
MAX_TOKENS = 20_000


def expand(tokens: list[Token], vocabulary: Vocabulary) -> list[Token]:
    """Return the tokens with all macros replaced.

    Raises:
        ReadError: Where macros contain themselves, or their text grows beyond MAX_TOKENS.
    """
    if not vocabulary.macros or not any(token.text[1:] in vocabulary.macros for token in tokens):
        return tokens
    return _Expansion(vocabulary).expand(tokens, 0)


def written_length(latex: str, vocabulary: Vocabulary) -> int:
    """Return how long a formula is with its macros replaced: its characters, or its tokens where these are more.

    One that grows beyond all bounds counts as MAX_TOKENS.
    """
    if not vocabulary.macros:
        return len(latex)
    try:
        return max(len(latex), len(expand(tokenize(latex, vocabulary), vocabulary)))
    except ReadError:
        return max(len(latex), MAX_TOKENS)


class _Expansion:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.bodies: dict[str, list[Token]] = {}
        self.made = 0

    def expand(self, tokens: list[Token], depth: int) -> list[Token]:
        out: list[Token] = []
        position = 0
        while position < len(tokens):
            token = tokens[position]
            position += 1
            if token.kind != "command" or token.text[1:] not in self.vocabulary.macros:
                out.append(token)
                continue
            if depth >= MAX_DEPTH:
                raise ReadError(f"the command {token.text} is defined by itself", Span(token.start, token.end))
            name = token.text[1:]
            arguments, position = _arguments(tokens, position, self.vocabulary.macros[name].arguments)
            end = tokens[position - 1].end
            out += self.expand(self._filled(token, end, arguments), depth + 1)
        return out

    def _filled(self, token: Token, end: int, arguments: list[list[Token]]) -> list[Token]:
        slots: Mapping[str, list[Token]] = {f"#{i}": tokens for i, tokens in enumerate(arguments, 1)}
        filled: list[Token] = []
        for part in self._body(token.text[1:]):
            if part.text in slots:
                filled += slots[part.text]
            else:
                filled.append(part._replace(start=token.start, end=end))
        self.made += len(filled) + 1
        if self.made > MAX_TOKENS:
            raise ReadError(f"the text of {token.text} grows too long", Span(token.start, token.end))
        return filled

    def _body(self, name: str) -> list[Token]:
        if name not in self.bodies:
            self.bodies[name] = tokenize(self.vocabulary.macros[name].body, self.vocabulary)
        return self.bodies[name]


def _arguments(tokens: list[Token], position: int, count: int) -> tuple[list[list[Token]], int]:
    """Return the arguments that follow, without their braces, and the position behind them."""
    found: list[list[Token]] = []
    for _ in range(count):
        if position < len(tokens) and tokens[position].text == "{":
            close = _closing(tokens, position)
            found.append(tokens[position + 1 : close])
            position = close + 1
        else:
            found.append(tokens[position : position + 1])
            position += 1
    return found, min(position, len(tokens))


def _closing(tokens: list[Token], opening: int) -> int:
    level = 0
    for position in range(opening, len(tokens)):
        level += {"{": 1, "}": -1}.get(tokens[position].text, 0)
        if level == 0:
            return position
    raise ReadError("this brace is never closed", Span(tokens[opening].start, tokens[opening].end))
