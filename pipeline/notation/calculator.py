"""Reads calculator syntax (`a*(x_2 - x_1^2)^2`) into the notation tree; nothing is ever evaluated as Python.

`+ - * /`, `^` and `**` (right-associative, binding tighter than a minus in front), brackets, functions by name.
There is no implicit product. Every node knows which characters it came from.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction as Rational
from typing import NoReturn

from pipeline.errors import InputError, Place
from pipeline.notation.synonyms import nearest
from pipeline.notation.tree import Call, Fraction, Group, Node, Number, Power, Product, Span, Sum, Symbol, Term
from pipeline.notation.vocabulary import ALIASES, CONSTANTS, FUNCTIONS

MAX_LENGTH = 10_000
MAX_DEPTH = 40
MAX_EXPONENT = 400
MAX_EXPONENT_BITS = 100_000
MAX_DIGITS = 400

_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<name>[A-Za-z][A-Za-z0-9_]*)"
    r"|(?P<sign>\*\*|[-+*/^(),])"
)


@dataclass(frozen=True)
class Token:
    """A word of the expression: its text and where it starts (counted from 0)."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Position after the last character."""
        return self.start + len(self.text)


def parse_expression(text: str, *, names: Collection[str] | None = None) -> Node:
    """Read an expression.

    Args:
        text: In calculator syntax, at most MAX_LENGTH characters.
        names: The names that may occur besides functions and constants; None allows any.

    Returns:
        The tree as written; divisions become fractions, brackets are kept where they matter or are doubled.

    Raises:
        InputError: With the column in the text and a hint, for anything that is not an expression.
    """
    if len(text) > MAX_LENGTH:
        raise InputError(
            f"the expression has {len(text)} characters, more than {MAX_LENGTH}", hint="split it into parts"
        )
    return _Parser(text, names).whole()


class _Parser:
    """Precedence climbing over the tokens; one method a level."""

    def __init__(self, text: str, names: Collection[str] | None) -> None:
        self.text = text
        self.names = names
        self.tokens = list(self._tokenize())
        self.position = 0
        self.depth = 0

    def whole(self) -> Node:
        if len(self.tokens) == 1:
            self.fail("the expression is empty", self.peek)
        node = self.sum()
        if self.peek.kind != "end":
            self.fail(f"'{self.peek.text}' does not fit here", self.peek, self._operator_hint())
        return node

    def sum(self) -> Node:
        start = self.peek.start
        terms = [self.term(leading=True)]
        while self.peek.text in ("+", "-"):
            terms.append(self.term(leading=False))
        if len(terms) == 1 and terms[0].sign == 1:
            return terms[0].node
        return Sum(tuple(terms), span=self.span(start))

    def term(self, *, leading: bool) -> Term:
        sign = 1
        if self.peek.text in ("+", "-"):
            sign = -1 if self.next().text == "-" else 1
        elif not leading:
            raise AssertionError
        return Term(-1 if sign < 0 else 1, self.product())

    def product(self) -> Node:
        start, depth = self.peek.start, self.depth
        factors = [self.signed_power()]
        while self.peek.text in ("*", "/"):
            mark = self.next()
            if mark.text == "*":
                factors.append(self.signed_power())
            else:
                self.enter(mark)
                numerator = self._product(factors, start)
                factors = [Fraction(_plain(numerator), _plain(self.signed_power()), span=self.span(start))]
        self.depth = depth
        return self._product(factors, start)

    def _product(self, factors: list[Node], start: int) -> Node:
        return factors[0] if len(factors) == 1 else Product(tuple(factors), span=self.span(start))

    def signed_power(self) -> Node:
        start = self.peek
        if start.text in ("+", "-"):
            self.next()
            self.enter(start)
            node = self.signed_power()
            self.depth -= 1
            return Sum((Term(-1, node),), span=self.span(start.start)) if start.text == "-" else node
        return self.power()

    def power(self) -> Node:
        start = self.peek.start
        base = self.atom()
        if self.peek.text not in ("^", "**"):
            return base
        mark = self.next()
        self.enter(mark)
        exponent = self.signed_power()
        self.depth -= 1
        self._check_exponent(exponent, mark)
        return Power(base, _plain(exponent), span=self.span(start))

    def atom(self) -> Node:
        token = self.next()
        if token.kind == "number":
            self._check_number(token)
            return Number(token.text, span=Span(token.start, token.end))
        if token.kind == "name":
            return self.name(token)
        if token.text == "(":
            return self.group(token)
        what = "the expression ends too early" if token.kind == "end" else f"'{token.text}' does not fit here"
        raise self.error(what, token, "a number, a name or a bracket is missing")

    def group(self, opening: Token) -> Node:
        self.enter(opening)
        node = self.sum()
        self.close(opening)
        self.depth -= 1
        return node if isinstance(node, Sum) else Group(node, span=self.span(opening.start))

    def name(self, token: Token) -> Node:
        function = ALIASES.get(token.text, token.text)
        if self.peek.text == "(":
            return self.call(token, function)
        if function in FUNCTIONS:
            self.fail(f"the function '{token.text}' needs brackets", token, f"write {token.text}(...)")
        if self.names is not None and token.text not in self.names and token.text not in CONSTANTS:
            self.fail(f"unknown name '{token.text}'", token, self._names_hint(token.text))
        return Symbol(token.text, span=Span(token.start, token.end))

    def call(self, token: Token, function: str) -> Node:
        if function not in FUNCTIONS:
            known = token.text in (self.names or ()) or token.text in CONSTANTS
            hint = f"write {token.text}*(...) for a product" if known else self._function_hint(token.text)
            self.fail(f"'{token.text}' is not a function", token, hint)
        opening = self.next()
        self.enter(opening)
        arguments = [self.sum()]
        while self.peek.text == ",":
            self.next()
            arguments.append(self.sum())
        self.close(opening)
        self.depth -= 1
        if len(arguments) != FUNCTIONS[function]:
            self.fail(f"'{token.text}' takes {FUNCTIONS[function]} argument, not {len(arguments)}", token)
        return Call(function, tuple(arguments), span=self.span(token.start))

    # -- tokens ------------------------------------------------------------------------------------

    def _tokenize(self) -> Iterator[Token]:
        position = 0
        while position < len(self.text):
            match = _TOKEN.match(self.text, position)
            if match is None:
                character = self.text[position]
                self.fail(f"the character '{character}' has no meaning here", Token("bad", character, position))
            if match.lastgroup != "space":
                yield Token(match.lastgroup or "", match.group(), position)
            position = match.end()
        yield Token("end", "", len(self.text.rstrip()))

    @property
    def peek(self) -> Token:
        return self.tokens[self.position]

    def next(self) -> Token:
        token = self.tokens[self.position]
        self.position = min(self.position + 1, len(self.tokens) - 1)
        return token

    def span(self, start: int) -> Span:
        return Span(start, self.tokens[self.position - 1].end)

    def close(self, opening: Token) -> None:
        if self.peek.text != ")":
            if self.peek.kind == "end":
                self.fail("this bracket is never closed", opening, "add a ')'")
            self.fail(f"'{self.peek.text}' does not fit here", self.peek, self._operator_hint())
        self.next()

    def enter(self, token: Token) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(f"brackets, powers and fractions are nested deeper than {MAX_DEPTH}", token)

    # -- limits and messages -------------------------------------------------------------------------

    def _check_number(self, token: Token) -> None:
        mantissa, _, exponent = token.text.lower().partition("e")
        if len(mantissa) > MAX_DIGITS:
            self.fail(f"a number has more than {MAX_DIGITS} digits", token)
        if exponent and (len(exponent) > 6 or abs(int(exponent)) > MAX_EXPONENT):
            self.fail(f"the exponent of {token.text} is beyond ±{MAX_EXPONENT}", token)

    def _check_exponent(self, exponent: Node, mark: Token) -> None:
        value = _constant(exponent)
        if value is not None and abs(value) > MAX_EXPONENT:
            self.fail(f"the exponent is larger than {MAX_EXPONENT}", mark)

    def _operator_hint(self) -> str:
        before = self.tokens[self.position - 1] if self.position else None
        if (before and self.peek.kind in ("name", "number")) or self.peek.text == "(":
            return "write a product with '*'"
        return ""

    def _names_hint(self, wrong: str) -> str:
        declared = sorted(self.names or ())
        near = get_close_matches(wrong, [*declared, *FUNCTIONS], n=1)
        hint = f"declared names are {_listing(declared)}" if declared else "no names are declared here"
        return f"did you mean '{near[0]}'? {hint}" if near else hint

    def _function_hint(self, wrong: str) -> str:
        near = nearest(wrong, FUNCTIONS)
        return (f"did you mean '{near}'? " if near else "") + f"functions are {_listing(sorted(FUNCTIONS))}"

    def fail(self, message: str, token: Token, hint: str = "") -> NoReturn:
        raise self.error(message, token, hint)

    def error(self, message: str, token: Token, hint: str = "") -> InputError:
        place = Place("", None, token.start + 1, self.text, max(1, len(token.text)))
        return InputError(message, place=place, hint=hint)


def _plain(node: Node) -> Node:
    """Drop brackets that a fraction bar or a raised exponent makes needless."""
    return node.body if isinstance(node, Group) else node


def _constant(node: Node) -> Rational | None:
    """Return the value of an exponent made of numbers, signs and powers; None for anything else."""
    match _plain(node):
        case Number(text):
            return Rational(text)
        case Sum((Term(sign, inner),)):
            value = _constant(inner)
            return None if value is None else sign * value
        case Power(base, exponent):
            low, high = _constant(base), _constant(exponent)
            if low is None or high is None or high.denominator != 1 or (low == 0 and high < 0):
                return None
            if max(low.numerator.bit_length(), low.denominator.bit_length()) * abs(high) > MAX_EXPONENT_BITS:
                return Rational(MAX_EXPONENT + 1) if abs(low) > 1 else None
            return low**high.numerator
        case _:
            return None


def _listing(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
