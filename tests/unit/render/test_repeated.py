from pathlib import Path

import pytest

from pipeline.render.locations import template_folders
from pipeline.render.pandoc import Conversion, Target, start_pandoc
from pipeline.render.repeated import Shortened, start_shortened

LONG = r"\frac{\partial f}{\partial x_1} < \text{a \$ \"b\" & c}".replace(" & ", r" \& ")
CHAIN = "\\begin{aligned}\na &= \\frac{1}{2} && \\text{one half} \\\\\n&= 0.5 && \\text{as a decimal}\n\\end{aligned}"
PAGES = [
    f"One ${LONG}$ and ${LONG}$, 97031 of them:\n\n$$\n{CHAIN}\n$$\n\n"
    f"| $x_1$ | ${LONG}$ |\n|--|--|\n| $0{{,}}25 + 0{{,}}125$ | `${LONG}$` |\n",
    f"Two\n\n$$\n{LONG}\n$$\n\n$$ {LONG} $$\n\n> $$\n> {LONG}\n> $$\n\n"
    f"![a ${LONG}$](i.svg){{alt=b}}\n\n$0{{,}}25 + 0{{,}}125$\n",
    f"::: {{#three .exercise}}\n\n- ${LONG}$\n- b:\n\n$$\n{CHAIN}\n$$\n\n:::\n",
]


@pytest.mark.parametrize("target", ["typst", "html5"])
def test_pages_come_out_as_if_each_formula_were_converted_where_it_stands(target: Target) -> None:
    """Text and formulas are those of a page alone, also where all formulas have been converted before."""
    alone = [start_pandoc(page, target).document for page in PAGES]
    for pages, due in ((PAGES, alone), (PAGES[::-1], alone[::-1])):
        assert list(start_shortened(pages, target).documents) == due


@pytest.mark.parametrize("target", ["typst", "html5"])
def test_pandoc_gets_a_formula_once(target: Target) -> None:
    """What comes again is a number to it, which no page contains."""
    formula = rf"\int_0^1 {target} \, dx"
    first = start_shortened([f"${formula}$"] * 2, target)
    assert isinstance(first, Shortened)
    assert [formula in text for text in _given(first)] == [True, False]
    _ = first.documents
    again = start_shortened([f"${formula}$ 97031"] * 2, target)
    assert isinstance(again, Shortened)
    assert [formula in text for text in _given(again)] == [False, False]
    assert [page.formulas for page in again.documents] == [(formula,)] * 2


def _given(started: Shortened) -> list[str]:
    return [" ".join(page.formulas) for page in started.running.documents]


def test_a_filter_of_ones_own_meets_every_formula(tmp_path: Path) -> None:
    """It may do with each what it likes."""
    own = tmp_path / "layouts" / "page.lua"
    own.parent.mkdir()
    own.write_text("function Math(m) m.text = m.text:upper() return m end", encoding="utf-8")
    started = start_shortened(["$abcdefghijklmn$"] * 2, "html5", template_folders([tmp_path]))
    assert isinstance(started, Conversion)
    assert all("ABCDEFGHIJKLMN" in page.text for page in started.documents)
