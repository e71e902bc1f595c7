"""What a lecture derives once, for any network: the slopes of the activation functions, softmax, its invariance."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from pipeline.derivation.checked import checked
from pipeline.derivation.differentiate import differentiate
from pipeline.derivation.steps import Detail
from pipeline.exercises.networks.activations import ELEMENTWISE, exp
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

PLACES = ((2, 1, 2), (3, 3, 1))
"""Number of units, i and j at which a statement about any number of units is checked."""


@dataclass(frozen=True)
class Letters:
    """Letters of general statements, chosen so that the sheet uses them for nothing else.

    Attributes:
        argument: Of an activation function; with an index, of softmax.
        softmax: What softmax gives, with an index.
        indices: Three: of the output, of the argument, of a sum.
        size: The number of units.
        shift: What is added to all arguments.
    """

    argument: str = "t"
    softmax: str = "s"
    indices: tuple[str, str, str] = ("i", "j", "k")
    size: str = "d"
    shift: str = "c"

    @property
    def plain(self) -> Symbol:
        """The argument of a function of one variable."""
        return Symbol(self.argument)

    @property
    def places(self) -> tuple[Symbol, Symbol, Symbol]:
        """The indices as symbols."""
        i, j, k = map(Symbol, self.indices)
        return i, j, k

    def argument_at(self, index: Node) -> Node:
        """Return an argument of softmax."""
        return Indexed(self.argument, (index,))

    def softmax_at(self, index: Node) -> Node:
        """Return what softmax gives for it."""
        return Indexed(self.softmax, (index,))

    def total(self, shift: Node | None = None) -> Node:
        """Return the denominator of softmax, with every argument shifted if wanted."""
        index = self.places[2]
        inner = self.argument_at(index)
        return BigSum(index, ONE, Symbol(self.size), exp(inner if shift is None else sum_of((inner, shift))))


def free_letters(names: Collection[str]) -> Letters:
    """Return letters that are used neither as a name (without its indices) nor, for indices, within one."""
    used = {name.partition("_")[0] for name in names}
    within = {letter for name in names for letter in name}
    indices = [letter for letter in "ijklmn" if letter not in within] + ["i", "j", "k"]
    found: list[str] = []
    for wanted in ("tuvqrx", "spqrgm", "dNDM", "cbah"):
        found.append(next(letter for letter in wanted if letter not in {*used, *found, *indices[:3]}))
    argument, softmax, size, shift = found
    return Letters(argument, softmax, (indices[0], indices[1], indices[2]), size, shift)


@cache
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
    return _for_all_sizes(chain(letters.softmax_at(letters.places[0]), ("=", softmax_of_any_size(letters))), letters)


def softmax_of_any_size(letters: Letters) -> Node:
    """Return e^{t_i} / Σ e^{t_k}."""
    return Fraction(exp(letters.argument_at(letters.places[0])), letters.total())


@cache
def softmax_sum_slope(letters: Letters) -> Chain:
    """Return the derivative of the denominator: one summand only depends on t_j."""
    variable = letters.argument_at(letters.places[1])
    return _for_all_sizes(chain(Derivative(letters.total(), (variable,)), ("=", exp(variable))), letters)


@cache
def softmax_same(letters: Letters) -> Chain:
    """Return the derivative of softmax by its own argument (i = j), by the quotient rule."""
    i, _, _ = letters.places
    variable, total, s = letters.argument_at(i), letters.total(), letters.softmax_at(i)
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
    i, j, _ = letters.places
    variable, total = letters.argument_at(j), letters.total()
    top, other = exp(letters.argument_at(i)), exp(variable)
    # The zero stays: it is the derivative of the numerator, and the point of this case.
    numerator = Sum((Term(1, Product((ZERO, total))), Term(-1, Product((top, other)))))
    return _for_all_sizes(
        chain(
            Derivative(letters.softmax_at(i), (variable,), "quotient"),
            ("=", Derivative(Fraction(top, total), (variable,))),
            ("=", Fraction(numerator, power(total, 2)), "quotient rule"),
            ("=", neg(Product((Fraction(top, total), Fraction(other, total))))),
            ("=", neg(Product((letters.softmax_at(i), letters.softmax_at(j))))),
        ),
        letters,
    )


@cache
def softmax_shift(letters: Letters) -> Chain:
    """Return that softmax stays the same when all its arguments shift by c."""
    amount = Symbol(letters.shift)
    argument, shift = letters.argument_at(letters.places[0]), exp(amount)
    return _for_all_sizes(
        chain(
            Fraction(exp(sum_of((argument, amount))), letters.total(amount)),
            ("=", Fraction(Product((shift, exp(argument))), Product((shift, letters.total())))),
            ("=", Fraction(exp(argument), letters.total())),
        ),
        letters,
    )


def _for_all_sizes(statement: Chain, letters: Letters) -> Chain:
    """Return the chain after proving it for several sizes."""
    first, second, _ = letters.indices
    for size, i, j in PLACES:
        quotients = {f"{letters.softmax}_{unit}": _softmax_of(letters, unit, size) for unit in range(1, size + 1)}
        checked(statement, Scope(quotients).binding({letters.size: const(size), first: const(i), second: const(j)}))
    return statement


def _softmax_of(letters: Letters, unit: int, size: int) -> Definition:
    arguments = [exp(Symbol(f"{letters.argument}_{k}")) for k in range(1, size + 1)]
    return Definition((), Fraction(arguments[unit - 1], sum_of(arguments)))
