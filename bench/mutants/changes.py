"""The changes that are tried: one character or one token of a formula, chosen at random among all that are possible."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from bench.mutants.latex import OPENING, Token, atom_after, matching, tokens_of

Kind = Literal["digit", "sign", "index", "exponent", "operand", "bracket", "function", "relation"]
KINDS: tuple[Kind, ...] = ("digit", "sign", "index", "exponent", "operand", "bracket", "function", "relation")

RELATIONS: Mapping[str, tuple[str, ...]] = {
    "=": (r"\approx", "<", ">", r"\neq"),
    r"\approx": ("=", "<", ">"),
    "<": (">", "=", r"\ge"),
    ">": ("<", "=", r"\le"),
    r"\le": (r"\ge", "<", "="),
    r"\ge": (r"\le", ">", "="),
    r"\neq": ("=",),
    r"\ll": (r"\gg",),
    r"\gg": (r"\ll",),
    r"\leftarrow": ("=", r"\approx"),
    r"\Leftrightarrow": ("=",),
}
FUNCTIONS: Mapping[str, tuple[str, ...]] = {
    r"\sigma": (r"\tanh", r"\exp", r"\ln"),
    r"\tanh": (r"\sigma", r"\sin", r"\exp"),
    r"\ln": (r"\exp", r"\sin"),
    r"\log": (r"\exp", r"\sin"),
    r"\exp": (r"\ln", r"\tanh"),
    r"\sin": (r"\cos", r"\tanh"),
    r"\cos": (r"\sin", r"\exp"),
    r"\sum": (r"\prod",),
    r"\prod": (r"\sum",),
    r"\det": (r"\ln", ""),
    r"\sqrt": ("", r"\ln"),
    r"\nabla": ("", r"2\nabla"),
    "e": ("2", "t"),
    "f": ("g", "2f"),
    "g": ("f", "2g"),
    "E": ("f", "2E"),
    "m": ("f", "2m"),
}
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True)
class Change:
    """One change of a formula.

    Attributes:
        kind: What sort of slip it is.
        edits: Disjoint stretches in order, (start, end, what stands there now).
    """

    kind: Kind
    edits: tuple[tuple[int, int, str], ...]

    def apply(self, text: str) -> str:
        """Return the changed formula."""
        for start, end, new in reversed(self.edits):
            text = text[:start] + new + text[end:]
        return text


def changes_of(formula: str, random: Random) -> Iterator[Change]:
    """Yield a change for every token of a formula that can be changed, in order of the kinds.

    Args:
        formula: LaTeX without dollars, or a number or word of running text.
        random: Decides what a token is changed into.
    """
    if formula in WORDS:
        yield Change("digit", ((0, len(formula), _other(formula, WORDS, random)),))
        return
    tokens = tokens_of(formula)
    for i, token in enumerate(tokens):
        yield from _at(tokens, i, token, random)
    yield from _operands(tokens, formula, random)


def _at(tokens: Sequence[Token], i: int, token: Token, random: Random) -> Iterator[Change]:
    """Yield the changes of one token."""
    if token.is_number:
        for k in _digits(token.text):
            new = _other(token.text[k], "0123456789" if k or len(token.text) == 1 else "123456789", random)
            yield Change(_number_kind(token), ((token.start + k, token.start + k + 1, new),))
    elif token.text in ("+", "-"):
        yield Change("index" if token.role == "index" else "sign", (_sign(tokens, i, random),))
    elif token.text in RELATIONS and token.role == "base":
        yield Change("relation", ((token.start, token.end, _command(random.choice(RELATIONS[token.text]))),))
    elif token.text in FUNCTIONS and token.role != "index" and _is_function(tokens, i):
        yield Change("function", ((token.start, token.end, _command(random.choice(FUNCTIONS[token.text]))),))
    elif token.role == "index" and token.text in "abcdijklmn" and len(token.text) == 1:
        yield Change("index", ((token.start, token.end, _other(token.text, "ijk", random)),))
    elif token.text == "^" and (exponent := _exponent(tokens, i)) is not None:
        yield Change("exponent", (exponent,))
    elif token.text in OPENING:
        yield from _brackets(tokens, i, random)


def _other(old: str, choices: Sequence[str], random: Random) -> str:
    return random.choice([new for new in choices if new != old])


def _command(new: str) -> str:
    """A command must not run into the letter behind it."""
    return f"{new} " if new.startswith("\\") else new


def _digits(number: str) -> Iterator[int]:
    return (k for k, character in enumerate(number) if character.isdigit())


def _number_kind(token: Token) -> Kind:
    return "digit" if token.role == "base" else token.role


def _sign(tokens: Sequence[Token], i: int, random: Random) -> tuple[int, int, str]:
    """Turn a sign round; a minus that begins a term may also be lost."""
    token = tokens[i]
    begins = i == 0 or tokens[i - 1].text in ("{", "}", *OPENING, *RELATIONS, r"\cdot", ",")
    if token.text == "-" and begins:
        return token.start, token.end, ""
    return token.start, token.end, "-" if token.text == "+" else random.choice(("+", r"\cdot "))


def _is_function(tokens: Sequence[Token], i: int) -> bool:
    """Tell whether a letter is applied to something here: e^…, f(…)."""
    if not tokens[i].text.isalpha():
        return True
    following = tokens[i + 1].text if i + 1 < len(tokens) else ""
    return following == "^" if tokens[i].text == "e" else following in OPENING


def _exponent(tokens: Sequence[Token], i: int) -> tuple[int, int, str] | None:
    """Return the loss of a whole exponent: x^2 → x, x^T → x."""
    if i + 1 >= len(tokens) or tokens[i + 1].role != "exponent":
        return None
    last = matching(tokens, i + 1) if tokens[i + 1].text == "{" else i + 1
    return (tokens[i].start, tokens[last].end, "") if last >= 0 else None


def _brackets(tokens: Sequence[Token], i: int, random: Random) -> Iterator[Change]:
    """Yield the loss of a pair of brackets, or now and then of one of the two."""
    j = matching(tokens, i)
    if j < 0:
        return
    pair = tuple((t.start, t.end, " ") for t in (tokens[i], tokens[j]))
    yield Change("bracket", pair if random.random() < 0.75 else (random.choice(pair),))


# -- operands ----------------------------------------------------------------------------------------


def _operands(tokens: Sequence[Token], formula: str, random: Random) -> Iterator[Change]:
    """Yield operands that change places, and names that are taken for another name of the formula."""
    atoms = [(i, end) for i in range(len(tokens)) if tokens[i].role != "index" and (end := atom_after(tokens, i))]
    spans = {i: (tokens[i].start, tokens[end - 1].end) for i, end in atoms}
    names = sorted({formula[slice(*spans[i])] for i, _ in atoms if tokens[i].is_name and not _is_applied(tokens, i)})
    for i, end in atoms:
        if tokens[i].text == r"\frac":
            yield _turned(tokens, formula, i)
        elif tokens[i].is_name and not _is_applied(tokens, i):
            others = [name for name in names if name != formula[slice(*spans[i])]]
            if others:
                yield Change("operand", ((*spans[i], f"{random.choice(others)} "),))
        if end + 1 in spans and tokens[end].text in ("+", "-", r"\cdot", "/"):
            yield _exchanged(formula, spans[i], spans[end + 1])
        elif end in spans and _is_array(formula[slice(*spans[i])]) and _is_array(formula[slice(*spans[end])]):
            yield _exchanged(formula, spans[i], spans[end])


def _is_applied(tokens: Sequence[Token], i: int) -> bool:
    following = tokens[i + 1].text if i + 1 < len(tokens) else ""
    return tokens[i].text in (r"\sigma", "e") or (tokens[i].text in FUNCTIONS and following in OPENING)


def _is_array(atom: str) -> bool:
    return atom[:1].isupper() or atom.endswith("^T")


def _turned(tokens: Sequence[Token], formula: str, i: int) -> Change:
    """Return a fraction upside down."""
    upper = matching(tokens, i + 1)
    lower = matching(tokens, upper + 1)
    first, second = (tokens[i + 1].start, tokens[upper].end), (tokens[upper + 1].start, tokens[lower].end)
    return _exchanged(formula, first, second)


def _exchanged(formula: str, first: tuple[int, int], second: tuple[int, int]) -> Change:
    return Change("operand", ((*first, formula[slice(*second)]), (*second, formula[slice(*first)])))
