"""Sums, products and chains: everything below a factor in precedence."""

from pipeline.notation.reader.commands import CLOSING
from pipeline.notation.reader.cursor import Cursor
from pipeline.notation.tree import (
    Blank,
    Call,
    Chain,
    EvaluatedAt,
    Fraction,
    Group,
    Hadamard,
    Link,
    Node,
    Number,
    Power,
    Product,
    RelationSign,
    Sign,
    Sum,
    Term,
    Tuple,
)

ENDS = CLOSING | {"", "+", "-", ",", ";", "&", "|)", "‖)", "⟩", ":", ".", "!", "}"}
"""Signs that end a product."""

MAX_SLASHES = 16


class Sums(Cursor):
    """One method a level of precedence."""

    def whole(self) -> Node:
        """Read everything there is as one member of a chain; commas make a tuple."""
        node = self.listing()
        if self.position < self.end:
            self.fail(f"'{self.text.lstrip(chr(34))}' does not fit here")
        return node

    def listing(self) -> Node:
        """Read expressions between commas: one stays itself, several are a tuple."""
        start = self.token.start
        items = [self.expression()]
        while self.text in (",", ";") and self.position + 1 < self.end:
            self.take()
            items.append(self.expression())
        return items[0] if len(items) == 1 else Tuple(tuple(items), span=self.since(start))

    def relation_or_expression(self) -> Node:
        """Read an expression or a chain of relations."""
        start = self.token.start
        first = self.expression() if self.token.kind != "relation" else Blank(span=self.since(start))
        links: list[Link] = []
        while self.position < self.end and self.token.kind == "relation":
            sign: RelationSign = self.take().text  # type: ignore[assignment]  # a relation token holds its sign
            links.append(Link(sign, self.expression()))
        return Chain(first, tuple(links), span=self.since(start)) if links else first

    def expression(self) -> Node:
        """Read signed terms up to whatever cannot continue a sum."""
        start = self.token.start
        self.enter()
        if self.text not in ("+", "-"):
            node = self.product()
            if self.text not in ("+", "-"):
                self.leave()
                return node
            terms = [Term(1, node, span=node.span)]
        else:
            terms = [self.term()]
        while self.text in ("+", "-"):
            terms.append(self.term())
        self.leave()
        if len(terms) == 1 and terms[0].sign == 1:
            return terms[0].node
        return Sum(tuple(terms), span=self.since(start))

    def term(self) -> Term:
        """Read one term with the sign in front of it."""
        start = self.token.start
        sign: Sign = 1
        if self.text in ("+", "-"):
            sign = -1 if self.take().text == "-" else 1
        node = self.signed() if self.text in ("+", "-") else self.product()
        return Term(sign, node, span=self.since(start))

    def signed(self) -> Node:
        """Read a factor with a sign of its own, as after a dot: 2 · −3."""
        if self.text not in ("+", "-"):
            return self.factor()
        start = self.token.start
        self.enter()
        sign = self.take().text
        node = self.signed()
        self.leave()
        return Sum((Term(-1, node, span=self.since(start)),), span=self.since(start)) if sign == "-" else node

    def product(self) -> Node:
        """Read factors up to the next + or −."""
        start = self.token.start
        factors, parts = [self.factor()], list[Node]()
        slashes, start_of_next = 0, start
        while self.continues_product():
            text = self.text
            if text == "/":
                slashes += 1
                if slashes > MAX_SLASHES:
                    self.fail(f"more than {MAX_SLASHES} slashes in one product")
                factors = [self.slash(factors, start)]
            elif text == "\\cdot":
                self.take()
                factors.append(self.signed())
            elif text == "\\times":
                self.take()
                factors = self.crossed(factors, start)
            elif text == "\\odot":
                self.take()
                parts.append(_plain(self.joined(factors, start)))
                start_of_next = self.token.start
                factors = [self.signed()]
            elif text == "\\circ":
                self.take()
                sides = (_plain(self.joined(factors, start)), _plain(self.signed()))
                factors = [Call("composed", sides, span=self.since(start))]
            elif text in ("|", "|)", "‖)"):
                factors = [self.evaluated(factors, start)]
            else:
                factors.append(self.factor())
        if parts:
            parts.append(_plain(self.joined(factors, start_of_next)))
            return Hadamard(tuple(parts), span=self.since(start))
        return self.joined(factors, start)

    def crossed(self, factors: list[Node], start: int) -> list[Node]:
        """Read what stands behind ×: a factor, or of two formulas that are no numbers perhaps a cross product."""
        factor = self.signed()
        if any(isinstance(node, Number | Power | Fraction) for node in (*factors, factor)):
            return [*factors, factor]
        return [Call("cross", (_plain(self.joined(factors, start)), _plain(factor)), span=self.since(start))]

    def joined(self, factors: list[Node], start: int) -> Node:
        """Return the factors as a product, one of them as itself."""
        return factors[0] if len(factors) == 1 else Product(tuple(factors), span=self.since(start))

    def continues_product(self) -> bool:
        """Tell whether the next token belongs to the product that is being read."""
        if self.position >= self.end:
            return False
        token = self.tokens[self.position]
        if token.text in ("|", "|)"):
            return self.ahead(1) == "_" or (token.text == "|" and "|" not in self.bars)
        if token.text == "‖":
            return "‖" not in self.bars
        return token.text not in ENDS and token.kind not in ("relation", "words", "row", "gap", "end")

    def slash(self, factors: list[Node], start: int) -> Node:
        """Read what stands behind a slash: one factor, or in the other reading all that are written together."""
        self.take()
        divisor_start = self.token.start
        divisors = [self.signed()]
        while self.written_together():
            self.doubtful.add(("slash", "wide"))
            if self.scope("slash") != "wide":
                break
            divisors.append(self.factor())
        divisor = self.joined(divisors, divisor_start)
        return Fraction(_plain(self.joined(factors, start)), _plain(divisor), span=self.since(start))

    def written_together(self) -> bool:
        """Tell whether another factor follows without a sign between."""
        return self.continues_product() and self.text not in ("/", "\\cdot", "\\times", "\\odot", "|", "|)", "‖)")

    def evaluated(self, factors: list[Node], start: int) -> Node:
        """Read the condition at the foot of a bar, or a factor in bars."""
        if self.ahead(1) != "_":
            return self.joined([*factors, self.factor()], start)
        self.take()
        mark = self.take()
        is_braced = self.text == "{"
        below = self.script(mark)
        if self.text == "^":
            return self.limits(self.joined(factors, start), below, self.script(self.take()), start)
        if not is_braced:
            self.fail("a bar has no condition at its foot")
        condition = self.condition(below)
        return EvaluatedAt(self.joined(factors, start), condition, span=self.since(start))


def _plain(node: Node) -> Node:
    return node.body if isinstance(node, Group) else node
