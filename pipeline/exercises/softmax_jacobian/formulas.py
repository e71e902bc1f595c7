"""What holds for all inputs: the Jacobian in closed form, and what follows from it."""

from pipeline.exercises.softmax_jacobian.names import (
    DIRECTION,
    JACOBIAN,
    LOSS,
    MEAN,
    ONES,
    SCALED,
    TEMPERATURE,
    I,
    J,
    K,
    Names,
    squared,
    zeros,
)
from pipeline.notation.build import ONE, ZERO, chain, difference, neg
from pipeline.notation.layout import LINE
from pipeline.notation.tree import (
    Call,
    Chain,
    Derivative,
    Fraction,
    Group,
    Indexed,
    Matrix,
    Node,
    Product,
    Sum,
    Symbol,
    Term,
    Transpose,
)
from pipeline.notation.width import width


def scaling(names: Names) -> Chain:
    """Return a_i = z_i / τ."""
    return chain(names.scaled(I), ("=", Fraction(names.input(I), TEMPERATURE)))


def by_chain_rule(names: Names) -> Chain:
    """Return ∂s_i/∂z_j = ∂s_i/∂a_j · ∂a_j/∂z_j = (1/τ) ∂s_i/∂a_j."""
    inner = Derivative(names.output(I), (Indexed(SCALED, (J,)),), "quotient")
    outer = Derivative(Indexed(SCALED, (J,)), (names.input(J),), "quotient")
    return chain(names.slope(I, J), ("=", Product((inner, outer))), ("=", names.by_temperature(inner)))


def closed_form(names: Names) -> Chain:
    """Return J = diag(s) − ssᵀ, with all entries where they fit on a line."""
    found = chain(JACOBIAN, ("=", names.closed_form()))
    entries = Matrix(tuple(tuple(_entry(names, i, j) for j in names.places) for i in names.places))
    written = names.by_temperature(entries)
    if width(found) + width(written) > LINE:
        return found
    return chain(JACOBIAN, ("=", names.closed_form()), ("=", written))


def _entry(names: Names, i: int, j: int) -> Node:
    if i == j:
        return Product((names.output(i), difference(ONE, names.output(i))))
    return neg(Product((names.output(i), names.output(j))))


def symmetry(names: Names) -> Chain:
    """Return Jᵀ = (diag(s) − ssᵀ)ᵀ = diag(s) − ssᵀ = J."""
    flipped = names.closed_form()
    if isinstance(flipped, Product):
        turned: Node = Product((flipped.factors[0], Transpose(flipped.factors[1])))
    else:
        turned = Transpose(flipped)
    return chain(Transpose(JACOBIAN), ("=", turned), ("=", flipped), ("=", JACOBIAN))


def row_sums(names: Names) -> Chain:
    """Return Ju = diag(s)u − s(sᵀu) = s − s · 1 = 0."""
    s = names.output_vector
    parts = Sum((Term(1, Product((Call("diag", (s,)), ONES))), Term(-1, Product((s, Group(_times(s, ONES)))))))
    rest = Sum((Term(1, s), Term(-1, Product((s, ONE)))))
    scaled = (names.by_temperature(part) for part in (parts, rest))
    return chain(Product((JACOBIAN, ONES)), *(("=", part) for part in scaled), ("=", zeros(names.size)))


def _times(left: Symbol, right: Node) -> Product:
    return Product((Transpose(left), right))


def outputs_add_up(names: Names) -> Chain:
    """Return sᵀu = Σ s_k = 1."""
    total = names.over_all(K, names.output(K))
    return chain(_times(names.output_vector, ONES), ("=", total), ("=", ONE))


def row_by_entries(names: Names) -> Chain:
    """Return Σ_j ∂s_i/∂z_j = 0, entry by entry."""
    s = names.output(I)
    rest = Sum((Term(1, s), Term(-1, Product((s, names.over_all(J, names.output(J)))))))
    return chain(names.over_all(J, names.slope(I, J)), ("=", names.by_temperature(rest)), ("=", ZERO))


def quadratic_form(names: Names) -> Chain:
    """Return vᵀJv = Σ s_k v_k² − (Σ s_k v_k)² = Σ s_k (v_k − m)² ≥ 0."""
    v, s = Indexed("v", (K,)), names.output(K)
    form = Product((Transpose(DIRECTION), JACOBIAN, DIRECTION))
    square = squared(Group(names.over_all(K, Product((s, v)))))
    first = Sum((Term(1, names.over_all(K, Product((s, squared(v))))), Term(-1, square)))
    variance = names.over_all(K, Product((s, squared(difference(v, MEAN)))))
    members = (names.by_temperature(first), names.by_temperature(variance))
    return chain(form, *(("=", member) for member in members), ("≥", ZERO))


def mean(names: Names) -> Chain:
    """Return m = Σ s_k v_k."""
    return chain(MEAN, ("=", names.over_all(K, Product((names.output(K), Indexed("v", (K,)))))))


def loss(names: Names) -> Chain:
    """Return E = −Σ y_k ln s_k."""
    return chain(LOSS, ("=", neg(names.over_all(K, Product((names.target(K), Call("log", (names.output(K),))))))))


def loss_gradient(names: Names) -> Chain:
    """Return ∂E/∂z_j = Σ_i ∂E/∂s_i ∂s_i/∂z_j = … = s_j − y_j."""
    by_output = Derivative(LOSS, (names.output(I),), "quotient")
    s, y = names.output(J), names.target(J)
    paths = names.over_all(I, Product((by_output, names.slope(I, J))))
    numbers = neg(names.over_all(I, Product((Fraction(names.target(I), names.output(I)), names.slope(I, J)))))
    collected = Sum((Term(-1, y), Term(1, Product((s, names.over_all(I, names.target(I)))))))
    return chain(
        Derivative(LOSS, (names.input(J),), "quotient"),
        ("=", paths, "chain rule"),
        ("=", numbers),
        ("=", names.by_temperature(collected)),
        ("=", names.by_temperature(difference(s, y))),
    )
