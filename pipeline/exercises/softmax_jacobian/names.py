"""Every name on the page of the softmax Jacobian, and what each stands for."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from pipeline.exercises.networks.lecture import Letters
from pipeline.exercises.numerals import given_node
from pipeline.exercises.softmax_jacobian.model import SoftmaxJacobian
from pipeline.notation.build import ONE, ZERO, column, difference, neg, number, sum_of
from pipeline.notation.meaning import Definition, Scope
from pipeline.notation.tree import (
    BigSum,
    Call,
    Derivative,
    Indexed,
    Matrix,
    Node,
    Power,
    Product,
    Sum,
    Symbol,
    Term,
    Transpose,
)
from pipeline.notation.tree import Fraction as Bar

I, J, K = Symbol("i"), Symbol("j"), Symbol("k")
SIZE, TEMPERATURE = Symbol("d"), Symbol("tau")
JACOBIAN, LOSS = Symbol("J"), Symbol("E")
ONES, DIRECTION, MEAN = Symbol("u"), Symbol("v"), Symbol("m")
SCALED = "a"


@dataclass(frozen=True)
class Names:
    """The names.

    Attributes:
        model: The exercise.
    """

    model: SoftmaxJacobian

    @property
    def size(self) -> int:
        """Number of inputs and of outputs."""
        return len(self.model.inputs)

    @property
    def is_scaled(self) -> bool:
        """Whether there is a temperature."""
        return self.model.temperature is not None

    @property
    def letters(self) -> Letters:
        """Those of the general derivation: softmax of the inputs, or of the scaled inputs."""
        argument = SCALED if self.is_scaled else self.model.names.inputs
        return Letters(argument, self.model.names.outputs, ("i", "j", "k"), SIZE.name, "c")

    @property
    def output_vector(self) -> Symbol:
        """All outputs."""
        return Symbol(self.model.names.outputs)

    @property
    def input_vector(self) -> Symbol:
        """All inputs."""
        return Symbol(self.model.names.inputs)

    def input(self, place: Node | int) -> Node:
        """Return an input; one with a letter as index for a Node."""
        return _entry(self.model.names.inputs, place)

    def scaled(self, place: Node | int) -> Node:
        """Return what softmax is applied to: an input, or an input by the temperature."""
        return _entry(self.letters.argument, place)

    def output(self, place: Node | int) -> Node:
        """Return an output."""
        return _entry(self.model.names.outputs, place)

    def target(self, place: Node | int) -> Node:
        """Return a target."""
        return _entry("y", place)

    def slope(self, i: Node | int, j: Node | int) -> Derivative:
        """Return ∂s_i/∂z_j."""
        return Derivative(self.output(i), (self.input(j),), "quotient")

    def over_all(self, index: Symbol, body: Node) -> BigSum:
        """Return the sum over all outputs."""
        return BigSum(index, ONE, SIZE, body)

    def by_temperature(self, node: Node) -> Node:
        """Return 1/τ times the formula where there is a temperature."""
        return divided(Bar(ONE, TEMPERATURE), node) if self.is_scaled else node

    def closed_form(self) -> Node:
        """Return diag(s) − ssᵀ, divided by the temperature."""
        s = self.output_vector
        return self.by_temperature(Sum((Term(1, Call("diag", (s,))), Term(-1, Product((s, Transpose(s)))))))

    @property
    def places(self) -> range:
        """1 to d."""
        return range(1, self.size + 1)

    def definitions(self) -> dict[str, Definition]:
        """Return what the names stand for; inputs, targets, the temperature and the direction stay free."""
        return {name: Definition((), body) for name, body in self._bodies()}

    def _bodies(self) -> Iterator[tuple[str, Node]]:
        entries = list(self.places)
        yield SIZE.name, number(self.size)
        for k in entries:
            if self.is_scaled:
                yield f"{SCALED}_{k}", Bar(self.input(k), TEMPERATURE)
            yield f"{self.output_vector.name}_{k}", self._softmax(k)
        yield self.output_vector.name, column(self.output(k) for k in entries)
        yield self.input_vector.name, column(self.input(k) for k in entries)
        yield JACOBIAN.name, Matrix(tuple(tuple(self.slope(i, j) for j in entries) for i in entries))
        yield ONES.name, column(ONE for _ in entries)
        yield DIRECTION.name, column(_entry("v", k) for k in entries)
        yield MEAN.name, sum_of(Product((self.output(k), _entry("v", k))) for k in entries)
        if self.model.targets:
            yield "y", column(self.target(k) for k in entries)
            # The last one makes the sum 1, whatever the others are.
            yield f"y_{self.size}", difference(ONE, sum_of(self.target(k) for k in entries[:-1]))
            terms = (Product((self.target(k), Call("log", (self.output(k),)))) for k in entries)
            yield LOSS.name, neg(Sum(tuple(Term(1, term) for term in terms)))

    def _softmax(self, place: int) -> Node:
        exponentials = [Call("exp", (self.scaled(k),)) for k in self.places]
        return Bar(exponentials[place - 1], sum_of(exponentials))

    def values(self) -> dict[str, Fraction]:
        """Return the given numbers by name."""
        found = {f"{self.model.names.inputs}_{k}": value for k, value in enumerate(self.model.inputs, 1)}
        if self.model.temperature is not None:
            found[TEMPERATURE.name] = self.model.temperature
        return found | {f"y_{k}": value for k, value in enumerate(self.model.targets, 1)}

    def valued(self) -> Scope:
        """Return the scope in which every name has its value."""
        given = {name: Definition((), given_node(value)) for name, value in self.values().items()}
        return Scope({**self.definitions(), **given})


def _entry(base: str, place: Node | int) -> Node:
    return Symbol(f"{base}_{place}") if isinstance(place, int) else Indexed(base, (place,))


def divided(share: Node, node: Node) -> Product:
    """Return a share times a formula, without brackets around a product."""
    return Product((share, *(node.factors if isinstance(node, Product) else (node,))))


def zeros(size: int) -> Node:
    """Return the zero vector."""
    return column(ZERO for _ in range(size))


def squared(node: Node) -> Power:
    """Return the square."""
    return Power(node, number(2))
