"""What a lecture derives once, for any network: the slopes of the activation functions, softmax, its invariance."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from pipeline.derivation.checked import checked
from pipeline.derivation.differentiate import differentiate
from pipeline.derivation.steps import Detail
from pipeline.exercises.backpropagation.activations import ELEMENTWISE, exp
from pipeline.notation.build import ONE, ZERO, chain, difference, neg, power, sum_of
from pipeline.notation.expression import const
from pipeline.notation.meaning import EMPTY, Definition, Scope
from pipeline.notation.tree import (
    BigSum,
    Chain,
    Derivative,
    Fraction,
    Indexed,
    Link,
    Node,
    Product,
    Sum,
    Symbol,
    Term,
)

SUM_INDEX, I, J, SIZE, SHIFT = Symbol("k"), Symbol("i"), Symbol("j"), Symbol("d"), Symbol("c")

PLACES = ((2, 1, 2), (3, 3, 1))
"""Number of units, i and j at which a statement about any number of units is checked."""


@dataclass(frozen=True)
class Letters:
    """Letters of general statements, chosen so that the sheet uses them for nothing else.

    Attributes:
        argument: Of an activation function; with an index, of softmax.
        softmax: What softmax gives, with an index.
    """

    argument: str = "t"
    softmax: str = "s"

    @property
    def plain(self) -> Symbol:
        """The argument of a function of one variable."""
        return Symbol(self.argument)

    def argument_at(self, index: Node) -> Node:
        """Return an argument of softmax."""
        return Indexed(self.argument, (index,))

    def softmax_at(self, index: Node) -> Node:
        """Return what softmax gives for it."""
        return Indexed(self.softmax, (index,))

    def total(self, shift: Node | None = None) -> Node:
        """Return the denominator of softmax, with every argument shifted if wanted."""
        inner = self.argument_at(SUM_INDEX)
        return BigSum(SUM_INDEX, ONE, SIZE, exp(inner if shift is None else sum_of((inner, shift))))


def free_letters(used: Collection[str]) -> Letters:
    """Return letters that are none of those in use (names without their indices)."""
    argument = next(letter for letter in "tuvqrx" if letter not in used)
    return Letters(argument, next(letter for letter in "spqrgm" if letter not in {*used, argument}))


def definition(name: str, letters: Letters) -> Chain:
    """Return how an elementwise activation function is defined, φ(t) = …."""
    function, t = ELEMENTWISE[name], letters.plain
    return checked(chain(function.at(t), ("=", function.definition(t))), EMPTY)


@cache
def derivative(name: str, letters: Letters, detail: Detail) -> Chain:
    """Return the derivative of an elementwise activation function by rule, ending as it is used."""
    function, t = ELEMENTWISE[name], letters.plain
    worked = differentiate(function.definition(t), t).chain(Derivative(function.at(t), (t,)), detail)
    ending = [*_factored(name, t), function.derivative(t)]
    tail = Chain(worked.links[-1].node, tuple(Link("=", node) for node in ending if node != worked.links[-1].node))
    return Chain(worked.first, worked.links + checked(tail, EMPTY).links)


def _factored(name: str, t: Node) -> list[Node]:
    """Return the members between what the rules give and the function itself again."""
    falling, whole = exp(neg(t)), sum_of((ONE, exp(neg(t))))
    match name:
        case "sigmoid":
            one_over = Fraction(ONE, whole)
            return [
                Product((one_over, Fraction(falling, whole))),
                Product((one_over, difference(ONE, one_over))),
            ]
        case "softplus":
            return [Fraction(ONE, whole)]
        case _:
            return []


@cache
def softmax_definition(letters: Letters) -> Chain:
    """Return s_i = e^{t_i} / Σ e^{t_k} for any number of units."""
    quotient = Fraction(exp(letters.argument_at(I)), letters.total())
    return _for_all_sizes(chain(letters.softmax_at(I), ("=", quotient)), letters)


@cache
def softmax_sum_slope(letters: Letters) -> Chain:
    """Return the derivative of the denominator: one summand only depends on t_j."""
    variable = letters.argument_at(J)
    return _for_all_sizes(chain(Derivative(letters.total(), (variable,)), ("=", exp(variable))), letters)


@cache
def softmax_same(letters: Letters) -> Chain:
    """Return the derivative of softmax by its own argument (i = j), by the quotient rule."""
    variable, total, s = letters.argument_at(I), letters.total(), letters.softmax_at(I)
    top = exp(variable)
    numerator = difference(Product((top, total)), Product((top, top)))
    return _for_all_sizes(
        chain(
            Derivative(s, (variable,), "quotient"),
            ("=", Derivative(Fraction(top, total), (variable,))),
            ("=", Fraction(numerator, power(total, 2)), "quotient rule"),
            ("=", Product((Fraction(top, total), Fraction(difference(total, top), total)))),
            ("=", Product((s, difference(ONE, s)))),
        ),
        letters,
    )


@cache
def softmax_other(letters: Letters) -> Chain:
    """Return the derivative of softmax by another argument (i ≠ j), by the quotient rule."""
    variable, total = letters.argument_at(J), letters.total()
    top, other = exp(letters.argument_at(I)), exp(variable)
    # The zero stays: it is the derivative of the numerator, and the point of this case.
    numerator = Sum((Term(1, Product((ZERO, total))), Term(-1, Product((top, other)))))
    return _for_all_sizes(
        chain(
            Derivative(letters.softmax_at(I), (variable,), "quotient"),
            ("=", Derivative(Fraction(top, total), (variable,))),
            ("=", Fraction(numerator, power(total, 2)), "quotient rule"),
            ("=", neg(Product((Fraction(top, total), Fraction(other, total))))),
            ("=", neg(Product((letters.softmax_at(I), letters.softmax_at(J))))),
        ),
        letters,
    )


@cache
def softmax_shift(letters: Letters) -> Chain:
    """Return that softmax stays the same when all its arguments shift by c."""
    argument, shift = letters.argument_at(I), exp(SHIFT)
    return _for_all_sizes(
        chain(
            Fraction(exp(sum_of((argument, SHIFT))), letters.total(SHIFT)),
            ("=", Fraction(Product((shift, exp(argument))), Product((shift, letters.total())))),
            ("=", Fraction(exp(argument), letters.total())),
        ),
        letters,
    )


def _for_all_sizes(statement: Chain, letters: Letters) -> Chain:
    """Return the chain after proving it for several sizes."""
    for size, i, j in PLACES:
        quotients = {f"{letters.softmax}_{unit}": _softmax_of(letters, unit, size) for unit in range(1, size + 1)}
        checked(statement, Scope(quotients).binding({"d": const(size), "i": const(i), "j": const(j)}))
    return statement


def _softmax_of(letters: Letters, unit: int, size: int) -> Definition:
    arguments = [exp(Symbol(f"{letters.argument}_{k}")) for k in range(1, size + 1)]
    return Definition((), Fraction(arguments[unit - 1], sum_of(arguments)))
