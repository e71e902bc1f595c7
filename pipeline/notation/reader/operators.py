r"""Functions by command ($\sin x$), sums and products with ranges, determinants."""

from collections.abc import Callable
from typing import Literal

from pipeline.notation.reader.calculus import Calculus
from pipeline.notation.reader.commands import ACCENT_COMMANDS, FUNCTION_COMMANDS, OPENING
from pipeline.notation.reader.scripts import Scripts
from pipeline.notation.reader.tokens import Token
from pipeline.notation.tree import (
    BigProduct,
    BigSum,
    Blank,
    Call,
    Chain,
    Determinant,
    Fraction,
    Group,
    Integral,
    Limit,
    Link,
    Node,
    Number,
    Power,
    Prime,
    Product,
    Sum,
    SumOver,
    Symbol,
    Tuple,
)

INVERSE = {"sin": "arcsin", "cos": "arccos", "tan": "arctan"}


class Operators(Calculus):
    """Dispatches on commands."""

    def command(self) -> Node:
        """Read what begins with a command."""
        token = self.token
        if token.text in ("\\frac", "\\sqrt"):
            self.take()
            return self.fraction_or_derivative() if token.text == "\\frac" else self.root()
        if token.text in FUNCTION_COMMANDS:
            return self.function_command(self.take())
        if token.text in ACCENT_COMMANDS:
            return self.accented(self.take())
        readers: dict[str, Callable[[], Node]] = {
            "\\partial": self.partial,
            "\\nabla": self.nabla,
            "\\sum": self.big_operator,
            "\\prod": self.big_operator,
            "\\det": self.determinant,
            "\\dots": self.dots,
            "\\underbrace": self.annotated,
            "\\overbrace": self.annotated,
            "\\binom": self.binomial,
            "\\lfloor": self.rounded,
            "\\lceil": self.rounded,
            "\\underset": self.underset,
            "\\{": self.bracket,
            "\\lim": self.limit,
            "\\int": self.integral,
            "\\iint": self.unknown_integral,
            "\\oint": self.unknown_integral,
        }
        reader = readers.get(token.text)
        return reader() if reader else self.fail(f"the command {token.text} is not read")

    # -- functions ------------------------------------------------------------------------------------

    def function_command(self, token: Token) -> Node:
        """Read a function by command with its exponent, its foot and its argument."""
        function = FUNCTION_COMMANDS[token.text]
        if len(self.tokens) == 1:  # a text speaks of the function: "where $\\log$ is the natural logarithm"
            return Symbol(function, span=self.since(token.start))
        scripts = self.scripts()
        node = self.applied_function(function, scripts, token)
        if scripts.raised is None:
            return node
        exponent = self.ranged(scripts.raised)
        if isinstance(exponent, Sum) and isinstance(node, Call):
            inverse = INVERSE.get(function)
            if inverse is None or exponent != Sum((exponent.terms[0],)) or exponent.terms[0].node != Number("1"):
                self.fail("a negative exponent at a function can mean two things", token)
            return Call(inverse, node.arguments, span=node.span)
        return Power(node, exponent, span=self.since(token.start))

    def applied_function(self, function: str, scripts: Scripts, token: Token) -> Node:
        """Return the call of a function by command."""
        arguments = self.function_arguments()
        span = self.since(token.start)
        if scripts.primes and scripts.lowered is None:
            return Prime(Symbol(function, span=span), scripts.primes, arguments, span=span)
        if scripts.lowered is None:
            if function == "lg":
                return self.logarithm(arguments, Number("10"), token)
            return Call(function, arguments, span=span)
        if function == "log":
            return self.logarithm(arguments, self.ranged(scripts.lowered), token)
        return Call(f"{function} over", arguments, span=span)

    def logarithm(self, arguments: tuple[Node, ...], base: Node, token: Token) -> Node:
        """Return a logarithm to another base as a quotient."""
        span = self.since(token.start)
        return Fraction(Call("log", arguments, span=span), Call("log", (base,), span=span), span=span)

    def function_arguments(self) -> tuple[Node, ...]:
        """Read arguments in brackets, or what a function without brackets reaches."""
        if self.text in OPENING and self.text not in ("\\lfloor", "\\lceil"):
            return self.arguments()
        start = self.token.start
        if self.text == "{":
            return (self.braces(),)
        if self.text == "-":
            self.take()
            return (self.signed_argument(start),)
        return (self.bare_argument(),)

    def signed_argument(self, start: int) -> Node:
        """Read a function's argument behind its minus sign."""
        self.position -= 1
        return self.signed()

    def signed(self) -> Node:
        """Read a factor with a sign; `Sums` knows how."""
        raise NotImplementedError

    def bare_argument(self) -> Node:
        """Read the factors that a function without brackets takes in: simple ones, up to the next sign or function."""
        start = self.token.start
        if not self.continues_product() or self.text in ("/", "\\cdot", "\\times", "\\odot"):
            self.fail("a function has no argument")
        factors = [self.factor()]
        while self.takes_in_more():
            if self.scope("function") == "narrow" and not isinstance(factors[-1], Number):
                break
            if not isinstance(factors[-1], Number):
                self.doubtful.add(("function", "narrow"))
            factors.append(self.factor())
        return factors[0] if len(factors) == 1 else Product(tuple(factors), span=self.since(start))

    def takes_in_more(self) -> bool:
        """Tell whether the next factor still belongs to a bare argument."""
        if not self.continues_product():
            return False
        token = self.token
        if token.kind in ("name", "number"):
            return token.text not in self.vocabulary.functions
        return token.text in ("\\frac", "\\sqrt") and not self._derivative_follows()

    def _derivative_follows(self) -> bool:
        return self.text == "\\frac" and self.ahead(2) in ("\\partial", "d")

    def determinant(self) -> Node:
        r"""Read `\det` and its matrix."""
        token = self.take()
        if not self.continues_product():
            self.fail("det has no matrix")
        body = self.factor()
        return Determinant(body.body if isinstance(body, Group) else body, span=self.since(token.start))

    # -- sums and products with ranges -------------------------------------------------------------------------

    def big_operator(self) -> Node:
        r"""Read `\sum` or `\prod` with its range and its body."""
        token = self.take()
        scripts = self.scripts()
        if scripts.primes:
            self.fail("a sum with a prime is not read", token)
        index, lower, domain = self.lower_limit(scripts, token)
        upper = self.ranged(scripts.raised) if scripts.raised else None
        new = {index.name} - self.bound if index else set()
        self.bound |= new
        body = self.reach_of_sum()
        self.bound -= new
        span = self.since(token.start)
        sums = token.text == "\\sum"
        if index is None or upper is None or isinstance(lower, Blank):
            return SumOver("∑" if sums else "∏", domain, body, span=span)
        return (BigSum if sums else BigProduct)(index, lower, upper, body, span=span)

    def lower_limit(self, scripts: Scripts, token: Token) -> tuple[Symbol | None, Node, Node]:
        """Return the index, where it starts, and the whole of what stands at the foot."""
        if scripts.lowered is None:
            return None, Blank(), Blank()
        with self.within(*scripts.lowered):
            domain = self.domain()
        match domain:
            case Symbol() as index:
                return index, Blank(), domain
            case Chain(Symbol() as index, (link,)) if link.relation == "=":
                return index, link.node, domain
        return None, Blank(), domain

    def domain(self) -> Node:
        """Read everything at the foot of a sum."""
        start = self.token.start
        items = [self.relation_or_expression()]
        while self.text in (",", ";"):
            self.take()
            items.append(self.relation_or_expression())
        if self.position < self.end:
            self.fail("this does not fit at the foot of a sum")
        return items[0] if len(items) == 1 else Tuple(tuple(items), span=self.since(start))

    def reach_of_sum(self) -> Node:
        """Read as far as a sum reaches in this reading: over the product behind it, or to the end of the whole sum."""
        if not self.continues_product() or self.text in ("/",):
            self.fail("a sum has nothing behind it")
        self.enter()
        wide = self.scope("sum") == "wide"
        body = self.expression() if wide else self.product()
        self.leave()
        if not wide and self.text in ("+", "-"):
            self.doubtful.add(("sum", "wide"))
        return body.body if isinstance(body, Group) else body

    # -- the rest ------------------------------------------------------------------------------------------------

    def annotated(self) -> Node:
        r"""Read `\underbrace{…}_{…}`: the note does not count."""
        self.take()
        start = self.position
        node = self.braced()
        if self.text in ("_", "^"):
            self.script(self.take())
        return Group(node, span=self.since(self.tokens[start].start)) if isinstance(node, Sum) else node

    def binomial(self) -> Node:
        """Read a binomial coefficient."""
        token = self.take()
        above = self.braced()
        return Call("binomial", (above, self.braced()), span=self.since(token.start))

    def limit(self) -> Node:
        r"""Read `\lim` as far as a sum reaches; where it does not say what moves where to, a value that is unknown."""
        token = self.take()
        scripts = self.scripts()
        moved = self.moved(scripts.lowered) if scripts.lowered else None
        body = self.reach_of_sum()
        span = self.since(token.start)
        return Call("limit", (body,), span=span) if moved is None else Limit(body, *moved, span=span)

    def moved(self, place: tuple[int, int]) -> tuple[Symbol, Node, Literal["", "+", "-"]] | None:
        """Read what stands at the foot of a limit: x → 0, from which side; None where it is anything else."""
        first, last = place
        texts = [token.text for token in self.tokens[first:last]]
        side: Literal["", "+", "-"] = ""
        for ending in (["^", "+"], ["^", "-"], ["^", "{", "+", "}"], ["^", "{", "-", "}"]):
            if texts[-len(ending) :] == ending:
                side, last = ("+" if "+" in ending else "-"), last - len(ending)
        with self.within(first, last):
            domain = self.domain()
        match domain:
            case Chain(Symbol() as variable, (Link("→", target),)):
                return variable, target, side
        return None

    def unknown_integral(self) -> Node:
        """Read an integral over a domain as far as a sum reaches: a value, but none that is computed here."""
        token = self.take()
        self.scripts()
        return Call("integral", (self.reach_of_sum(),), span=self.since(token.start))

    def integral(self) -> Node:
        r"""Read `\int … dx`; one without a variable, or over a domain, is a value that is unknown."""
        token = self.take()
        scripts = self.scripts()
        lower, upper = (self.ranged(place) if place else None for place in (scripts.lowered, scripts.raised))
        place = self.differential_ahead()
        if (lower is None) != (upper is None) or place is None:
            return Call("integral", (self.reach_of_sum(),), span=self.since(token.start))
        body, variable = self.integrand(place)
        return Integral(body, variable, lower, upper, span=self.since(token.start))

    def integrand(self, place: int) -> tuple[Node, Symbol]:
        """Read what is integrated and by what; `place` is that of the d."""
        if self.text == "\\frac" and place < self.partner.get(self.position + 1, 0):
            return self.differential_fraction(place)
        if place > self.position:
            body = self.ranged((self.position, place))
            self.position = place
            return body, self.differential_variable()
        variable = self.differential_variable()
        return self.reach_of_sum() if self.continues_product() else Number("1"), variable

    def differential_ahead(self) -> int | None:
        r"""Return where the d of this integral stands: behind its body, or at the end of a numerator."""
        place, nested = self.position, 0
        while place < self.end:
            token = self.tokens[place]
            if token.kind in ("relation", "row", "words", "end"):
                return None
            nested += token.text == "\\int"
            if self._is_d(place):
                if not nested:
                    return place
                nested -= 1
            close = self.partner.get(place + 1, 0) - 2
            if token.text == "\\frac" and place == self.position and self._is_d(close):
                return close
            place = self.partner.get(place, place) + 1
        return None

    def _is_d(self, place: int) -> bool:
        if not 0 <= place < self.end - 1 or self.tokens[place].text != "d" or "d" in self.vocabulary.names:
            return False
        return self.tokens[place + 1].kind == "name"

    def differential_fraction(self, place: int) -> tuple[Node, Symbol]:
        r"""Read `\frac{dx}{x}` as 1/x, to be integrated by x."""
        start = self.take().start
        first, close = self.position + 1, self.partner[self.position]
        above: Node = self.ranged((first, place)) if place > first else Number("1")
        with self.within(place, close):
            variable = self.differential_variable()
            if self.position < self.end:
                self.fail("this does not fit behind the variable of an integral")
        self.position = close + 1
        return Fraction(above, self.braced(), span=self.since(start)), variable

    def differential_variable(self) -> Symbol:
        """Read dx."""
        self.take()
        node = self.factor()
        if not isinstance(node, Symbol) or self.text == "(":
            self.fail("an integral is taken by something that is no variable")
        return node

    def rounded(self) -> Node:
        """Read a number rounded down or up."""
        opening = self.take()
        body = self.expression()
        self.close(opening)
        return Call("floor" if opening.text == "\\lfloor" else "ceil", (body,), span=self.since(opening.start))

    def underset(self) -> Node:
        r"""Read `\underset{x}{…}`: what stands below does not count."""
        self.take()
        self.argument_range()
        return self.braced()
