"""Every name on the page of logistic regression, and what each stands for."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from pipeline.exercises.logistic_regression.model import LogisticRegression
from pipeline.exercises.networks.losses import LOSSES
from pipeline.exercises.numerals import given_node
from pipeline.notation.build import ONE, column, difference, number, power, product_of, sum_of
from pipeline.notation.meaning import Definition, Scope
from pipeline.notation.tree import BigSum, Call, Derivative, Indexed, Matrix, Node, Product, Symbol

SAMPLE, INPUT, OTHER, STEP = Symbol("i"), Symbol("j"), Symbol("k"), Symbol("k")
BIAS, RATE, LOSS = Symbol("b"), Symbol("eta"), Symbol("E")
GRADIENT, HESSIAN, DATA, CURVATURE, DIRECTION = Symbol("g"), Symbol("H"), Symbol("X"), Symbol("D"), Symbol("v")
FREE_RATE = Symbol("root of eta")
"""Where the learning rate has no value it is the square of a free number: any positive number."""

LOCAL_LOSS = r"\ell"
"""The loss of one sample."""

Place = Node | int


@dataclass(frozen=True)
class Names:
    """The names.

    Attributes:
        model: The exercise.
    """

    model: LogisticRegression

    @property
    def samples(self) -> range:
        """1 to the number of samples."""
        return range(1, len(self.model.samples) + 1)

    @property
    def inputs(self) -> range:
        """1 to the number of inputs."""
        return range(1, len(self.model.weights) + 1)

    @property
    def has_bias(self) -> bool:
        """Whether the neuron has a bias."""
        return self.model.bias is not None

    @property
    def parameters(self) -> tuple[Symbol, ...]:
        """All weights, then the bias."""
        weights = tuple(self.weight(j) for j in self.inputs)
        return (*weights, BIAS) if self.has_bias else weights

    def weight(self, j: int) -> Symbol:
        """Return w_j."""
        return Symbol(f"w_{j}")

    def at(self, base: str, i: Place) -> Node:
        """Return what belongs to a sample: z_i, p_i, y_i, ℓ_i, or its vector x_i."""
        return Symbol(f"{base}_{i}") if isinstance(i, int) else Indexed(base, (i,))

    def input(self, i: Place, j: Place) -> Node:
        """Return x_{i,j}."""
        if isinstance(i, int) and isinstance(j, int):
            return Symbol(f"x_{i}_{j}")
        return Indexed("x", tuple(number(place) if isinstance(place, int) else place for place in (i, j)))

    def by(self, *variables: Symbol) -> Derivative:
        """Return a derivative of the loss."""
        return Derivative(LOSS, variables, "quotient")

    def error(self, i: Place) -> Node:
        """Return p_i − y_i."""
        return difference(self.at("p", i), self.at("y", i))

    def contribution(self, i: Place, place: int) -> Node:
        """Return what a sample contributes to the derivative by a parameter (from 0): (p_i − y_i) x_{i,j}."""
        error = self.error(i)
        return error if place >= len(self.inputs) else Product((error, self.input(i, place + 1)))

    def spread(self, i: Place) -> Product:
        """Return p_i(1 − p_i)."""
        p = self.at("p", i)
        return Product((p, difference(ONE, p)))

    def reduced(self, body: Node) -> Node:
        """Return the sum, or the mean, over all samples of something with the index i."""
        total = BigSum(SAMPLE, ONE, number(len(self.samples)), body)
        return product_of((self.share, total))

    @property
    def share(self) -> Node:
        """1/N, or 1 for a sum."""
        return number(self.model.share)

    def weighted_sum(self, i: Place) -> Node:
        """Return w_1x_{i,1} + … + b."""
        terms: list[Node] = [Product((self.weight(j), self.input(i, j))) for j in self.inputs]
        return sum_of([*terms, BIAS] if self.has_bias else terms)

    def local_loss(self, i: Place) -> Node:
        """Return −(y_i ln p_i + (1 − y_i) ln(1 − p_i))."""
        term = LOSSES["binary cross-entropy"].term(self.at("y", i), self.at("p", i))
        return LOSSES["binary cross-entropy"].whole(term, 1)

    def definitions(self) -> dict[str, Definition]:
        """Return what the names stand for; data, parameters and the direction v stay free."""
        found = {name: Definition((), body) for name, body in self._bodies()}
        return found | {"D": Definition((), Call("diag", tuple(self._curvatures())))}

    def _curvatures(self) -> Iterator[Node]:
        return (self.spread(i) for i in self.samples)

    def _bodies(self) -> Iterator[tuple[str, Node]]:
        size = len(self.parameters)
        for i in self.samples:
            yield f"z_{i}", self.weighted_sum(i)
            yield f"p_{i}", Call("sigmoid", (self.at("z", i),))
            yield f"ell_{i}", self.local_loss(i)
            yield f"x_{i}", column(self._row(i))
        yield LOSS.name, product_of((self.share, sum_of(Symbol(f"ell_{i}") for i in self.samples)))
        yield GRADIENT.name, column(self.by(parameter) for parameter in self.parameters)
        yield HESSIAN.name, Matrix(tuple(tuple(self.by(a, b) for b in self.parameters) for a in self.parameters))
        yield DATA.name, Matrix(tuple(tuple(self._row(i)) for i in self.samples))
        yield DIRECTION.name, column(Symbol(f"v_{place}") for place in range(1, size + 1))
        yield "p", column(self.at("p", i) for i in self.samples)
        yield "y", column(self.at("y", i) for i in self.samples)
        yield RATE.name, power(FREE_RATE, 2)

    def _row(self, i: int) -> list[Node]:
        entries: list[Node] = [self.input(i, j) for j in self.inputs]
        return [*entries, ONE] if self.has_bias else entries

    def values(self) -> dict[str, Fraction]:
        """Return the given numbers by name."""
        found = dict(zip((symbol.name for symbol in self.parameters), self.model.start, strict=True))
        for i, sample in enumerate(self.model.samples, 1):
            found |= {f"x_{i}_{j}": value for j, value in enumerate(sample.inputs, 1)}
            found[f"y_{i}"] = sample.target
        return found | {RATE.name: self.model.learning_rate}

    def valued(self) -> Scope:
        """Return the scope in which every name has its value."""
        given = {name: Definition((), given_node(value)) for name, value in self.values().items()}
        return Scope({**self.definitions(), **given})

    def free(self) -> Scope:
        """Return the scope in which only the data have values."""
        names = {symbol.name for symbol in self.parameters}
        data = {name: Definition((), given_node(v)) for name, v in self.values().items() if name not in names}
        return Scope({**self.definitions(), **data})
