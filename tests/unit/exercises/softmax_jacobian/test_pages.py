from pathlib import Path

import pytest

from tests.pages import bad, outcome_of_changed, pages, rows_of

KIND = "softmax-jacobian"
FULL = "inputs = [1, 2, 0.5]\ntargets = [0, 1, 0]\n"


@pytest.mark.parametrize(
    "keys",
    [
        FULL,
        "inputs = [0, 0]\n",
        "inputs = [1, 1, 1, 1]\ntargets = [0.25, 0.25, 0.25, 0.25]\n",
        "inputs = [500, -500, 0]\ntargets = [0, 1, 0]\n",
        'inputs = [-3, 4]\ntemperature = "1/3"\ntargets = [0.25, 0.75]\n',
        "inputs = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]\ntargets = [0, 0, 0, 0, 0, 1]\ntemperature = 5\n",
        "inputs = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]\n",
        "inputs = [30, -2, 1, 0]\ntargets = [0.1, 0.2, 0.3, 0.4]\ndecimals = 6\n",
        'inputs = [1, -1]\nnames = { inputs = "x", outputs = "p" }\ntargets = [0.5, 0.5]\n',
    ],
)
def test_the_page_proves_itself(keys: str, tmp_path: Path) -> None:
    """Any size, with a temperature and without, saturated or even; the general lines hold for free inputs."""
    assert bad(rows_of(KIND, keys, tmp_path)) == []


def test_without_targets_there_is_no_cross_entropy(tmp_path: Path) -> None:
    """Neither the question nor the answer mentions it."""
    for markdown, _ in pages(KIND, "inputs = [1, 2]\n", tmp_path):
        assert "cross-entropy" not in markdown
    assert "(e) Derive the gradient of the cross-entropy" in pages(KIND, FULL, tmp_path)[0][0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"s_{i}(1 - s_{i})", r"s_{i}(1 + s_{i})"),
        (r"&= -s_{i}s_{j}", r"&= s_{i}s_{j}"),
        (r"-s_1s_3", r"-s_1s_2"),
        (r"\operatorname{diag}(s) - ss^T =", r"\operatorname{diag}(s) + ss^T ="),
        (r"J^T = (\operatorname{diag}(s) - ss^T)^T", r"J^T = (\operatorname{diag}(s) - 2ss^T)^T"),
        (r"s_{i} \, \sum_{j=1}^{d} s_{j} = 0", r"s_{i} \, \sum_{j=1}^{d} s_{j}^2 = 0"),
        (r"(v_{k} - m)^2", r"(v_{k} + m)^2"),
        (r"&= s_{j} - y_{j}", r"&= y_{j} - s_{j}"),
        ("$-0.1453$", "$-0.1452$"),
        (r"\approx 0.2312(1 - 0.2312)", r"\approx 0.2312(1 - 0.2322)"),
    ],
)
def test_a_changed_page_is_refuted(old: str, new: str, tmp_path: Path) -> None:
    """A wrong sign, index, power or digit anywhere on the page is found."""
    assert {row.outcome for row in outcome_of_changed(KIND, FULL, tmp_path, old, new)} == {"refuted"}
