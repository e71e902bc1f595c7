"""Reads the constraints of a sheet: calculator syntax with comparisons, `and or not`, and paths of quantities.

`integer(critical_points[*].at[*])`, `w != 0 and abs(w) < 5`, `critical_points[0].classification == "saddle"`.
What is read is a tree of frozen nodes; nothing is ever evaluated as Python.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NoReturn

from pipeline.exercises.fields import FieldError
from pipeline.exercises.numerals import refusal

MAX_LENGTH = 2000
MAX_DEPTH = 40

FUNCTIONS = {"abs": 1, "sqrt": 1, "exp": 1, "log": 1, "sin": 1, "cos": 1, "tan": 1, "integer": 1, "decimals": 1}
"""Functions of one number; with `count(path)`, and `min` and `max` of any number of arguments."""

GATHERING = ("min", "max", "count")
COMPARISONS = ("==", "!=", "<=", ">=", "<", ">")

_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<name>[A-Za-z][A-Za-z0-9_]*)"
    r"|(?P<word>\"[^\"]*\"|'[^']*')|(?P<sign>\*\*|==|!=|<=|>=|≤|≥|≠|[-+*/^(),<>=\[\].])"
)
_SAME = {"≤": "<=", "≥": ">=", "≠": "!=", "=": "==", "**": "^"}

Step = int | str
"""A key, a position from 0, or `*` for every entry."""


@dataclass(frozen=True)
class Constant:
    """A number, a word in quotes, or true and false."""

    value: Fraction | str | bool


@dataclass(frozen=True)
class Lookup:
    """A parameter, or a quantity by its path.

    Attributes:
        steps: The name first.
        start, end: Characters of the constraint, from 0.
    """

    steps: tuple[Step, ...]
    start: int
    end: int

    @property
    def name(self) -> str:
        """The first name of the path."""
        return str(self.steps[0])


@dataclass(frozen=True)
class Operation:
    """`+ - * / ^`, a function by name, or `negate`."""

    operator: str
    operands: tuple["Operand", ...]


@dataclass(frozen=True)
class Comparison:
    """a < b <= c: it holds where every pair of neighbours does, for every entry that a `[*]` stands for."""

    first: "Operand"
    rest: tuple[tuple[str, "Operand"], ...]


@dataclass(frozen=True)
class Truth:
    """A function or a quantity that is itself true or false."""

    operand: "Operand"


@dataclass(frozen=True)
class Logic:
    """`and`, `or` of several, `not` of one."""

    operator: Literal["and", "or", "not"]
    parts: tuple["Claim", ...]


Operand = Constant | Lookup | Operation
Claim = Comparison | Truth | Logic
Part = Callable[[], Claim | Operand]


@dataclass(frozen=True)
class Condition:
    """A constraint as it was read.

    Attributes:
        text: As it stands in the sheet.
        claim: What has to hold.
        lookups: Every name and path in it, in order.
    """

    text: str
    claim: Claim
    lookups: tuple[Lookup, ...]


def parse_condition(text: str) -> Condition:
    """Read one constraint.

    Raises:
        FieldError: With the column, for anything that is none.
    """
    if len(text) > MAX_LENGTH:
        raise FieldError(f"{{key}} has {len(text)} characters, more than {MAX_LENGTH}")
    parser = _Parser(text)
    claim = parser.whole()
    return Condition(text, claim, tuple(parser.lookups))


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    start: int


class _Parser:
    """Recursive descent: or, and, not, comparison, sum, product, sign, power, atom."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lookups: list[Lookup] = []
        self.depth = 0
        self.tokens = list(self._tokens())
        self.position = 0

    def whole(self) -> Claim:
        if len(self.tokens) == 1:
            raise FieldError("{key} is empty")
        claim = self.claim(self.disjunction())
        if self.peek.kind != "end":
            self.fail(f"'{self.peek.text}' does not fit here", self.peek)
        return claim

    def disjunction(self) -> Claim | Operand:
        return self.joined("or", self.conjunction)

    def conjunction(self) -> Claim | Operand:
        return self.joined("and", self.negation)

    def joined(self, word: Literal["and", "or"], part: Part) -> Claim | Operand:
        parts = [part()]
        while self.taken(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Logic(word, tuple(map(self.claim, parts)))

    def negation(self) -> Claim | Operand:
        if self.taken("not"):
            self.enter()
            inner = self.claim(self.negation())
            self.depth -= 1
            return Logic("not", (inner,))
        return self.comparison()

    def comparison(self) -> Claim | Operand:
        first = self.sum()
        rest: list[tuple[str, Operand]] = []
        while (sign := _SAME.get(self.peek.text, self.peek.text)) in COMPARISONS:
            self.next()
            rest.append((sign, self.operand(self.sum())))
        return Comparison(self.operand(first), tuple(rest)) if rest else first

    def sum(self) -> Claim | Operand:
        return self.operations(("+", "-"), self.product)

    def product(self) -> Claim | Operand:
        return self.operations(("*", "/"), self.signed)

    def operations(self, signs: tuple[str, ...], part: Part) -> Claim | Operand:
        left = part()
        while self.peek.text in signs:
            sign = self.next().text
            left = Operation(sign, (self.operand(left), self.operand(part())))
        return left

    def signed(self) -> Claim | Operand:
        if self.peek.text not in ("+", "-"):
            return self.power()
        sign = self.next().text
        self.enter()
        operand = self.operand(self.signed())
        self.depth -= 1
        return Operation("negate", (operand,)) if sign == "-" else operand

    def power(self) -> Claim | Operand:
        base = self.atom()
        if _SAME.get(self.peek.text, self.peek.text) != "^":
            return base
        self.next()
        self.enter()
        exponent = self.operand(self.signed())
        self.depth -= 1
        return Operation("^", (self.operand(base), exponent))

    def atom(self) -> Claim | Operand:
        token = self.next()
        match token.kind:
            case "number":
                return Constant(self.number(token))
            case "word":
                return Constant(token.text[1:-1])
            case "name":
                return self.named(token)
        if token.text == "(":
            self.enter()
            inner = self.disjunction()
            self.close()
            self.depth -= 1
            return inner
        what = "the constraint ends too early" if token.kind == "end" else f"'{token.text}' does not fit here"
        return self.fail(what, token)

    def named(self, token: _Token) -> Operand:
        if token.text in ("true", "false"):
            return Constant(token.text == "true")
        if self.peek.text == "(":
            return self.call(token)
        return self.lookup(token)

    def call(self, token: _Token) -> Operand:
        name = "log" if token.text == "ln" else token.text
        if name not in FUNCTIONS and name not in GATHERING:
            self.fail(f"'{name}' is not a function of constraints", token, f"there are {', '.join(_known())}")
        self.next()
        self.enter()
        arguments = [self.operand(self.sum())]
        while self.taken(","):
            arguments.append(self.operand(self.sum()))
        self.close()
        self.depth -= 1
        if name not in ("min", "max") and len(arguments) != 1:
            self.fail(f"'{name}' takes 1 argument, not {len(arguments)}", token)
        return Operation(name, tuple(arguments))

    def lookup(self, token: _Token) -> Lookup:
        steps: list[Step] = [token.text]
        end = token.start + len(token.text)
        while self.peek.text in ("[", "."):
            steps.append(self.index() if self.next().text == "[" else self.key())
            last = self.tokens[self.position - 1]
            end = last.start + len(last.text)
        found = Lookup(tuple(steps), token.start, end)
        self.lookups.append(found)
        return found

    def key(self) -> str:
        token = self.next()
        if token.kind != "name":
            self.fail("a name is missing after the dot", token)
        return token.text

    def index(self) -> Step:
        token = self.next()
        if token.text != "*" and not (token.text.isdigit() and len(token.text) < 7):
            self.fail("an index is a whole number from 0, or *", token)
        if not self.taken("]"):
            self.fail("a ']' is missing", self.peek)
        return "*" if token.text == "*" else int(token.text)

    # -- sorts: what is true or false, and what is a value ----------------------------------------------

    def claim(self, part: Claim | Operand) -> Claim:
        if isinstance(part, Comparison | Truth | Logic):
            return part
        is_truth = isinstance(part, Lookup) or part == Constant(True) or part == Constant(False)
        if not is_truth and not (isinstance(part, Operation) and part.operator == "integer"):
            self.fail("this is a value, and nothing that can hold", self.tokens[0], "compare it: … > 0")
        return Truth(part)

    def operand(self, part: Claim | Operand) -> Operand:
        if isinstance(part, Comparison | Truth | Logic):
            self.fail("a comparison stands where a value is needed", self.tokens[max(self.position - 1, 0)])
        return part

    # -- tokens -----------------------------------------------------------------------------------------

    def _tokens(self) -> Iterator[_Token]:
        position = 0
        while position < len(self.text):
            match = _TOKEN.match(self.text, position)
            if match is None:
                bad = self.text[position]
                self.fail(f"the character '{bad}' has no meaning here", _Token("bad", bad, position))
            if match.lastgroup != "space":
                yield _Token(match.lastgroup or "", match.group(), position)
            position = match.end()
        yield _Token("end", "", len(self.text.rstrip()))

    @property
    def peek(self) -> _Token:
        return self.tokens[self.position]

    def next(self) -> _Token:
        token = self.tokens[self.position]
        self.position = min(self.position + 1, len(self.tokens) - 1)
        return token

    def taken(self, text: str) -> bool:
        if self.peek.text != text or self.peek.kind == "word":
            return False
        self.next()
        return True

    def close(self) -> None:
        if not self.taken(")"):
            self.fail("a ')' is missing", self.peek)

    def enter(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(f"the constraint is nested deeper than {MAX_DEPTH}", self.peek)

    def number(self, token: _Token) -> Fraction:
        reason = refusal(token.text)
        if reason:
            self.fail(f"{token.text[:20]} {reason}", token)
        return Fraction(token.text)

    def fail(self, message: str, token: _Token, hint: str = "") -> NoReturn:
        raise FieldError(f"{message} in {{key}}", hint=hint, column=token.start + 1, length=max(1, len(token.text)))


def _known() -> tuple[str, ...]:
    return (*FUNCTIONS, *GATHERING)
