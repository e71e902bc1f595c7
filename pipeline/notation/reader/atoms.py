"""Factors: numbers, names, calls, brackets, roots, fractions, bars, and what may stand raised behind them."""

from pipeline.notation.reader.commands import ACCENT_COMMANDS, FUNCTION_WORDS, OPENING
from pipeline.notation.reader.scripts import ScriptReader, named
from pipeline.notation.reader.tokens import Token
from pipeline.notation.tree import (
    Blank,
    Call,
    Component,
    Determinant,
    Dots,
    EvaluatedAt,
    Fraction,
    Group,
    Interval,
    Matrix,
    Node,
    Norm,
    Number,
    Power,
    Prime,
    SetOf,
    Span,
    Sum,
    Symbol,
    Transpose,
    Tuple,
)


class Atoms(ScriptReader):
    """Everything that can be a factor, except what belongs to calculus, to operators and to arrays."""

    def factor(self) -> Node:
        """Read an atom with what is raised or lowered behind it."""
        self.enter()
        start = self.token.start
        node = self.postfix(self.atom(), start)
        self.leave()
        return node

    def atom(self) -> Node:
        """Read one factor; names take their own scripts here."""
        token = self.token
        if self.position >= self.end:
            self.fail("the formula ends too early")
        match token.kind:
            case "number":
                self.position += 1
                return Number(token.text, span=self.since(token.start))
            case "name" if token.text == "emptyset":
                self.position += 1
                return SetOf((), span=self.since(token.start))
            case "name" | "operator":
                return self.differential() or self.name()
            case "begin":
                return self.environment()
            case "command":
                return self.command()
            case "sign":
                return self.bracket()
            case "words":
                self.fail("words stand inside a formula")
        return self.fail("a formula is missing here")

    # -- what other parts of the parser supply -------------------------------------------------------------

    def command(self) -> Node:
        """Read what begins with a command."""
        raise NotImplementedError

    def environment(self) -> Node:
        """Read a matrix or a distinction of cases."""
        raise NotImplementedError

    def differential(self) -> Node | None:
        """Read df/dx written with a slash, if that is what stands here."""
        raise NotImplementedError

    # -- names and calls ------------------------------------------------------------------------------------

    def name(self) -> Node:
        """Read a name with its scripts, and its arguments if it is a function."""
        token = self.take()
        following = self.text
        if token.text != "Delta" and following not in ("^", "_", "'", "("):
            return Symbol(token.text, span=Span(token.start, token.end))
        if following == "_" and self._is_numbered():
            self.position += 2
            return Symbol(f"{token.text}_{self.tokens[self.position - 1].text}", span=self.since(token.start))
        if token.text == "Delta" and self.token.kind == "name" and "Delta" not in self.vocabulary.names:
            letter = self.take()
            return self.named_from(f"Delta({letter.text})", token)
        return self.named_from(token.text, token)

    def named_from(self, base: str, token: Token) -> Node:
        """Read the scripts of a name and, if it is a function, its arguments."""
        scripts = self.scripts()
        raised = self.label(scripts.raised) if scripts.raised and base != "e" else ""
        lowered = self.subscript(base, scripts.lowered) if scripts.lowered else None
        span = self.since(token.start)
        node = named(base, raised, lowered, span)
        function = self.function(base, node, token)
        if scripts.primes and isinstance(node, Symbol) and not function and self._lone_argument():
            function = node.name
        if function and self.text == "(":
            node = self.called(function, node, scripts.primes, token)
        elif scripts.primes:
            node = Prime(node, scripts.primes, span=span)
        return node if raised or not scripts.raised else self.raised(node, scripts.raised, token.start)

    def _is_numbered(self) -> bool:
        """Tell whether a subscript of one number and nothing else follows: the most frequent case, made quick."""
        number = self.tokens[self.position + 1] if self.position + 1 < self.end else self.stop
        return number.kind == "number" and len(number.text) == 1 and self.ahead(2) not in ("^", "_", "'", "(")

    def _lone_argument(self) -> bool:
        """Tell whether a bracket with one name or number in it follows, as in x'(t)."""
        close = next((distance for distance in (2, 4, 6) if self.ahead(distance) == ")"), 0)
        if self.text != "(" or not close or self.position + 1 >= self.end:
            return False
        middle = [self.ahead(distance) for distance in range(2, close)]
        return self.tokens[self.position + 1].kind in ("name", "number") and all(m in ("_", "^") for m in middle[::2])

    def function(self, base: str, node: Node, token: Token) -> str:
        """Return the function that a name stands for; empty where it is none."""
        functions = self.vocabulary.functions
        if isinstance(node, Symbol):
            if node.name in functions:
                return functions[node.name]
            if token.kind == "operator" or (node.name == base and base in FUNCTION_WORDS):
                return FUNCTION_WORDS.get(node.name, node.name)
            return node.name if base in functions and node.name.startswith(f"{base}^") else ""
        return ""

    def called(self, function: str, node: Node, primes: int, token: Token) -> Node:
        """Read the arguments of a function."""
        arguments = self.arguments()
        span = self.since(token.start)
        if primes:
            return Prime(Symbol(function, span=node.span), primes, arguments, span=span)
        return Call(function, arguments, span=span)

    def arguments(self) -> tuple[Node, ...]:
        """Read what stands in the bracket that comes next."""
        opening = self.take()
        self.enter()
        bars, self.bars = self.bars, []
        inner = [self.relation_or_expression()]
        while self.text in (",", ";"):
            self.take()
            inner.append(self.relation_or_expression())
        self.bars = bars
        self.leave()
        self.close(opening)
        return tuple(inner)

    def close(self, opening: Token) -> None:
        """Take the closing bracket."""
        if not self.skip(OPENING[opening.text]):
            if self.position >= self.end:
                self.fail("this bracket is never closed", opening)
            self.fail(f"'{self.text.lstrip(chr(34))}' does not fit in these brackets")

    # -- scripts behind anything ------------------------------------------------------------------------------

    def postfix(self, node: Node, start: int) -> Node:
        """Apply the scripts that follow an atom."""
        while self.position < self.end and self.text in ("^", "_", "'"):
            scripts = self.scripts()
            if scripts.lowered:
                node = self.component(node, scripts.lowered, start)
            if scripts.raised:
                node = self.raised(node, scripts.raised, start)
            if scripts.primes:
                node = Prime(_plain(node), scripts.primes, span=self.since(start))
        if self.text == "!":
            self.fail("factorials are not read")
        if self.text == "\\%":
            self.take()
            node = Fraction(node, Number("100"), span=self.since(start))
        return node

    def component(self, node: Node, place: tuple[int, int], start: int) -> Node:
        """Return an entry of a node, or a norm with the sign of its kind."""
        if isinstance(node, Norm) and node.kind is None:
            return Norm(node.body, self.ranged(place), span=self.since(start))
        if isinstance(node, Number | Power):
            self.fail("a subscript stands at something that has no entries")
        if any(token.kind == "relation" for token in self.tokens[slice(*place)]):
            return EvaluatedAt(_plain(node), self.condition(place), span=self.since(start))
        found = self.subscript("", place)
        indices = found.indices or tuple(_index_node(part) for part in found.fixed.split("_"))
        return Component(_plain(node), indices, span=self.since(start))

    def condition(self, place: tuple[int, int]) -> Node:
        """Read the relation at the foot of brackets."""
        with self.within(*place):
            node = self.relation_or_expression()
            if self.position < self.end:
                self.fail("this does not fit at the foot of brackets")
        return node

    def raised(self, node: Node, place: tuple[int, int], start: int) -> Node:
        """Return a power or a transpose."""
        constant = isinstance(node, Number) or (isinstance(node, Symbol) and node.name == "e")
        if self.is_transposition(place) and not constant:
            return Transpose(_plain(node), span=self.since(start))
        return Power(node, self.ranged(place), span=self.since(start))

    def ranged(self, place: tuple[int, int]) -> Node:
        """Read all tokens of a range as one expression."""
        with self.within(*place):
            if self.position == self.end:
                self.fail("a script is empty")
            node = self.expression()
            if self.position < self.end:
                self.fail("this does not fit here")
        return _plain(node)

    def braced(self) -> Node:
        """Read the argument of a command: a group, or one token."""
        if self.text != "{":
            self.enter()
            node = self.atom_without_scripts()
            self.leave()
            return node
        first = self.position
        close = self.partner[first]
        node = self.ranged((first + 1, close))
        self.position = close + 1
        return node

    def atom_without_scripts(self) -> Node:
        """Read the one token that TeX takes as an argument."""
        token = self.token
        if self.position >= self.end:
            self.fail("an argument is missing")
        if token.kind == "name":
            self.take()
            return Symbol(token.text, span=self.since(token.start))
        if token.kind in ("number", "command"):
            return self.atom()
        return self.fail("an argument is missing")

    # -- brackets -----------------------------------------------------------------------------------------------

    def bracket(self) -> Node:
        """Read what begins with a sign."""
        token = self.token
        match token.text:
            case "{":
                return self.braces()
            case "(" | "[" | "\\{":
                return self.group(token)
            case "|" | "|(" | "‖" | "‖(":
                return self.bar(token)
            case "⟨":
                self.fail("angle brackets are not read")
        return self.fail(f"'{token.text}' does not fit here")

    def braces(self) -> Node:
        """Read a TeX group: a lone name keeps the scripts behind the brace, anything else is itself."""
        first = self.position
        close = self.partner[first]
        inner = self.tokens[first + 1 : close]
        if len(inner) == 1 and inner[0].kind in ("name", "operator"):
            self.position = close + 1
            return self.named_from(inner[0].text, inner[0])
        node = self.ranged((first + 1, close))
        self.position = close + 1
        return node

    def group(self, opening: Token) -> Node:
        """Read round, square or curly brackets: a group, a tuple, an interval, a set."""
        self.take()
        self.enter()
        bars, self.bars = self.bars, []
        items = [self.relation_or_expression()]
        while self.text in (",", ";"):
            self.take()
            items.append(self.relation_or_expression())
        self.bars = bars
        self.leave()
        half_open = len(items) == 2 and (opening.text, self.text) in (("(", "]"), ("[", ")"))
        ends = opening.text + self.text
        if half_open:
            self.take()
        else:
            self.close(opening)
        span = self.since(opening.start)
        if opening.text == "\\{" and not self._is_curly_group(items):
            return SetOf(tuple(items), span=span)
        if len(items) == 2 and (half_open or opening.text == "["):
            return Interval(items[0], items[1], ends, span=span)
        return Tuple(tuple(items), span=span) if len(items) > 1 else _grouped(items[0], span)

    def _is_curly_group(self, items: list[Node]) -> bool:
        """Tell whether curly brackets are mere brackets: one member that computes something."""
        return len(items) == 1 and isinstance(items[0], Sum) and len(items[0].terms) > 1

    def bar(self, opening: Token) -> Node:
        """Read an absolute value, a determinant or a norm."""
        self.take()
        mark = opening.text[0]
        self.enter()
        self.bars = [*self.bars, mark]
        inner = self.listing_in_bars()
        self.bars = self.bars[:-1]
        self.leave()
        if self.text not in (mark, f"{mark})"):
            self.fail("this bar is never closed", opening)
        self.take()
        span = self.since(opening.start)
        if mark == "‖":
            return Norm(_plain(inner), span=span)
        return Determinant(inner, span=span) if isinstance(inner, Matrix) else Call("abs", (_plain(inner),), span=span)

    def listing_in_bars(self) -> Node:
        """Read what stands between bars."""
        return self.expression()

    # -- fractions and roots -------------------------------------------------------------------------------------

    def fraction(self) -> Node:
        r"""Read `\frac` behind its command."""
        start = self.tokens[self.position - 1].start
        numerator = self.braced()
        return Fraction(numerator, self.braced(), span=self.since(start))

    def root(self) -> Node:
        r"""Read `\sqrt` behind its command."""
        start = self.tokens[self.position - 1].start
        degree: Node | None = None
        if self.skip("["):
            degree = self.expression()
            self.expect("]", "the degree of a root is not closed")
        body = self.braced()
        span = self.since(start)
        if degree is None or (isinstance(degree, Number) and degree.text == "2"):
            return Call("sqrt", (body,), span=span)
        return Power(body, Fraction(Number("1"), degree), span=span)

    def accented(self, token: Token) -> Node:
        r"""Read `\hat w`, `\Delta x`: a name of its own."""
        closing = self.position + 2 if self.text == "{" else self.position
        inner = self.tokens[self.position + 1] if self.text == "{" and self.position + 1 < self.end else self.token
        if inner.kind not in ("name", "number", "operator") or (self.text == "{" and self.ahead(2) != "}"):
            self.fail("an accent stands over something that is no name", token)
        self.position = closing + 1
        return self.named_from(f"{ACCENT_COMMANDS[token.text]}({inner.text})", token)

    def dots(self) -> Node:
        """Read dots."""
        token = self.take()
        return Dots(span=self.since(token.start))

    def blank(self) -> Node:
        """Read a placeholder."""
        token = self.take()
        return Blank(span=self.since(token.start))


def _plain(node: Node) -> Node:
    return node.body if isinstance(node, Group) else node


def _grouped(node: Node, span: Span) -> Node:
    """Return a bracket: sums and tuples keep no Group around them, nor do matrices."""
    return node if isinstance(node, Sum | Matrix | Tuple) else Group(node, span=span)


def _index_node(text: str) -> Node:
    return Number(text) if text.isdigit() else Symbol(text)
