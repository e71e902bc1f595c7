from fractions import Fraction

import pytest
from flint import arb

from pipeline.parameters.evaluation import find, holds
from pipeline.sheet.conditions import parse_condition

THIRD = arb(1) / 3
VALUES = {
    "a": Fraction(3),
    "half": Fraction(1, 2),
    "v": [Fraction(1), Fraction(2), Fraction(3)],
    "m": [[Fraction(1), Fraction(-2)], [THIRD, Fraction(4)]],
    "p": [
        {"at": [Fraction(1)], "kind": "saddle", "flat": False},
        {"at": [Fraction(2)], "kind": "saddle", "flat": True},
    ],
    "third": THIRD,
    "absent": None,
    "empty": [],
}

HOLDING = [
    "a == 3", "a != 0", "1 < a <= 3", "a > 1 and not a > 5", "a > 5 or half < 1", "a*half == 1.5", "-a^2 == -9",
    "2**3 == 8", "a/2 - 1 == half", "integer(a)", "not integer(half)", "integer(v[*])", "v[*] > 0", "v[2] == 3",
    "v >= 1", "abs(m[*][*]) > 0.3", "abs(m[*][*]) <= 4", "p[*].kind == 'saddle'", "p[1].flat", "not p[0].flat",
    "p[0].flat == false", "count(p) == 2", "count(empty) == 0", "max(v) == 3", "min(v[*], 0) == 0", "sqrt(4) == 2",
    "abs(sqrt(2) - 1.41421356) < 0.00000001", "decimals(half) == 1", "decimals(1/8) <= 3", "not decimals(1/3) < 99",
    "third > 0.3333333333", "third != 0.3333333333", "max(third, 1) == 1", "exp(0) <= 1", "2^0.5 > 1.4",
    "empty[*] > 5", 'p[0].kind == "saddle"', "p[0].kind != 'local minimum'", "a ≥ 3 and a ≠ 4",
]  # fmt: skip

FAILING = [
    "a == 4", "v[*] > 1", "m[*][*] > 0", "p[*].flat", "third == 1/3", "v[7] > 0", "p[0].missing > 0", "absent > 0",
    "absent == 0", "integer(third)", "1/0 > 0", "0^(-1) == 0", "9^9^9 > 0", "log(-1) < 5", "p[0].kind == 1",
    "p[0].kind > 'a'", "integer(p[0].kind)", "a < 3 < 4", "sqrt(-1) == 0", "v[0] == v[*]",
]  # fmt: skip


def _holds(text: str) -> bool:
    return holds(parse_condition(text).claim, lambda path: find(VALUES, path.steps))


@pytest.mark.parametrize("text", HOLDING)
def test_true_constraints_hold(text: str) -> None:
    """Exact numbers compare exactly, balls by what is certain, lists entry by entry."""
    assert _holds(text)


@pytest.mark.parametrize("text", FAILING)
def test_what_is_false_or_cannot_be_proved_does_not_hold(text: str) -> None:
    """A missing entry, a division by zero or two overlapping balls make a comparison fail and nothing crash."""
    assert not _holds(text)


def test_not_means_that_some_entry_fails() -> None:
    """`not v[*] > 1` holds where one entry is not above 1."""
    assert _holds("not v[*] > 1")
