r"""LaTeX → SymPy, for arithmetic and nothing else: what it does not know becomes an opaque symbol or function.

So two formulas that come out equal are equal whatever the opaque parts mean; one that cannot be read raises.
Small on purpose, and independent of the reader that it helps to judge.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import sympy

from bench.mutants.latex import CLOSING, NO_NAMES, OPENING, Token, matching, tokens_of

Number = Callable[[str], Any]
"""What a literal stands for: by default its exact value."""

_MATRIX = re.compile(r"\\begin\{[bp]?matrix\}(?P<body>.*?)\\end\{[bp]?matrix\}", re.DOTALL)
_FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    r"\exp": sympy.exp,
    r"\ln": sympy.log,
    r"\log": sympy.log,
    r"\tanh": sympy.tanh,
    r"\sin": sympy.sin,
    r"\cos": sympy.cos,
    r"\sigma": lambda t: 1 / (1 + sympy.exp(-t)),
    r"\sqrt": sympy.sqrt,
}
DERIVATIVE = sympy.Function("derivative")
"""∂/∂x of what follows, not carried out: of what, by what."""
_APPLIED = ("f", "g", "E", "m", "F", "L")
"""Letters that mean a function before a bracket; any other letter there is a factor."""


class UnreadError(Exception):
    """The formula is not plain arithmetic."""


def algebra(latex: str, number: Number = sympy.Rational) -> Any:
    """Return a formula without relations as a SymPy expression or matrix.

    Args:
        latex: One member of a chain.
        number: Called with the digits of each literal on the base line or in an exponent.

    Raises:
        UnreadError: Where it goes beyond arithmetic.
    """
    arrays: list[Any] = []

    def hide(match: re.Match[str]) -> str:
        arrays.append(_matrix(match["body"], number))
        return rf"\text{{array{len(arrays) - 1}}}"

    flat = _MATRIX.sub(hide, latex)
    noncommutative = bool(arrays) or "^T" in latex or re.search(r"(?<![A-Za-z\\])[HV](?![A-Za-z])", latex) is not None
    parser = _Parser(tokens_of(flat), number, arrays, commutative=not noncommutative)
    return parser.whole()


def _matrix(body: str, number: Number) -> Any:
    return sympy.ImmutableMatrix(
        [[algebra(cell, number) for cell in row.split("&")] for row in body.split(r"\\") if row.strip()]
    )


class _Parser:
    """Sums of products of powers of atoms."""

    def __init__(self, tokens: Sequence[Token], number: Number, arrays: Sequence[Any], *, commutative: bool) -> None:
        self.tokens = tokens
        self.number = number
        self.arrays = arrays
        self.commutative = commutative
        self.i = 0

    def whole(self) -> Any:
        try:
            value = self.sum(len(self.tokens))
        except (IndexError, TypeError, ValueError, ZeroDivisionError, AttributeError) as problem:
            raise UnreadError(str(problem)) from problem
        if self.i < len(self.tokens):
            raise UnreadError(f"{self.tokens[self.i].text} is not expected here")
        return value

    def text(self, end: int) -> str:
        return self.tokens[self.i].text if self.i < end else ""

    def inside(self, start: int, end: int) -> Any:
        """Return the value of the tokens in a range."""
        part = _Parser(self.tokens[start:end], self.number, self.arrays, commutative=self.commutative)
        return part.whole()

    def words(self, start: int, end: int) -> str:
        return "".join(token.text for token in self.tokens[start:end] if token.text not in "{}")

    def sum(self, end: int) -> Any:
        value: Any = None
        while value is None or self.text(end) in ("+", "-"):
            while self.text(end) == "{" and self.i + 1 < end and self.tokens[self.i + 1].text == "}":
                self.i += 2
            sign = self.text(end) if self.text(end) in ("+", "-") else ""
            self.i += bool(sign)
            term = self.product(end)
            term = -term if sign == "-" else term
            value = term if value is None else value + term
        return value

    def product(self, end: int) -> Any:
        value = self.signed(end)
        while self.i < end and self.text(end) not in ("+", "-", ")", "]", ","):
            operator = self.text(end)
            self.i += operator in (r"\cdot", r"\times", "/")
            factor = self.signed(end) if operator in (r"\cdot", r"\times") else self.power(end)
            value = value / factor if operator == "/" else value * factor
        return value

    def signed(self, end: int) -> Any:
        if self.text(end) == "-":
            self.i += 1
            return -self.power(end)
        return self.power(end)

    def power(self, end: int) -> Any:
        base = self.atom(end)
        while self.text(end) == "^":
            first, last = self.script()
            if self.tokens[first].text == "T" and last == first + 1:
                base = base.T if isinstance(base, sympy.MatrixBase) else self.opaque("transposed", base)
                continue
            base = base ** self.inside(first, last)
        return base

    def script(self) -> tuple[int, int]:
        """Take a script with its mark, and return the range of what stands in it."""
        self.i += 1
        first = self.i
        if self.tokens[first].text == "{":
            close = matching(self.tokens, first)
            if close < 0:
                raise UnreadError("a brace is not closed")
            self.i = close + 1
            return first + 1, close
        self.i = first + 1
        return first, first + 1

    def atom(self, end: int) -> Any:
        if self.i >= end:
            raise UnreadError("something is missing")
        token = self.tokens[self.i]
        if token.is_number:
            self.i += 1
            return self.number(token.text)
        if token.text == r"\frac":
            return self.fraction(end)
        if token.text in OPENING or token.text == "{":
            return self.bracket()
        if token.text in _FUNCTIONS:
            return self.applied(token.text, end)
        if token.text in (r"\sum", r"\prod"):
            return self.big(end)
        if token.text in (r"\nabla", r"\det"):
            return self.operator(end)
        if token.is_name and token.text not in NO_NAMES:
            return self.name(end)
        raise UnreadError(f"{token.text} is not known")

    def applied(self, name: str, end: int) -> Any:
        """Return a function of what follows; its power may stand before the argument."""
        self.i += 1
        power = self.inside(*self.script()) if self.text(end) == "^" else 1
        return _FUNCTIONS[name](self.atom(end) if power != 1 else self.power(end)) ** power

    def bracket(self) -> Any:
        close = matching(self.tokens, self.i)
        if close < 0 or (self.tokens[close].text in CLOSING) != (self.tokens[self.i].text in OPENING):
            raise UnreadError("a bracket is not closed")
        opening, first = self.tokens[self.i].text, self.i + 1
        self.i = close + 1
        level = [k for k in range(first, close) if self.tokens[k].text == "," and self.outside(first, k)]
        if level:
            cuts = [first - 1, *level, close]
            return self.opaque("tuple", *(self.inside(a + 1, b) for a, b in pairwise(cuts)))
        value = self.inside(first, close)
        return self.opaque("norm", value) if opening == r"\left|" else value

    def outside(self, first: int, k: int) -> bool:
        texts = [token.text for token in self.tokens[first:k]]
        return sum(t in OPENING or t == "{" for t in texts) == sum(t in CLOSING or t == "}" for t in texts)

    def fraction(self, end: int) -> Any:
        upper = matching(self.tokens, self.i + 1)
        lower = matching(self.tokens, upper + 1)
        if upper < 0 or lower < 0 or self.tokens[upper + 1].text != "{":
            raise UnreadError("a fraction has two parts")
        first = self.i + 2
        self.i = lower + 1
        if self.tokens[first].text != r"\partial":
            return self.inside(first, upper) / self.inside(upper + 2, lower)
        if upper == first + 1 and self.tokens[upper + 2].text == r"\partial":
            variable = self.inside(upper + 3, lower)
            return DERIVATIVE(_plain(self.power(end)), variable)
        name = f"{self.words(first, upper)} by {self.words(upper + 2, lower)}"
        alone = upper == first + 3 and self.tokens[first + 1].text == "^"
        return self.opaque(name, self.power(end)) if alone else self.symbol(name)

    def big(self, end: int) -> Any:
        name = self.tokens[self.i].text
        self.i += 1
        while self.text(end) in ("_", "^"):
            name += self.words(*self.script()) + ";"
        return self.opaque(name, self.product(end))

    def operator(self, end: int) -> Any:
        name = self.tokens[self.i].text
        self.i += 1
        if self.text(end) == "^":
            name += self.words(*self.script())
        operand = self.power(end)
        if name == r"\det" and isinstance(operand, sympy.MatrixBase):
            return operand.det()
        return self.opaque(name, operand)

    def name(self, end: int) -> Any:
        token = self.tokens[self.i]
        self.i += 1
        if token.text.startswith(r"\text{array"):
            return self.arrays[int(token.text[len(r"\text{array") : -1])]
        name = token.text
        while self.text(end) in ("_", "^"):
            is_index = self.text(end) == "_" or self.tokens[self.i + 1].text == "*" or self.is_count()
            if not is_index:
                break
            name += f"{self.text(end)}{self.words(*self.script())};"
        if token.text == "e" and name == "e":
            return sympy.E
        if token.text in _APPLIED and self.text(end) in OPENING:
            return self.opaque(name, self.bracket())
        return self.symbol(name)

    def is_count(self) -> bool:
        """Tell whether the superscript is a number of an iteration: w^{(k)}."""
        return self.i + 2 < len(self.tokens) and [t.text for t in self.tokens[self.i + 1 : self.i + 3]] == ["{", "("]

    def symbol(self, name: str) -> Any:
        if self.commutative or name.startswith("\\"):
            return sympy.Symbol(name, real=True)
        return sympy.Symbol(name, commutative=False)

    def opaque(self, name: str, *arguments: Any) -> Any:
        """Return an unknown function of something; equal arguments give equal values."""
        return sympy.Function(name)(*(_plain(argument) for argument in arguments))


def _plain(value: Any) -> Any:
    if isinstance(value, sympy.MatrixBase):
        raise UnreadError("a function of an array")
    return sympy.expand(value)
