"""The formulas of the page: derivatives, the search, each point with its numbers in place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from pipeline.derivation.checked import checked
from pipeline.derivation.differentiate import differentiate
from pipeline.derivation.steps import WIDEST, Derivation
from pipeline.derivation.substitute import substitute
from pipeline.exercises.critical_points.model import Problem
from pipeline.exercises.naming import vector
from pipeline.notation.build import chain
from pipeline.notation.layout import LINE, overflowing, within_the_line
from pipeline.notation.tree import Chain, Derivative, Link, Matrix, Node, Symbol, children, with_children
from pipeline.notation.width import width

MAX_WIDTH = 60 * LINE
"""All lines of a derivation together take no more than about one page."""


@dataclass(frozen=True)
class Derivatives:
    """First and second partial derivatives, derived step by step.

    Attributes:
        problem: The function and its names.
    """

    problem: Problem

    @cached_property
    def first(self) -> tuple[Derivation, ...]:
        """One derivation per variable."""
        names = self.problem.names
        return tuple(differentiate(self.problem.function, x, order=names.symbols) for x in names.symbols)

    @cached_property
    def second(self) -> dict[tuple[int, int], Derivation]:
        """For i ≤ j the derivation of ∂²f/∂x_i∂x_j from ∂f/∂x_i."""
        symbols = self.problem.names.symbols
        return {
            (i, j): differentiate(self.first[i].result, symbols[j], order=symbols)
            for i in range(len(symbols))
            for j in range(i, len(symbols))
        }

    @property
    def gradient(self) -> tuple[Node, ...]:
        """The entries of ∇f as they stand after collecting."""
        return tuple(derivation.result for derivation in self.first)

    @property
    def hessian(self) -> tuple[tuple[Node, ...], ...]:
        """The entries of ∇²f, symmetric."""
        size = range(len(self.first))
        return tuple(tuple(self.second[min(i, j), max(i, j)].result for j in size) for i in size)

    def first_chains(self) -> list[Chain]:
        """Return ∂f/∂x_i = … for each variable."""
        problem = self.problem
        pairs = zip(self.first, problem.names.symbols, strict=True)
        chains = (self._derived(derivation, problem.names.partial(x)) for derivation, x in pairs)
        return [self._marked(own) for own in chains]

    def second_chains(self) -> list[Chain]:
        """Return ∂²f/∂x_i∂x_j = ∂/∂x_j […] = … for i ≤ j."""
        problem = self.problem
        x = problem.names.symbols
        chains = (
            self._derived(derivation, problem.names.partial(x[i], x[j])) for (i, j), derivation in self.second.items()
        )
        return [self._marked(own) for own in chains]

    def _derived(self, derivation: Derivation, left: Node) -> Chain:
        """Return the lines of a derivation; of one that would fill pages only where it leads.

        What no break makes narrow enough is left out, even the formula that the derivation began with.
        """
        lines = derivation.chain(left, self.problem.detail)
        whole = lines if width(lines) <= MAX_WIDTH else derivation.chain(left, "brief")
        return within_the_line(whole, line=WIDEST)

    def _marked(self, own: Chain) -> Chain:
        """Return a chain with derivatives written as for the number of variables."""
        mark = self.problem.names.mark
        links = (Link(link.relation, marked(link.node, mark), link.remark) for link in own.links)
        return own if mark == "∂" else Chain(marked(own.first, mark), tuple(links))

    def gradient_chain(self) -> Chain:
        """Return ∇f(x) = (∂f/∂x_i) = (…), the last where there is room for it."""
        names = self.problem.names
        partials = vector([names.partial(x) for x in names.symbols])
        whole = chain(names.gradient, ("=", partials), ("=", vector(self.gradient)))
        return checked(_within_the_page(whole), self.problem.scope)

    def hessian_chain(self) -> Chain:
        """Return ∇²f(x) = (∂²f/∂x_i∂x_j) = (…), the last where there is room for it."""
        names = self.problem.names
        partials = [[names.partial(a, b) for b in names.symbols] for a in names.symbols]
        whole = chain(names.hessian, ("=", matrix(partials)), ("=", matrix(self.hessian)))
        return checked(_within_the_page(whole), self.problem.scope)


def _within_the_page(whole: Chain) -> Chain:
    """Return a chain without its last member where that is too wide and there are others."""
    last = len(whole.links) - 1
    return Chain(whole.first, whole.links[:-1]) if last and last in overflowing(whole) else whole


def marked(node: Node, mark: Literal["∂", "d"]) -> Node:
    """Return a formula in which every derivative is written with this letter."""
    inner = with_children(node, tuple(marked(part, mark) for part in children(node))) if children(node) else node
    return replace(inner, symbol=mark) if isinstance(inner, Derivative) else inner


def matrix(rows: Sequence[Sequence[Node]]) -> Node:
    """Return a matrix, or the entry itself where it is 1 × 1."""
    return rows[0][0] if len(rows) == 1 else Matrix(tuple(tuple(row) for row in rows))


def numbers_in(node: Node, symbols: Sequence[Symbol], values: Sequence[Node]) -> Node:
    """Return the formula with the coordinates in the place of the variables, nothing evaluated."""
    return substitute(node, {symbol.name: value for symbol, value in zip(symbols, values, strict=True)})


def without_repetition(links: Chain) -> Chain:
    """Return the chain without members that are written like the one before."""
    kept: list[Link] = []
    before = links.first
    for link in links.links:
        if link.node != before:
            kept.append(link)
            before = link.node
    return Chain(links.first, tuple(kept))
