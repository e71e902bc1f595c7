"""What holds for any data and parameters: the loss, its gradient by the chain rule, its Hessian, convexity."""

from pipeline.exercises.logistic_regression.names import (
    BIAS,
    CURVATURE,
    DATA,
    DIRECTION,
    GRADIENT,
    HESSIAN,
    INPUT,
    LOCAL_LOSS,
    LOSS,
    OTHER,
    RATE,
    SAMPLE,
    Names,
)
from pipeline.exercises.numerals import given_node
from pipeline.notation.build import ONE, TWO, ZERO, chain, difference, power, product_of
from pipeline.notation.tree import (
    Call,
    Chain,
    Derivative,
    Fraction,
    Indexed,
    Matrix,
    Node,
    Product,
    Sum,
    Symbol,
    Term,
    Transpose,
    Tuple,
)


def neuron(names: Names) -> list[Chain]:
    """Return z_i = w_1x_{i,1} + … + b, p_i = σ(z_i) and the loss of a sample."""
    z, p = names.at("z", SAMPLE), names.at("p", SAMPLE)
    return [
        chain(z, ("=", names.weighted_sum(SAMPLE))),
        chain(p, ("=", Call("sigmoid", (z,)))),
        chain(names.at(LOCAL_LOSS, SAMPLE), ("=", names.local_loss(SAMPLE))),
    ]


def loss(names: Names) -> Chain:
    """Return E as the sum or mean of the losses of all samples."""
    return chain(LOSS, ("=", names.reduced(names.at(LOCAL_LOSS, SAMPLE))))


def _by(what: Node, variable: Node) -> Derivative:
    return Derivative(what, (variable,), "quotient")


def local_gradient(names: Names) -> Chain:
    """Return ∂ℓ_i/∂z_i = ∂ℓ_i/∂p_i · ∂p_i/∂z_i = … = p_i − y_i."""
    own, z, p, y = (names.at(base, SAMPLE) for base in (LOCAL_LOSS, "z", "p", "y"))
    by_output = Sum((Term(-1, Fraction(y, p)), Term(1, Fraction(difference(ONE, y), difference(ONE, p)))))
    spread = Sum((Term(-1, Product((y, difference(ONE, p)))), Term(1, Product((difference(ONE, y), p)))))
    return chain(
        _by(own, z),
        ("=", Product((_by(own, p), _by(p, z))), "chain rule"),
        ("=", Product((by_output, p, difference(ONE, p)))),
        ("=", spread, "multiply out"),
        ("=", difference(p, y), "collect terms"),
    )


def gradient(names: Names) -> list[Chain]:
    """Return ∂E/∂w_j and ∂E/∂b as sums over the samples."""
    own, z, weight = names.at(LOCAL_LOSS, SAMPLE), names.at("z", SAMPLE), Indexed("w", (INPUT,))
    error, value = names.error(SAMPLE), names.input(SAMPLE, INPUT)
    by_weight = chain(
        _by(LOSS, weight),
        ("=", names.reduced(Product((_by(own, z), _by(z, weight))))),
        ("=", names.reduced(Product((error, value)))),
    )
    if not names.has_bias:
        return [by_weight]
    paths = names.reduced(Product((_by(own, z), _by(z, BIAS))))
    return [by_weight, chain(_by(LOSS, BIAS), ("=", paths), ("=", names.reduced(error)))]


def gradient_in_matrices(names: Names) -> Chain:
    """Return g = (1/N) Xᵀ(p − y)."""
    errors = difference(Symbol("p"), Symbol("y"))
    return chain(GRADIENT, ("=", product_of((names.share, Transpose(DATA), errors))))


def update(names: Names, parameter: Symbol) -> Node:
    """Return w − η ∂E/∂w."""
    return difference(parameter, Product((RATE, names.by(parameter))))


def second_derivative(names: Names) -> Chain:
    """Return ∂²E/∂w_j∂w_k = (1/N) Σ p_i(1 − p_i) x_{i,j} x_{i,k}."""
    first, second = Indexed("w", (INPUT,)), Indexed("w", (OTHER,))
    p, value, other = names.at("p", SAMPLE), names.input(SAMPLE, INPUT), names.input(SAMPLE, OTHER)
    spread = names.spread(SAMPLE)
    return chain(
        Derivative(LOSS, (first, second), "quotient"),
        ("=", names.reduced(Product((_by(p, second), value)))),
        ("=", names.reduced(Product((*spread.factors, other, value)))),
    )


def hessian(names: Names) -> Chain:
    """Return H = (1/N) Xᵀ D X, and the sum that this is."""
    vector = names.at("x", SAMPLE)
    total = names.reduced(Product((*names.spread(SAMPLE).factors, vector, Transpose(vector))))
    return chain(HESSIAN, ("=", total), ("=", product_of((names.share, Transpose(DATA), CURVATURE, DATA))))


def quadratic_form(names: Names) -> Chain:
    """Return vᵀHv = (1/N) Σ p_i(1 − p_i)(x_iᵀv)² ≥ 0."""
    vector = names.at("x", SAMPLE)
    along = power(Product((Transpose(vector), DIRECTION)), 2)
    form = Product((Transpose(DIRECTION), HESSIAN, DIRECTION))
    return chain(form, ("=", names.reduced(Product((*names.spread(SAMPLE).factors, along)))), ("≥", ZERO))


def data_vector(names: Names) -> Chain:
    """Return x_i with its entries, and a 1 at the end where there is a bias."""
    entries: list[Node] = [names.input(SAMPLE, j) for j in names.inputs]
    row = Tuple((*entries, ONE) if names.has_bias else tuple(entries))
    return chain(names.at("x", SAMPLE), ("=", Transpose(row)))


def data_matrix(names: Names) -> Chain:
    """Return X with its numbers."""
    rows = tuple(tuple(map(given_node, names.model.row(sample))) for sample in names.model.samples)
    return chain(DATA, ("=", Matrix(rows)))


def half() -> Chain:
    """Return the probability at a weighted sum of 0."""
    return chain(Call("sigmoid", (ZERO,)), ("=", Fraction(ONE, TWO)))
