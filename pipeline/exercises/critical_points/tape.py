"""Expressions as a list of operations, each distinct one once, that are carried out on many boxes at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from flint import arb, fmpq

from pipeline.exercises.critical_points import intervals
from pipeline.exercises.critical_points.box import ends_of
from pipeline.exercises.critical_points.damped import damped, relative_slopes
from pipeline.exercises.critical_points.intervals import Flags, Floats, Intervals
from pipeline.notation import expression as ex
from pipeline.notation.evaluate import precision
from pipeline.notation.expression import Expr

ENDS_BITS = 80

Key = tuple[object, ...]


@dataclass(frozen=True)
class Step:
    """One operation.

    Attributes:
        operation: `variable`, `constant`, `add`, `multiply`, `power`, `reciprocal`, `damped`, or a function's name.
        operands: Numbers of earlier steps; the variable's index; the exponent comes last.
        value: Of a constant.
    """

    operation: str
    operands: tuple[int, ...]
    value: Intervals | None = None


@dataclass
class Tape:
    """Several expressions in the same variables, their common parts computed once.

    Attributes:
        variables: Names, in the order of a box's sides.
        is_far: Whether boxes are unbounded, so that a product with an exponential is bounded by how fast it falls.
        steps: The operations in order.
        results: The step of each expression.
    """

    variables: tuple[str, ...]
    is_far: bool = False
    steps: list[Step] = field(default_factory=list)
    results: list[int] = field(default_factory=list)
    known: dict[Key, int] = field(default_factory=dict)

    def step(self, operation: str, *operands: int, value: Intervals | None = None, key: object = None) -> int:
        """Return the number of a step, new or known."""
        name = (operation, operands, key)
        if name not in self.known:
            self.known[name] = len(self.steps)
            self.steps.append(Step(operation, operands, value))
        return self.known[name]

    def record(self, expr: Expr) -> None:
        """Add an expression to the results."""
        self.results.append(ex.fold(expr, self._visit_far if self.is_far else self._visit))

    def _visit_far(self, node: Expr, parts: tuple[int, ...]) -> int:
        """Bound x·e^{−x²} by its value at the near end of an unbounded side from which on it falls."""
        number = self._visit(node, parts)
        slopes = relative_slopes(node, self.variables)
        return number if slopes is None else self.step("damped", number, *(ex.fold(s, self._visit) for s in slopes))

    def _visit(self, node: Expr, parts: tuple[int, ...]) -> int:
        match node:
            case ex.Const(value):
                return self.step("constant", value=enclosed(node), key=str(value))
            case ex.Pi():
                return self.step("constant", value=enclosed(node), key="pi")
            case ex.Var(name):
                return self.step("variable", self.variables.index(name))
            case ex.Add():
                return self._joined("add", parts)
            case ex.Mul():
                return self._product(parts)
            case ex.Pow(_, ex.Const(exponent)):
                return self._power(parts[0], exponent)
            case ex.Pow():
                return self.step("exp", self._joined("multiply", (parts[1], self.step("log", parts[0]))))
            case ex.Fn(name, _):
                return self.step(name, *parts)
            case _:
                raise TypeError(type(node).__name__)

    def _joined(self, operation: str, parts: Sequence[int]) -> int:
        first, *rest = sorted(parts) if operation == "add" else parts
        for part in rest:
            first = self.step(operation, *sorted((first, part)))
        return first

    def _product(self, parts: Sequence[int]) -> int:
        """A factor that stands several times is a power: x·x on [−1, 1] is [0, 1]."""
        counts = {part: parts.count(part) for part in sorted(parts)}
        return self._joined("multiply", [self._power(part, fmpq(count)) for part, count in counts.items()])

    def _power(self, base: int, exponent: fmpq) -> int:
        if exponent.q == 2:
            return self._power(self.step("sqrt", base), fmpq(exponent.p))
        if exponent.q != 1:
            scaled = self.step("constant", value=enclosed(ex.Const(exponent)), key=str(exponent))
            return self.step("exp", self._joined("multiply", (scaled, self.step("log", base))))
        n = int(exponent.p)
        if n < 0:
            return self.step("reciprocal", self._power(base, -exponent))
        return base if n == 1 else self.step("power", base, n)

    def run(self, low: Floats, high: Floats) -> tuple[list[Intervals], Flags]:
        """Enclose all results on boxes.

        Args:
            low: Lower ends, shape (variables, boxes).
            high: Upper ends, same shape.

        Returns:
            One array of intervals a result, and where something is undefined on the whole box.
        """
        with np.errstate(all="ignore"):
            base = intervals.near_point(low, high) if self.is_far else None
            at_base = None if base is None else self._values(base, base)[0]
            steps = (
                [] if base is None else [intervals.displacement(*side) for side in zip(low, high, base, strict=True)]
            )
            values, nowhere = self._values(low, high, at_base, steps)
        shape = low.shape[1:]
        found = [values[i] for i in self.results]
        return [Intervals(np.broadcast_to(v.low, shape), np.broadcast_to(v.high, shape)) for v in found], nowhere

    def _values(
        self, low: Floats, high: Floats, at_base: Sequence[Intervals] | None = None, way: Sequence[Intervals] = ()
    ) -> tuple[list[Intervals], Flags]:
        """Carry out all operations; `at_base` are their values at a point of each box, `way` leads from there."""
        values: list[Intervals] = []
        nowhere: Flags = np.zeros(low.shape[1], dtype=bool)
        for step in self.steps:
            if step.operation == "damped":
                first, *slopes = step.operands
                value, flags = values[first], None
                if at_base is not None:
                    value = damped(value, at_base[first], [values[i] for i in slopes], way)
            else:
                value, flags = _carried_out(step, values, low, high)
            values.append(value)
            nowhere = nowhere if flags is None else nowhere | flags
        return values, nowhere


def tape_of(expressions: Sequence[Expr], variables: tuple[str, ...], *, is_far: bool = False) -> Tape:
    """Return the tape that computes all expressions."""
    tape = Tape(variables, is_far)
    for expr in expressions:
        tape.record(expr)
    return tape


def _carried_out(step: Step, values: Sequence[Intervals], low: Floats, high: Floats) -> tuple[Intervals, Flags | None]:
    match step.operation:
        case "variable":
            return Intervals(low[step.operands[0]], high[step.operands[0]]), None
        case "constant":
            assert step.value is not None
            return step.value, None
        case "power":
            return intervals.whole_power(values[step.operands[0]], step.operands[1]), None
        case "add" | "multiply":
            a, b = (values[i] for i in step.operands)
            return (intervals.add if step.operation == "add" else intervals.multiply)(a, b), None
        case name:
            a = values[step.operands[0]]
            apply = intervals.reciprocal if name == "reciprocal" else intervals.FUNCTIONS[name]
            return apply(a), intervals.undefined(name, a)


def enclosed(number: Expr) -> Intervals:
    """Return floats on both sides of a constant, or the constant where it is a float."""
    with precision(ENDS_BITS):
        value = arb.pi() if isinstance(number, ex.Pi) else arb(number.value) if isinstance(number, ex.Const) else None
        assert value is not None
        near = float(value.mid())
        return intervals.number(np.array(near)) if value == near else intervals.constant(*ends_of(value))
