from random import Random

import pytest

from bench.mutants.changes import KINDS, changes_of
from bench.mutants.places import sections_of, sites_of
from bench.mutants.sample import make_mutants
from bench.mutants.truth import Reason, facts_of, still_true

SECTION = r"""::: {#one .exercise}

With $x = 2$ and the name $y$ the value is $$
y = \frac{x^2}{4} - (x - 1) \approx 0.1234
$$

| $k$ | $y_k$ |
| ---: | ---: |
| $1$ | $0.5\phantom{0}$ |

It takes [8]{.measured key="one:steps"} steps.

:::
"""
STATED = facts_of([r"h_1 = w_1x_1", r"x_1 = 2", r"w_1 = 0.25", r"o_1 = w_5h_1 + w_6h_2 + b_2"])


def test_claims_are_found_by_place() -> None:
    """Formulas with a relation, all formulas in cells, and marked numbers; names alone claim nothing."""
    found = [(site.place, site.text.strip()) for site in sites_of(SECTION)]
    assert found == [
        ("formula", "x = 2"),
        ("formula", r"y = \frac{x^2}{4} - (x - 1) \approx 0.1234"),
        ("cell", "k"),
        ("cell", "y_k"),
        ("cell", "1"),
        ("cell", r"0.5\phantom{0}"),
        ("prose", "8"),
    ]


def test_sections_keep_the_head_of_the_page() -> None:
    """Each exercise comes with what stands before the first one."""
    page = f"# Title\n\n{SECTION}\n{SECTION.replace('#one', '#two')}"
    assert list(sections_of(page)) == ["one", "two"]
    assert all(section.startswith("# Title") for section in sections_of(page).values())


def test_every_kind_of_change_is_made() -> None:
    """A formula that has all parts is changed in all ways, and each change makes it another formula."""
    formula = r"\sigma(x_1)^2 - \frac{a}{2} = 3"
    changes = list(changes_of(formula, Random(0)))
    assert {change.kind for change in changes} == set(KINDS)
    assert all(change.apply(formula) != formula for change in changes)


def test_what_nobody_sees_is_not_changed() -> None:
    """Digits of an invisible placeholder, names of environments and side remarks stay as they are."""
    formula = r"\begin{aligned}x\phantom{.0000} && \text{sum rule}\end{aligned}"
    assert list(changes_of(formula, Random(0))) == []


def test_same_seed_gives_the_same_mutants() -> None:
    """The choice depends on page and seed alone."""
    first, again, other = (make_mutants({"one": SECTION}, 20, seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert len({mutant.applied(SECTION) for mutant in first}) == len(first) == 20


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("y = a + b", "y = b + a", "the same value"),
        ("y = (a \\cdot b)", "y = a \\cdot b", "the same value"),
        (
            r"\frac{\partial o_1}{\partial h_1} = \frac{\partial}{\partial h_1} \left[ w_5h_1 + b_2 \right] = w_5",
            r"\frac{\partial o_1}{\partial h_1} = \frac{\partial}{\partial h_1} \left[ w_5h_1 - b_2 \right] = w_5",
            "an identity",
        ),
        ("M = 802 > 0", r"M = 802 \ge 0", "a relation that follows"),
        ("400 > 0", "400 > 1", "true of these numbers"),
        (r"1 - \tanh^2(x_1) \le 1", r"1 - \tanh^4(x_1) \le 1", "true of these numbers"),
        (r"2(x_1 - 1) = 0 \Leftrightarrow x_1 = 1", r"3(x_1 - 1) = 0 \Leftrightarrow x_1 = 1", "the same solutions"),
        (r"1 \approx 0.3333 + 0.6667", r"1 \approx 0.3334 + 0.6667", "rounding"),
    ],
)
def test_what_is_still_true_is_dropped(before: str, after: str, reason: Reason) -> None:
    """For the reason that SymPy can show."""
    assert still_true(before, after, STATED) == reason


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("y = a - b", "y = b - a"),
        ("y = V^T V", "y = V V^T"),
        ("y = 2(a + b)", "y = 2 a + b"),
        ("y = 2", "y = 3"),
        ("M = 802 > 0", "M = 802 < 0"),
        (r"2(x_1 - 1) = 0 \Leftrightarrow x_1 = 1", r"0(x_1 - 1) = 0 \Leftrightarrow x_1 = 1"),
        (r"2(x_1 - 1) = 0 \Leftrightarrow x_1 = 1", r"2(x_1 - 1) = 0 = x_1 = 1"),
        (r"\frac{\partial}{\partial h_1} \left[ h_1 + b_2 \right] = 1", r"\frac{\partial}{\partial h_1} o_1 = 1"),
        (r"\frac{\partial}{\partial h_1} \left[ h_1 + b_2 \right] = 1", r"\frac{\partial}{\partial h_1} h_1 + b_9 = 1"),
        (r"h_1 \approx 0.5", r"h_1 \approx 0.6"),
        (r"f(a) = 1", "f a = 1"),
        ("y = 2", "y ="),
        (r"\frac{\partial}{\partial h_1} h_1 = 1", r"\frac{\partial}{\partial h_1;^3} h_1 = 1"),
    ],
)
def test_what_may_be_wrong_is_not_dropped(before: str, after: str) -> None:
    """Nothing is dropped on a guess: operands of -, factors that do not commute, unknown names, hidden variables."""
    assert still_true(before, after, STATED) is None
