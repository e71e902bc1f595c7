"""The gradient step, written out for single weights."""

from pipeline.exercises.backpropagation.board import Board
from pipeline.exercises.backpropagation.tables import Learnt, new_value
from pipeline.exercises.networks.printed import put_in
from pipeline.notation.build import difference
from pipeline.notation.tree import Chain, Link, Product, Symbol

GRADIENT = Symbol("gradient")
"""Stands for the derivative until its number is put in."""


def update_line(board: Board, item: Learnt) -> Chain:
    """Return w ← w − η ∂E/∂w ≈ numbers put in ≈ new value."""
    network = board.network
    rule = difference(item.symbol, Product((network.symbols.rate, network.by(item.symbol))))
    place_held = difference(item.symbol, Product((network.symbols.rate, GRADIENT)))
    numbers = put_in(place_held, {**board.printed, GRADIENT.name: board.gradient(item.gradient)})
    value = new_value(board, item)
    relation = value.relation if numbers.relation == "=" else "≈"
    links = (numbers, Link(relation, value.node))
    return Chain(item.symbol, (Link("←", rule), *links))
