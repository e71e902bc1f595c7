import time

import pytest

from pipeline.notation.document import (
    Allow,
    Broken,
    Document,
    Formula,
    Heading,
    Syntax,
    Table,
    Words,
    formulas_of,
)
from pipeline.notation.tree import Span
from pipeline.notation.vocabulary import Macro


def latex_of(text: str, syntax: Syntax = "markdown") -> list[str]:
    """Return the formulas of a document."""
    return [formula.latex for formula in formulas_of(text, syntax).formulas()]


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("Let $x = 1$ and $y$.", ["x = 1", "y"]),
        ("$$\nx = 1\n$$", ["\nx = 1\n"]),
        (r"\(x\) and \[y\]", ["x", "y"]),
        ("costs $5 and $6", []),
        (r"costs \$5 and $x$", ["x"]),
        ("`$x$` and $y$", ["y"]),
        ("```\n$x$\n```\n$y$", ["y"]),
        ("~~~ python\n$x$\n~~~\n$y$", ["y"]),
        ("- item $x$\n    - deeper $y$", ["x", "y"]),
        ("1.  $$x$$", ["x"]),
        ("a $x\n\ny$ b", []),
        ("<!-- $x$ --> $y$", ["y"]),
        ("# On $x$\n\n$y$", ["x", "y"]),
        (r"\begin{align} x &= 1 \end{align}", [r"\begin{align} x &= 1 \end{align}"]),
        ("> $$\n> x\n> = 1\n> $$", ["\nx\n= 1\n"]),
    ],
)
def test_markdown_gives_its_formulas(text: str, formulas: list[str]) -> None:
    """Dollars, brackets and environments hold formulas; code, comments and prices do not."""
    assert latex_of(text) == formulas


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        (r"\documentclass{article} $a$ \begin{document} $x$ \end{document} $b$", ["x"]),
        (r"\[ x = 1 \] and \(y\), $z$ and $$w$$", [" x = 1 ", "y", "z", "w"]),
        ("% $x$\n$y$", ["y"]),
        (r"50\% of $y$", ["y"]),
        (r"\begin{equation*} x \end{equation*}", [r"\begin{equation*} x \end{equation*}"]),
        (r"\begin{verbatim} $x$ \end{verbatim} $y$", ["y"]),
        (r"\section{On $x$} $y$", ["x", "y"]),
    ],
)
def test_latex_gives_its_formulas(text: str, formulas: list[str]) -> None:
    """Only the body counts, without comments and verbatim text."""
    assert latex_of(text, "latex") == formulas


def test_places_are_exact() -> None:
    """Lines and columns count from 1 in the file, inside a block quote too."""
    document = formulas_of("Text\n\n> so $$\n> a = b\n> $$ then\n")
    (formula,) = document.formulas()
    start = formula.latex.index("b")
    assert document.place(formula, Span(start, start + 1)) == (4, 7, 4, 8)
    assert document.place(formula)[:2] == (3, 8)


def test_exercises_are_known_by_their_div() -> None:
    """A formula says in which exercise it stands; inner divs do not change that."""
    document = formulas_of("$a$\n\n::: {#one .exercise}\n\n$b$\n\n::: {.solution}\n$c$\n:::\n\n:::\n\n$d$\n")
    assert [(f.latex, f.exercise) for f in document.formulas()] == [("a", ""), ("b", "one"), ("c", "one"), ("d", "")]


def test_items_come_in_order() -> None:
    """Headings, words, formulas and marks come as they stand; an allow mark has its reason."""
    document = formulas_of("# Title\n\nLet $x$.\n\n<!-- corrige: allow rounded by hand -->\n$y$\n")
    assert [type(item) for item in document.items] == [Heading, Words, Formula, Words, Allow, Words, Formula]
    assert document.items[4].text == "rounded by hand"
    (allow,) = (item for item in formulas_of("% corrige: allow old\n$x$", "latex").items if isinstance(item, Allow))
    assert allow.text == "old"


def tables(document: Document) -> list[list[list[str]]]:
    """Return the texts of all cells, head first."""
    return [
        [["".join(part.text for part in cell.parts).strip() for cell in row] for row in (table.head, *table.rows)]
        for table in document.items
        if isinstance(table, Table)
    ]


def test_pipe_tables_are_taken_apart() -> None:
    """Cells hold formulas and words; a bar inside a formula divides nothing."""
    text = "| $k$ | $|x|$ |\n|:--|--:|\n| $0$ | $0.5$ |\n| a | |\n\n: Caption $y$.\n"
    assert tables(formulas_of(text)) == [[["k", "|x|"], ["0", "0.5"], ["a", ""]]]
    assert latex_of(text) == ["k", "|x|", "0", "0.5", "y"]


def test_simple_and_multiline_tables_are_taken_apart() -> None:
    """Columns are found by the dashes under the head."""
    simple = " by     value\n-----  -----\n $w_1$  $0.1$\n $w_2$  $0.2$\n\nafter\n"
    assert tables(formulas_of(simple)) == [[["by", "value"], ["w_1", "0.1"], ["w_2", "0.2"]]]
    multiline = "-------------\nby     value\n-----  ------\n$w_1$  $0.1$\n\n$w_2$  $0.2$\n-------------\n"
    assert tables(formulas_of(multiline)) == [[["by", "value"], ["w_1", "0.1"], ["w_2", "0.2"]]]


def test_tabulars_are_taken_apart() -> None:
    """Rules and the column format are no cells."""
    text = r"\begin{tabular}{l|r} \hline $k$ & $x$ \\ \hline $0$ & $0.5$ \\ \end{tabular}"
    assert tables(formulas_of(text, "latex")) == [[["k", "x"], ["0", "0.5"]]]


def test_macros_are_found() -> None:
    """The usual ways to define a command are known."""
    text = r"\newcommand{\w}{\mathbf{w}} \newcommand*\half[1]{\frac{#1}{2}} \def\x{y} \DeclareMathOperator{\relu}{ReLU}"
    assert formulas_of(text, "latex").macros == {
        "w": Macro(0, r"\mathbf{w}"),
        "half": Macro(1, r"\frac{#1}{2}"),
        "x": Macro(0, "y"),
        "relu": Macro(0, r"\operatorname{ReLU}"),
    }


def test_what_never_ends_is_told() -> None:
    """A display without end is named, and the paragraphs behind it are read."""
    document = formulas_of("$$ x = 1\n\nthen $y$\n")
    assert [item.reason for item in document.items if isinstance(item, Broken)] == ["a display is never closed"]
    assert [formula.latex for formula in document.formulas()] == ["y"]


HOSTILE = {
    "dollars": "$a " * 50_000,
    "double dollars": "$$" * 50_000 + "x",
    "ticks": "".join("`" * n + " " for n in range(300)),
    "pipes": "|a" * 50_000,
    "quotes": ">" * 50_000,
    "comments": "<!--" * 50_000,
    "environments": r"\begin{align}" * 5_000,
    "fences": "```\n" * 20_000,
    "divs": "::: {" + " #" * 20_000,
    "brackets": r"\[" * 50_000,
    "rules": "a|\n" + "-|" * 50_000 + "x",
    "commands": r"\newcommand{\a}{" * 5_000,
    "backslashes": ("\\" * 99 + "$") * 1_000,
    "sections": r"\section{" * 5_000,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("syntax", ["markdown", "latex"])
def test_hostile_documents_cost_little(name: str, syntax: Syntax) -> None:
    """Nothing takes time beyond proportion to its length."""
    start = time.process_time()
    list(formulas_of(HOSTILE[name], syntax).formulas())
    assert time.process_time() - start < 3.0


def test_carriage_returns_do_not_shift_lines() -> None:
    """A document with carriage returns keeps its lines."""
    document = formulas_of("a\r\n$x$\r\n")
    (formula,) = document.formulas()
    assert document.place(formula) == (2, 2, 2, 3)
