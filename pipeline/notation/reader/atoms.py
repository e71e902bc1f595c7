"""Factors: numbers, names, calls, brackets, roots, fractions, bars, and what may stand raised behind them."""

from pipeline.notation.reader.commands import ACCENT_COMMANDS, FUNCTION_WORDS, OPENING, OPERATIONS, PROBABILITIES
from pipeline.notation.reader.scripts import ScriptReader, named
from pipeline.notation.reader.tokens import Token
from pipeline.notation.tree import (
    GOES_ON,
    Between,
    Blank,
    Call,
    Case,
    Cases,
    Chain,
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
    Product,
    SetOf,
    Span,
    Sum,
    Symbol,
    Term,
    Transpose,
    Tuple,
    walk,
)

IN_EVENTS = frozenset((*ACCENT_COMMANDS, "\\cap", "\\cup", "\\neg", "\\lnot"))
"""Commands in the brackets of a probability."""


class Atoms(ScriptReader):
    """Everything that can be a factor, except what belongs to calculus, to operators and to arrays."""

    def factor(self) -> Node:
        """Read an atom with what is raised or lowered behind it."""
        self.enter()
        start, opening = self.token.start, self.text
        node = self.atom()
        if opening == "[" and self.text in ("_", "^"):
            node = self.between(node, start)
        node = self.postfix(node, start)
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
                if self.text in ("\\overline", "\\bar") and "." in token.text:
                    return self.repeating(token)
                return Number(self.going_on(token.text), span=self.since(token.start))
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

    def going_on(self, text: str) -> str:
        """Return a literal, with the dots behind it where they say that its decimals go on, as in 0.333…."""
        if self.text != "\\dots" or "." not in text:
            return text
        self.take()
        if self.continues_product():  # 0.5 ⋯ 0.5 is a product
            self.position -= 1
            return text
        return text + GOES_ON

    def repeating(self, token: Token) -> Node:
        """Return a decimal whose last digits repeat for ever as the fraction that it is: 0.08 with a bar over 3."""
        self.take()
        node = self.braced()
        if not isinstance(node, Number) or not node.text.isdigit():
            self.fail("a bar stands over something that is no digit", token)
        kept, again = token.text.replace(".", ""), node.text
        places = len(token.text.partition(".")[2])
        numerator = int(kept + again) - int(kept or "0")
        denominator = Number("9" * len(again) + "0" * places)
        return Fraction(Number(str(numerator)), denominator, span=self.since(token.start))

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

    def function_arguments(self) -> tuple[Node, ...]:
        """Read what a function without brackets reaches."""
        raise NotImplementedError

    # -- names and calls ------------------------------------------------------------------------------------

    def name(self) -> Node:
        """Read a name with its scripts, and its arguments if it is a function."""
        token = self.take()
        following = self.text
        if token.text != "Delta" and following not in ("^", "_", "'", "(", "[") and token.kind == "name":
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
        if self.text in ("(", "[") and (base in PROBABILITIES or base in OPERATIONS):
            found = self.event(base, token) or self.operation(base, token)
            if found is not None:
                return found
        if token.kind == "operator" and self.text == "_" and self._has_domain():
            self.scripts()
            return Call(f"{base} over", self.function_arguments(), span=self.since(token.start))
        scripts = self.scripts()
        if scripts.raised and (layer := self.transposed_layer(scripts.raised)):
            lowered = self.subscript(base, scripts.lowered) if scripts.lowered else None
            node = named(base, self.label(layer), lowered, self.since(token.start))
            return Transpose(node, span=self.since(token.start))
        raised = ""
        if scripts.raised and base != "e":
            raised = self.label(scripts.raised) or (self.layer(base, scripts.raised) if self.vocabulary.layered else "")
        lowered = self.subscript(base, scripts.lowered) if scripts.lowered else None
        span = self.since(token.start)
        node = named(base, raised, lowered, span)
        if self.text == "(" and isinstance(node, Symbol) and (divergence := self.divergence(node, token)):
            return divergence
        function = self.function(base, node, token)
        if scripts.primes and isinstance(node, Symbol) and not function and self._lone_argument():
            function = node.name
        if function and self.text == "(":
            node = self.called(function, node, scripts.primes, token)
        elif function and token.kind == "operator" and base in FUNCTION_WORDS and self.continues_product():
            node = Call(function, self.function_arguments(), span=self.since(token.start))
        elif function and token.kind == "operator" and self._is_applied():
            node = Call(function, (self.factor(),), span=self.since(token.start))
        elif scripts.primes:
            node = Prime(node, scripts.primes, span=span)
        return node if raised or not scripts.raised else self.raised(node, scripts.raised, token.start)

    def _is_applied(self) -> bool:
        """Tell whether a word of an operator stands directly before what it acts on: proj_a b."""
        return self.token.kind == "name" and self.continues_product()

    def _has_domain(self) -> bool:
        """Tell whether the subscript ahead says over what something is least or largest: argmin with w ∈ ℝ."""
        first = self.position + 1
        inner = self.tokens[first : self.partner.get(first, first)]
        return any(token.kind == "relation" for token in inner)

    def event(self, base: str, token: Token) -> Node | None:
        """Read a probability, P(A | B), as one name; None where what stands in the brackets is no event."""
        if base not in PROBABILITIES or self.text != "(":
            return None
        last = next((i for i in range(self.position + 1, self.end) if self.tokens[i].text == ")"), 0)
        inner = self.tokens[self.position + 1 : last]
        if not inner or any(part.text in ("(", "{", "=") or part.kind == "begin" for part in inner):
            return None
        if any(part.kind == "command" and part.text not in IN_EVENTS for part in inner):
            return None
        texts = [part.text.lstrip('"').strip() for part in inner]
        is_alone = len(texts) == 1 and (texts[0].isupper() or inner[0].kind == "words" or texts[0] in ("+", "-"))
        if "|" not in texts and not (base in ("P", "Pr", "bb(P)") and is_alone):
            return None
        self.position = last + 1
        return Symbol(f"{base}({' '.join(texts)})", span=self.since(token.start))

    def divergence(self, node: Symbol, token: Token) -> Node | None:
        """Read D(p ‖ q), how far one distribution is from another, as one name; None where no single bar is inside."""
        depth, last = 0, self.position
        for last in range(self.position, self.end):
            depth += {"(": 1, ")": -1}.get(self.tokens[last].text, 0)
            if not depth:
                break
        texts = [part.text.lstrip('"').strip() for part in self.tokens[self.position + 1 : last]]
        if depth or texts.count("‖") != 1 or any(self.tokens[i].kind == "relation" for i in range(self.position, last)):
            return None
        self.position = last + 1
        return Symbol(f"{node.name}({' '.join(texts)})", span=self.since(token.start))

    def operation(self, base: str, token: Token) -> Node | None:
        """Read an expectation or a variance: an unknown function of what stands in the brackets."""
        if base not in OPERATIONS or (self.text == "(" and (base == "E" or base in self.vocabulary.functions)):
            return None
        return Call(base, self.arguments(), span=self.since(token.start))

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
        if len(arguments) == 1 and any(part == node for _, part in walk(arguments[0])):
            return Product((node, arguments[0]), span=span)  # σ(1 − σ) without an argument is a product
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
            self.take()
            node = Call("factorial", (_plain(node),), span=self.since(start))
        if self.text == "\\%":
            self.take()
            node = _percent(node, self.since(start))
        return node

    def between(self, node: Node, start: int) -> Node:
        """Return brackets with two limits; other scripts are left to be read."""
        before = self.position
        scripts = self.scripts()
        is_transposed = scripts.raised is not None and self.is_transposition(scripts.raised)
        if scripts.lowered is None or scripts.raised is None or scripts.primes or is_transposed:
            self.position = before
            return node
        return self.limits(_plain(node), scripts.lowered, scripts.raised, start)

    def limits(self, node: Node, below: tuple[int, int], above: tuple[int, int], start: int) -> Node:
        """Return what a formula grows by between two limits, `0` and `1` or `x = 0` and `x = 1`."""
        ends = [self.condition(place) for place in (below, above)]
        values = [end.links[-1].node if isinstance(end, Chain) else end for end in ends]
        return Between(node, values[0], values[1], span=self.since(start))

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
        first, last = place
        if last - first == 2 and self.tokens[first].text == "-" and self.is_transposition((first + 1, last)):
            inverse = Power(_plain(node), Sum((Term(-1, Number("1")),)), span=self.since(start))
            return Transpose(inverse, span=self.since(start))
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
                return self.inner_product(token)
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

    def inner_product(self, opening: Token) -> Node:
        """Read ⟨x, y⟩."""
        self.take()
        self.enter()
        bars, self.bars = self.bars, []
        first = self.expression()
        if self.text not in (",", "|"):
            self.fail("angle brackets hold no two factors", opening)
        self.take()
        second = self.expression()
        self.bars = bars
        self.leave()
        self.expect("⟩", "this angle bracket is never closed")
        return Call("inner", (first, second), span=self.since(opening.start))

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
        depth = 0
        while self.ahead(depth) == "{":
            depth += 1
        inner = self.tokens[self.position + depth] if self.position + depth < self.end else self.stop
        closes = all(self.ahead(depth + 1 + place) == "}" for place in range(depth))
        if inner.kind not in ("name", "number", "operator") or not closes:
            self.fail("an accent stands over something that is no name", token)
        self.position += 2 * depth + 1
        if (token.text, inner.text) == ("\\mathbb", "1"):
            return self.indicator(token)
        return self.named_from(f"{ACCENT_COMMANDS[token.text]}({inner.text})", token)

    def indicator(self, token: Token) -> Node:
        """Read 1 with the condition under which it is 1: at its foot, or in brackets behind it."""
        if self.text == "_":
            place = self.script(self.take())
            while self.tokens[place[0]].text == "\\{" and self.tokens[place[1] - 1].text == "\\}":
                place = place[0] + 1, place[1] - 1
            condition = self.condition(place)
        elif self.text in OPENING:
            condition = self.arguments()[0]
        else:
            self.fail("an indicator has no condition", token)
        span = self.since(token.start)
        branches = (Case(Number("1"), (condition,)), Case(Number("0"), (), "otherwise"))
        return Cases(branches, span=span)

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


def _percent(node: Node, span: Span) -> Node:
    """Return a percentage; of a literal one that keeps its digits: 16.7 % is the literal 0.167."""
    if not isinstance(node, Number):
        return Fraction(node, Number("100"), span=span)
    whole, _, decimals = node.text.partition(".")
    digits = whole.rjust(3, "0")
    return Number(f"{digits[:-2]}.{digits[-2:]}{decimals}", span=span)


def _grouped(node: Node, span: Span) -> Node:
    """Return a bracket: sums and tuples keep no Group around them, nor do matrices."""
    return node if isinstance(node, Sum | Matrix | Tuple) else Group(node, span=span)


def _index_node(text: str) -> Node:
    return Number(text) if text.isdigit() else Symbol(text)
