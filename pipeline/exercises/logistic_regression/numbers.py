"""The numbers of the exercise: every sample at the start, gradient and Hessian there, and the path of the descent."""

from dataclasses import dataclass
from fractions import Fraction

from flint import arb, fmpq, fmpq_mat

from pipeline.exercises.decimals import as_ball
from pipeline.exercises.descent import State, descend
from pipeline.exercises.logistic_regression.names import LOSS, Names
from pipeline.exercises.networks.values import value_of
from pipeline.notation.evaluate import ball
from pipeline.notation.meaning import meaning
from pipeline.notation.tree import Node

Number = Fraction | arb


@dataclass(frozen=True)
class SampleValues:
    """A sample at the start.

    Attributes:
        preactivation: z_i.
        probability: p_i.
        error: p_i − y_i.
        loss: ℓ_i.
    """

    preactivation: Number
    probability: Number
    error: Number
    loss: Number


@dataclass(frozen=True)
class Numbers:
    """All values.

    Attributes:
        samples: At the start.
        loss: At the start.
        gradient: By the weights, then by the bias.
        hessian: In the same order.
        path: The states before the first step and after each.
        correct: Samples on the right side after the last step.
        rank: Of the data with a 1 appended for the bias.
    """

    samples: tuple[SampleValues, ...]
    loss: Number
    gradient: tuple[Number, ...]
    hessian: tuple[tuple[Number, ...], ...]
    path: tuple[State, ...]
    correct: int
    rank: int


def compute(names: Names) -> Numbers:
    """Return all values.

    Raises:
        ComputationError: Where a value cannot be told from 0, or the path diverges.
    """
    scope, model = names.valued(), names.model
    samples = tuple(
        SampleValues(*(value_of(formula, scope, f"{what} of sample {i}") for what, formula in _formulas(names, i)))
        for i in names.samples
    )
    path = descend(
        meaning(LOSS, names.free()), [symbol.name for symbol in names.parameters], model.start, model.learning_rate,
        model.steps,
    )  # fmt: skip
    return Numbers(
        samples,
        value_of(LOSS, scope),
        tuple(value_of(names.by(a), scope) for a in names.parameters),
        tuple(tuple(value_of(names.by(a, b), scope) for b in names.parameters) for a in names.parameters),
        path,
        sum(is_correct(names, path[-1], i) for i in names.samples),
        rank(names),
    )


def _formulas(names: Names, i: int) -> tuple[tuple[str, Node], ...]:
    return (
        ("the weighted sum", names.at("z", i)),
        ("the probability", names.at("p", i)),
        ("the error", names.error(i)),
        ("the loss", names.at("ell", i)),
    )


def is_correct(names: Names, state: State, i: int) -> bool:
    """Tell whether a sample lies strictly on the side of its class."""
    target = names.model.samples[i - 1].target
    side = meaning(names.weighted_sum(i), names.free())
    value = ball(side, {symbol.name: as_ball(x) for symbol, x in zip(names.parameters, state.at, strict=True)})
    return bool(value > 0 if target else value < 0)


def rank(names: Names) -> int:
    """Return the rank of X, exactly."""
    rows = [[fmpq(x.numerator, x.denominator) for x in names.model.row(s)] for s in names.model.samples]
    return int(fmpq_mat(len(rows), len(rows[0]), [entry for row in rows for entry in row]).rank())


def contributions(names: Names, numbers: Numbers, place: int) -> list[Number]:
    """Return what each sample contributes to the derivative by a parameter (from 0), before sum or mean."""
    factors = (names.model.row(sample)[place] for sample in names.model.samples)
    return [_times(sample.error, factor) for sample, factor in zip(numbers.samples, factors, strict=True)]


def _times(value: Number, factor: Fraction) -> Number:
    if isinstance(value, Fraction) or not factor:
        return Fraction(value * factor) if isinstance(value, Fraction) else Fraction(0)
    return value * as_ball(factor)
