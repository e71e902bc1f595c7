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


NUMBERS = [
    "x^12 + 0.5",
    "x^34 + 0.25",
    r"\frac12.5 + 3.5",
    r"\frac34.5 + 7.25",
    r"\sqrt[12]{34} + \sqrt[0.5]{11}",
    r"\sqrt[34]{12} + \sqrt[0.75]{13}",
    r"a_{12} \hspace{10pt} b \phantom{.00} 1.2.3",
    r"a_{34} \hspace{20pt} b \phantom{.000} 4.5.6",
    r"\overset{12}{34} + \text{number 12, \$ 0.5} + \mathbf{12}",
    r"\overset{56}{78} + \text{number 34, \$ 0.7} + \mathbf{34}",
    r"|12| < 0.5",
    r"|13| < 0.75",
    r"-1{,}25 \cdot 10^{-12}",
    r"-2{,}5 \cdot 10^{-13}",
]


@pytest.mark.parametrize("target", ["typst", "html5"])
def test_numbers_in_formulas_and_texts_come_out_as_they_would_alone(target: Target) -> None:
    """Wherever a number may matter: raised without braces, as a length, in words, in a table, in a description."""
    pages = [
        f'0.{k} is ${NUMBERS[k]}$, 1{k}.25 {k}.\n\n$${NUMBERS[k]}$$\n\n1.5 {k}) x 2.5% and {k}.75: "0.{k}"\n\n'
        f"| a | b |\n|--|--|\n| ${NUMBERS[k]}$ | 2.{k}5 |\n\n"
        f'![c 0.{k}](i.svg){{alt="from −{k} to 0.{k}" width=2{k}.5%}}\n'
        for k in range(len(NUMBERS))
    ]
    alone = list(start_pandoc(pages, target).documents)
    for half in (slice(0, None, 2), slice(1, None, 2), slice(None)):
        assert list(start_shortened(pages[half], target).documents) == alone[half]


@pytest.mark.parametrize("target", ["typst", "html5", "plain"])
def test_pandoc_gets_only_what_is_new(target: Target) -> None:
    """Pages that differ in longer numbers need no pandoc; what it would take for formulas is told in full."""
    first = start_shortened([rf"${target} = {number}$ 97031" for number in ("0.5", "0.25")], target)
    assert isinstance(first, Shortened)
    assert (len(first.new_pages), len(first.new_formulas)) == (1, 1)
    assert [page.formulas for page in first.documents] == [(f"{target} = 0.5",), (f"{target} = 0.25",)]
    again = start_shortened([rf"${target} = 123.75$ 97031"], target)
    assert isinstance(again, Shortened)
    assert again.running is None
    assert [page.formulas for page in again.documents] == [(f"{target} = 123.75",)]


@pytest.mark.parametrize("target", ["typst", "html5"])
def test_equal_numbers_stay_equal(target: Target) -> None:
    """A number may be the name of a link's place or a heading."""
    pages = [f"# At {k}.5\n\n[see {k}.25] and [At {k}.5], not {k}.75\n\n[see {k}.25]: a.html\n" for k in (1, 2)]
    for page in pages:
        assert start_shortened([page], target).documents == start_pandoc([page], target).documents


def test_a_page_that_pandoc_reads_otherwise_is_left_as_it_is() -> None:
    """What is a formula to our reader only does not become one by a mark in its place."""
    pages = ["a\n\n\\begin{align} x &= 0.5 \\end{align}\n", '`$x^2 = 0.5$`, $x$y$2 and [0.5]{.a key="b:0.5"}\n']
    assert list(start_shortened(pages, "html5").documents) == list(start_pandoc(pages, "html5").documents)


def test_a_filter_of_ones_own_meets_every_formula(tmp_path: Path) -> None:
    """It may do with each what it likes."""
    own = tmp_path / "layouts" / "page.lua"
    own.parent.mkdir()
    own.write_text("function Math(m) m.text = m.text:upper() return m end", encoding="utf-8")
    started = start_shortened(["$abcdefghijklmn$"] * 2, "html5", template_folders([tmp_path]))
    assert isinstance(started, Conversion)
    assert all("ABCDEFGHIJKLMN" in page.text for page in started.documents)
