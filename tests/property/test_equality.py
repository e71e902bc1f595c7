from collections.abc import Callable

import mpmath
import sympy
from flint import fmpq
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.equality.decide import decide
from pipeline.equality.verdict import Proved, Refuted, Unknown
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import to_sympy
from pipeline.notation.expression import Expr
from pipeline.notation.meaning import meaning
from pipeline.notation.tree import Call, Fraction, Node, Number, Power, Product, Sum, Symbol, Term, replace_at, walk
from tests.property.trees import UndefinedError, agree, exponents, numbers, points, polynomials, symbols, trees, value

Point = dict[str, mpmath.mpf]

SAMPLES = [
    {"x": mpmath.mpf(a) / 7, "y": mpmath.mpf(b) / 7}
    for a, b in [(3, 5), (-4, 9), (11, -2), (-6, -13), (1, 20), (17, 3), (2, 2)]
]


def values(node: Node) -> list[mpmath.mpf | None]:
    """Return the values at the sample points, None where there is none."""
    found: list[mpmath.mpf | None] = []
    for at in SAMPLES:
        try:
            found.append(value(node, at))
        except UndefinedError:
            found.append(None)
    return found


def entangled() -> st.SearchStrategy[Node]:
    """Formulas whose irrational parts depend on each other: exponentials, logarithms, roots of the same few things."""
    base = st.one_of(symbols(), numbers(), st.just(Fraction(Symbol("x"), Number("2"))))

    def extend(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        names = st.sampled_from(["exp", "exp", "log", "sqrt", "abs", "sin", "cos", "tanh", "sigmoid", "cosh"])
        return st.one_of(
            st.builds(lambda name, part: Call(name, (part,)), names, parts),
            st.builds(lambda a, b, s: Sum((Term(1, a), Term(s, b))), parts, parts, st.sampled_from([1, -1])),
            st.builds(lambda a, b: Product((a, b)), parts, parts),
            st.builds(lambda a, n: Fraction(a, Number(n)), parts, st.sampled_from(["2", "3"])),
            st.builds(Power, parts, exponents()),
        )

    return st.recursive(base, extend, max_leaves=6)


@st.composite
def neighbours(draw: st.DrawFn) -> tuple[Node, Node]:
    """Draw a formula and the same with one part replaced: often false, sometimes true."""
    node = draw(st.one_of(entangled(), trees(leaves=5)))
    path, part = draw(st.sampled_from(list(walk(node))))
    if isinstance(part, Term):
        return node, replace_at(node, path, Term(-1 if part.sign > 0 else 1, part.node))
    new = draw(
        st.sampled_from(
            [
                Call("abs", (part,)), Fraction(part, Number("2")), Power(part, Number("2")), Call("sqrt", (part,)),
                Product((part, part)), Sum((Term(-1, part),)), Call("exp", (Call("log", (part,)),)),
                Power(Call("sqrt", (part,)), Number("2")), Call("sqrt", (Power(part, Number("2")),)),
                Fraction(Product((part, Symbol("y"))), Symbol("y")), Sum((Term(1, part), Term(1, Number("0")))),
                Call("log", (Call("exp", (part,)),)),
                Power(Power(part, Number("3")), Fraction(Number("1"), Number("3"))),
            ]
        )
    )  # fmt: skip
    return node, replace_at(node, path, new)


@given(neighbours(), st.one_of(st.none(), entangled()))
@settings(max_examples=150)
def test_a_proof_and_a_refutation_are_never_wrong(pair: tuple[Node, Node], extra: Node | None) -> None:
    """What is proved agrees wherever both sides are defined; what is refuted differs at the witness, says mpmath."""
    left, right = (Sum((Term(1, side), Term(1, extra))) if extra else side for side in pair)
    verdict = decide(meaning(left), meaning(right))
    with mpmath.workdps(60):
        if isinstance(verdict, Proved):
            for a, b in zip(values(left), values(right), strict=True):
                assert a is None or b is None or agree(a, b, 30)
        if isinstance(verdict, Refuted):
            at = {name: mpmath.mpf(1) for name in ("x", "y")}
            for name, text in verdict.witness.at.items():
                top, _, bottom = text.partition("/")
                at[name] = mpmath.mpf(top) / mpmath.mpf(bottom or 1)
            try:
                a, b = value(left, at), value(right, at)
            except UndefinedError:
                return  # beyond what mpmath is asked to compute with
            assert a != b


def from_sympy(expr: sympy.Expr) -> Expr:
    """Translate a SymPy expression."""
    if expr.is_Symbol:
        return ex.Var(expr.name)
    if expr.is_Rational:
        return ex.Const(fmpq(int(expr.p), int(expr.q)))
    if expr is sympy.E:
        return ex.Fn("exp", ex.ONE)
    parts = [from_sympy(argument) for argument in expr.args]
    if expr.is_Add:
        return ex.add(*parts)
    if expr.is_Mul:
        return ex.mul(*parts)
    if expr.is_Pow:
        return ex.power(*parts)
    return ex.Fn(type(expr).__name__, parts[0])


SAME: dict[str, Callable[[sympy.Expr], sympy.Expr]] = {
    "expand": sympy.expand,
    "factor": sympy.factor,
    "together": sympy.together,
    "horner": lambda e: sympy.horner(sympy.expand(e), wrt=sympy.Symbol("x", real=True)),
}


@given(polynomials(6), st.sampled_from(list(SAME)))
@settings(max_examples=60)
def test_a_polynomial_identity_is_proved(node: Node, how: str) -> None:
    """A polynomial equals what SymPy makes of it, by proof; with a constant added it is refuted."""
    expr = meaning(node)
    other = from_sympy(SAME[how](to_sympy(expr)))
    assert isinstance(decide(expr, other), Proved)
    assert isinstance(decide(expr, ex.add(other, ex.const(fmpq(1, 1000)))), Refuted)


@given(
    trees(("exp", "sin", "cos"), leaves=4, powers=st.sampled_from(["1", "2"]).map(Number)),
    st.sampled_from([sympy.expand, sympy.expand_trig, sympy.powsimp, sympy.together]),
)
@settings(max_examples=40)
def test_a_true_identity_is_never_refuted(node: Node, same: Callable[[sympy.Expr], sympy.Expr]) -> None:
    """What SymPy's expansions make of a formula with exponentials, sines and cosines stays equal to it."""
    expr = meaning(node)
    judged = to_sympy(expr)
    assume(judged.is_finite is not False and not judged.has(sympy.zoo, sympy.nan))
    try:
        other = from_sympy(same(judged))
    except (AttributeError, TypeError):
        assume(False)
        raise
    verdict = decide(expr, other)
    assert not isinstance(verdict, Refuted), (judged, same(judged))


@given(neighbours())
@settings(max_examples=30)
def test_verdicts_are_reproducible(pair: tuple[Node, Node]) -> None:
    """The same relation gets the same verdict, with the same witness, from trees built anew."""
    left, right = pair
    assert decide(meaning(left), meaning(right)) == decide(meaning(left), meaning(right))


@given(trees(leaves=6), points())
@settings(max_examples=60)
def test_a_formula_equals_itself(node: Node, at: Point) -> None:
    """A formula with a value is never said to differ from itself."""
    try:
        value(node, at)
    except UndefinedError:
        assume(False)
    assert not isinstance(decide(meaning(node), meaning(node)), Refuted)
    different = Sum((Term(1, node), Term(1, Number("1"))))
    assert isinstance(decide(meaning(node), meaning(different)), Refuted | Unknown)
