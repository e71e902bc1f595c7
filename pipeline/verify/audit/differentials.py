"""Differentials: dt = 2x dx says that dt/dx = 2x, or dx/dt = 1/(2x), whichever the document lets be computed."""

from collections.abc import Callable

from pipeline.notation.tree import Chain, Derivative, Fraction, Group, Link, Node, Number, Product, Sum, Symbol, Term

ONE = Number("1")


def as_derivative(chain: Chain, knows: Callable[[str], bool]) -> Chain | None:
    """Return `dt = 2x dx` as dt/dx = 2x; None for a chain that says no such thing.

    Args:
        chain: As it was read: d is a factor like any other.
        knows: Tells which names mean something: where t does not but x does, dx/dt = 1/(2x) comes out.
    """
    if len(chain.links) != 1 or chain.links[0].relation != "=" or knows("d"):
        return None
    left, right = _split(chain.first), _split(chain.links[0].node)
    if left is None or right is None or left[0] == right[0]:
        return None
    if knows(right[0]) and not knows(left[0]):
        left, right = right, left
    (above, factor), (below, rest) = left, right
    slope = Derivative(Symbol(above), (Symbol(below),), "quotient", "d", span=chain.first.span)
    value = rest if factor == ONE else Fraction(rest, factor, span=chain.links[0].node.span)
    return Chain(slope, (Link("=", value),), span=chain.span)


def _split(node: Node) -> tuple[str, Node] | None:
    """Return the variable of a differential and what multiplies it: 2x dx → x, 2x."""
    match node:
        case Sum((Term(sign, body),)):
            found = _split(body)
            return found and (found[0], found[1] if sign > 0 else Sum((Term(-1, found[1]),), span=node.span))
        case Group(body):
            return _split(body)
        case Fraction(above, below):
            found = _split(above)
            return found and (found[0], Fraction(found[1], below, span=node.span))
        case Product((*rest, Symbol("d"), Symbol(name))):
            factor = ONE if not rest else rest[0] if len(rest) == 1 else Product(tuple(rest), span=node.span)
            return name, factor
        case _:
            return None
