"""Decides whether a constraint holds for given parameters and quantities: exactly, or by rigorous balls.

What stands for several numbers (`minors[*]`, a whole matrix) has to meet a comparison with every one of them. What
cannot be proved, as `==` between two inexact numbers, does not hold.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

from flint import arb, fmpq

from pipeline.exercises.formula import Formula
from pipeline.notation.evaluate import precision
from pipeline.sheet.conditions import Claim, Comparison, Constant, Logic, Lookup, Operand, Operation, Step, Truth

BITS = 192
MAX_COMBINATIONS = 100_000
MAX_POWER_BITS = 20_000

Leaf = Fraction | arb | str | bool | None
Look = Callable[[Lookup], Any]
"""The value that a name or path has: a leaf, or nested lists and mappings of them; None where there is none."""


def holds(claim: Claim, look: Look) -> bool:
    """Tell whether a claim is proved.

    Args:
        claim: A constraint's.
        look: Gives the values of its names and paths.
    """
    with precision(BITS):
        return _holds(claim, look)


def _holds(claim: Claim, look: Look) -> bool:
    match claim:
        case Logic("and", parts):
            return all(_holds(part, look) for part in parts)
        case Logic("or", parts):
            return any(_holds(part, look) for part in parts)
        case Logic(_, (part,)):
            return not _holds(part, look)
        case Truth(operand):
            return all(leaf is True for leaf in _leaves(operand, look))
        case Comparison(first, rest):
            operands = [_leaves(first, look), *(_leaves(operand, look) for _, operand in rest)]
            signs = [sign for sign, _ in rest]
            return all(
                all(_compare(sign, *pair) for sign, pair in zip(signs, pairwise(row), strict=True))
                for row in _combined(operands)
            )
    raise TypeError(f"{claim} is no claim")


def _combined(operands: Sequence[Sequence[Leaf]]) -> Iterator[tuple[Leaf, ...]]:
    if math.prod(map(len, operands)) > MAX_COMBINATIONS:
        return iter([(None,) * len(operands)])  # which nothing holds for
    return product(*operands)


def _leaves(operand: Operand, look: Look) -> tuple[Leaf, ...]:
    match operand:
        case Constant(value):
            return (value,)
        case Lookup():
            found = look(operand)
            return (None,) if found is None else tuple(_flat(found))
        case Operation("count", (Lookup() as path,)):
            found = look(path)
            many = isinstance(found, Sequence) and not isinstance(found, str)
            return (Fraction(len(found) if many else int(found is not None)),)
        case Operation("min" | "max" as name, operands):
            return (_extreme(name, [leaf for each in operands for leaf in _leaves(each, look)]),)
        case Operation(name, operands):
            return tuple(_apply(name, row) for row in _combined([_leaves(each, look) for each in operands]))
    raise TypeError(f"{operand} is no operand")


def _flat(value: Any) -> Iterator[Leaf]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _flat(item)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            yield from _flat(item)
    else:
        yield value.text if isinstance(value, Formula) else Fraction(value) if _is_plain_int(value) else value


def _is_plain_int(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _compare(sign: str, left: Leaf, right: Leaf) -> bool:
    if isinstance(left, str | bool) or isinstance(right, str | bool):
        same = type(left) is type(right) and left == right
        return {"==": same, "!=": type(left) is type(right) and not same}.get(sign, False)
    if left is None or right is None:
        return False
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return _exactly(sign, left, right)
    a, b = _ball(left), _ball(right)
    if sign == "!=":
        return not a.overlaps(b)
    return bool(_exactly(sign, a, b))


def _exactly(sign: str, left: Any, right: Any) -> bool:
    """Compare rationals; or balls, for which only what is certain is true."""
    match sign:
        case "==":
            return bool(left == right)
        case "!=":
            return bool(left != right)
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case ">":
            return bool(left > right)
    return bool(left >= right)


def _ball(value: Fraction | arb) -> arb:
    return arb(fmpq(value.numerator, value.denominator)) if isinstance(value, Fraction) else value


def _extreme(name: str, leaves: Sequence[Leaf]) -> Leaf:
    numbers = [leaf for leaf in leaves if isinstance(leaf, Fraction | arb)]
    if not numbers or len(numbers) < len(leaves):
        return None
    exact = [number for number in numbers if isinstance(number, Fraction)]
    if len(exact) == len(numbers):
        return min(exact) if name == "min" else max(exact)
    found: arb = _ball(numbers[0])
    for number in numbers[1:]:
        found = found.min(_ball(number)) if name == "min" else found.max(_ball(number))
    return found


def _apply(name: str, values: tuple[Leaf, ...]) -> Leaf:
    """Return the value of an operation; None, which nothing holds for, where it has none."""
    numbers = tuple(value for value in values if isinstance(value, Fraction | arb))
    if len(numbers) < len(values):
        return None
    match name:
        case "integer":
            return isinstance(numbers[0], Fraction) and numbers[0].denominator == 1
        case "decimals":
            return _decimals(numbers[0])
        case "abs":
            return max(numbers[0], -numbers[0]) if isinstance(numbers[0], Fraction) else numbers[0].__abs__()
        case "negate":
            return -numbers[0]
        case "+" | "-" | "*" | "/" | "^":
            return _arithmetic(name, *numbers)
    return _function(name, numbers[0])


def _decimals(value: Fraction | arb) -> Fraction | None:
    """Return how many decimals a number has; None where they never end or are not known."""
    if not isinstance(value, Fraction):
        return None
    rest, places = value.denominator, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    for prime in (2, 5):
        while rest % prime == 0:
            rest, places = rest // prime, places + 1
    return Fraction(places) if rest == 1 else None


def _arithmetic(sign: str, left: Fraction | arb, right: Fraction | arb) -> Leaf:
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return _rational(sign, left, right)
    a, b = _ball(left), _ball(right)
    match sign:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
        case "/":
            return _finite(a / b)
    return _finite(a**b)


def _rational(sign: str, left: Fraction, right: Fraction) -> Leaf:
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right if right else None
    return _power(left, right)


def _power(base: Fraction, exponent: Fraction) -> Leaf:
    if base == 0 and exponent <= 0:
        return Fraction(1) if exponent == 0 else None
    if exponent.denominator != 1:
        return _finite(_ball(base) ** _ball(exponent))
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    return Fraction(base**exponent.numerator) if bits * abs(exponent) <= MAX_POWER_BITS else None


def _function(name: str, value: Fraction | arb) -> Leaf:
    if name == "sqrt" and isinstance(value, Fraction) and value >= 0:
        roots = math.isqrt(value.numerator), math.isqrt(value.denominator)
        if roots[0] ** 2 == value.numerator and roots[1] ** 2 == value.denominator:
            return Fraction(*roots)
    result: arb = getattr(_ball(value), name)()
    return _finite(result)


def _finite(value: arb) -> arb | None:
    return value if value.is_finite() else None


def find(value: Any, steps: Sequence[Step]) -> Any:
    """Return what a path leads to; a `*` gathers the entries in a list; None where it leads nowhere."""
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if isinstance(step, str) and step != "*":
        return find(value[step], rest) if isinstance(value, Mapping) and step in value else None
    if not isinstance(value, Sequence) or isinstance(value, str):
        return None
    if isinstance(step, int):
        return find(value[step], rest) if step < len(value) else None
    return [find(item, rest) for item in value]
