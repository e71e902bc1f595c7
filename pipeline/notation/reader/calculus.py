"""Derivatives: as a quotient, as an operator, with a slash, with a subscript, and ∇."""

from typing import Literal

from pipeline.notation.reader.atoms import Atoms
from pipeline.notation.reader.tokens import Token
from pipeline.notation.tree import (
    Call,
    Derivative,
    Fraction,
    Group,
    Matrix,
    Nabla,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    Tuple,
)

MAX_ORDER = 8

FIELDS = {"\\cdot": "div", "\\times": "curl"}
"""What ∇ with a sign behind it makes of a vector field."""


class Calculus(Atoms):
    """Reads derivatives as quotients and as operators, and how far an operator reaches."""

    def fraction_or_derivative(self) -> Node:
        r"""Read `\frac` behind its command: a derivative where ∂ or d stand in it, else a fraction."""
        start = self.tokens[self.position - 1].start
        mark = self.differential_mark()
        if not mark:
            return self.fraction()
        above = self.argument_range()
        below = self.argument_range()
        after = self.position
        order, body_range = self.numerator(above, mark)
        variables = self.denominator(below, mark)
        by_square = order == 1 and len(variables) == 2 and variables[0] == variables[1]
        if order != len(variables) and not by_square:
            self.fail(f"a derivative of order {order} by {len(variables)} variables", self.tokens[above[0]])
        self.position = after
        symbol: Literal["∂", "d"] = "d" if mark == "d" else "∂"
        variables = variables[:order]
        if body_range[0] == body_range[1]:
            slope = self.operator(variables, symbol, start)
        else:
            body = self.differentiated(body_range)
            self.position = after
            slope = Derivative(body, variables, "quotient", symbol, span=self.since(start))
        return _by_square(slope, variables[0]) if by_square else slope

    def differential_mark(self) -> str:
        """Return ∂ or d if numerator and denominator of the fraction ahead begin with it, else nothing."""
        if self.text != "{":
            return self._bare_mark()
        close = self.partner[self.position]
        first = self.ahead(1)
        after = self.tokens[close + 1 : close + 3]
        second = after[1].text if len(after) == 2 and after[0].text == "{" else after[0].text if after else ""
        below = self.tokens[close + 1 : self.partner[close + 1]] if after and after[0].text == "{" else []
        if any(token.text == "/" for token in below):
            return ""  # \frac{\partial g / \partial p}{\partial g / \partial x} is a fraction of derivatives
        if first == "\\partial" and second == "\\partial":
            return first
        if first == "d" == second and "d" not in self.vocabulary.names and self._is_differential(close + 2):
            return "d"
        return ""

    def _bare_mark(self) -> str:
        r"""`\frac d{dx}`: a numerator without braces."""
        if self.ahead(1) != "{" or self.text not in ("\\partial", "d") or self.ahead(2) != self.text:
            return ""
        return self.text if self.text == "\\partial" or self._is_differential(self.position + 2) else ""

    def _is_differential(self, place: int) -> bool:
        """Tell whether a name follows the d in a denominator."""
        following = self.tokens[place + 1] if place + 1 < self.end else self.stop
        return following.kind == "name" or following.text in ("\\hat", "\\vec", "{")

    def argument_range(self) -> tuple[int, int]:
        """Take one argument and return its range."""
        first = self.position
        if self.text == "{":
            self.position = self.partner[first] + 1
            return first + 1, self.position - 1
        self.position += 1
        return first, first + 1

    def numerator(self, place: tuple[int, int], mark: str) -> tuple[int, tuple[int, int]]:
        """Return the order and the range of what is differentiated."""
        with self.within(*place):
            self.take()
            order = self.order()
            return order, (self.position, place[1])

    def order(self) -> int:
        """Take the exponent of ∂, d or ∇: 1 where there is none."""
        if not self.skip("^"):
            return 1
        mark = self.tokens[self.position - 1]
        place = self.script(mark)
        texts = [token.text for token in self.tokens[slice(*place)]]
        if len(texts) != 1 or not texts[0].isdigit() or not 1 <= int(texts[0][:3]) <= MAX_ORDER:
            self.fail(f"the order of a derivative is no number from 1 to {MAX_ORDER}", mark)
        return int(texts[0])

    def denominator(self, place: tuple[int, int], mark: str) -> tuple[Node, ...]:
        """Return the variables of a denominator, each as often as it is differentiated by."""
        found: list[Node] = []
        with self.within(*place):
            while self.position < self.end:
                if len(found) > MAX_ORDER or not self.skip(mark):
                    self.fail("this does not fit in the denominator of a derivative")
                found += self.variable()
        if not found:
            self.fail("a derivative says not by what", self.tokens[place[0] - 1])
        return tuple(found)

    def variable(self) -> list[Node]:
        r"""Read what stands behind ∂ in a denominator: $x$, $x^2$ for twice, $\sigma(h_k)$."""
        node = self.factor()
        if isinstance(node, Power) and isinstance(node.exponent, Number):
            exponent = node.exponent.text
            if exponent.isdigit() and 1 <= int(exponent[:3]) <= MAX_ORDER:
                return [_plain(node.base)] * int(exponent)
        if isinstance(node, Number | Sum | Product | Power):
            self.fail("a derivative by something that is no variable", self.tokens[self.position - 1])
        return [_plain(node)]

    def differentiated(self, place: tuple[int, int]) -> Node:
        """Read the numerator behind ∂."""
        return self.ranged(place)

    # -- operators --------------------------------------------------------------------------------------

    def operator(self, variables: tuple[Node, ...], symbol: Literal["∂", "d"], start: int) -> Node:
        """Read what a derivative operator is applied to."""
        if not self.continues_product() or self.text == "/":
            self.fail("a derivative operator is applied to nothing")
        self.enter()
        body = self.square_bracket() if self.text == "[" else self.reach()
        self.leave()
        return Derivative(body, variables, "operator", symbol, span=self.since(start))

    def square_bracket(self) -> Node:
        """Read a bracket that says how far an operator reaches."""
        start = self.token.start
        return _plain(self.postfix(self.bracket(), start))

    def reach(self) -> Node:
        """Read as far as an operator without square brackets reaches in this reading."""
        scope = self.scope("derivative")
        if scope == "narrow":
            return _plain(self.factor())
        if scope == "wide":
            return self.expression()
        body = self.product()
        if isinstance(body, Product):
            self.doubtful.add(("derivative", "narrow"))
        if self.text in ("+", "-"):
            self.doubtful.add(("derivative", "wide"))
        return _plain(body)

    # -- ∂ without a fraction bar -------------------------------------------------------------------------

    def partial(self) -> Node:
        r"""Read `\partial f/\partial x` or `\partial_x f` from its first token."""
        mark = self.take()
        if self.text == "_":
            return self.lowered_partial(mark)
        order = self.order()
        body: Node | None = None if self.text == "/" else self.factor()
        if not self.skip("/"):
            self.fail("∂ stands alone", mark)
        variables = self.slashed_variables(order, mark.text)
        if body is None:
            return self.operator(variables, "∂", mark.start)
        return Derivative(_plain(body), variables, "quotient", "∂", span=self.since(mark.start))

    def slashed_variables(self, order: int, mark: str) -> tuple[Node, ...]:
        """Read as many variables as the order says, each behind its ∂; they may stand in brackets."""
        bracket = self.skip("(")
        found: list[Node] = []
        while len(found) < order:
            if not self.skip(mark):
                self.fail("a derivative says not by what")
            found += self.variable()
        if len(found) != order:
            self.fail("the order of a derivative and its variables do not agree")
        if bracket:
            self.expect(")", "this bracket is never closed")
        return tuple(found)

    def lowered_partial(self, mark: Token) -> Node:
        """Read ∂ with its variables at its foot."""
        self.take()
        with self.within(*self.script(mark)):
            variables = [self.factor()]
            while self.position < self.end:
                self.skip(",")
                variables.append(self.factor())
        order = self.order()
        if order > 1:
            variables *= order
        return self.operator(tuple(_plain(variable) for variable in variables), "∂", mark.start)

    def differential(self) -> Node | None:
        """Read df/dx written with a slash; None where something else stands."""
        token = self.token
        if token.text != "d" or "d" in self.vocabulary.names or token.end - token.start != 1:
            return None
        slash = next((i for i in range(2, 6) if self.ahead(i) == "/"), 0)
        if not slash or self.ahead(slash + 1) != "d" or self.tokens[self.position + 1].kind != "name":
            return None
        if not self._is_differential(self.position + slash + 1):
            return None
        self.take()
        body = self.factor()
        if not self.skip("/"):
            self.fail("d stands alone", token)
        return Derivative(body, self.slashed_variables(1, "d"), "quotient", "d", span=self.since(token.start))

    # -- ∇ ---------------------------------------------------------------------------------------------------

    def nabla(self) -> Node:
        r"""Read ∇, ∇², or ∇ with its variable at its foot, and what it is applied to."""
        mark = self.take()
        scripts = self.scripts()
        order = 1
        if scripts.raised is not None:
            texts = [token.text for token in self.tokens[slice(*scripts.raised)]]
            if texts != ["2"]:
                self.fail("∇ with an exponent other than 2", mark)
            order = 2
        if order == 1 and self.text in FIELDS and scripts.lowered is None:
            name = FIELDS[self.take().text]
            return Call(name, (_plain(self.applied()),), span=self.since(mark.start))
        if not self.continues_product() or self.text in ("/", "\\cdot", "\\times", "\\odot", "^"):
            return Symbol("nabla" if order == 1 else "nabla^2", span=self.since(mark.start))
        body = _plain(self.applied())
        variables = self.gradient_variables(scripts.lowered) if order == 1 and scripts.lowered else ()
        if len(variables) > 1:
            slopes = tuple((Derivative(body, (variable,), "quotient"),) for variable in variables)
            return Matrix(slopes, span=self.since(mark.start))
        if variables and isinstance(body, Symbol) and body.name not in self.vocabulary.functions:
            return Derivative(body, variables, "quotient", span=self.since(mark.start))
        return Nabla(body, 1 if order == 1 else 2, span=self.since(mark.start))

    def gradient_variables(self, place: tuple[int, int]) -> tuple[Node, ...]:
        """Return the names at the foot of ∇, in order."""
        with self.within(*place):
            names = [self.factor()]
            while self.skip(","):
                names.append(self.factor())
            return tuple(names) if self.position == self.end else ()

    def applied(self) -> Node:
        """Read the function behind ∇, with its arguments but without powers."""
        node = self.factor()
        if isinstance(node, Tuple | Number):
            self.fail("∇ stands before something that is no function")
        return node


def _by_square(slope: Node, variable: Node) -> Node:
    r"""Return $\partial\ell/\partial\sigma^2$, a derivative by the square, by the chain rule."""
    return Fraction(slope, Product((Number("2"), variable)), span=slope.span)


def _plain(node: Node) -> Node:
    return node.body if isinstance(node, Group) else node
