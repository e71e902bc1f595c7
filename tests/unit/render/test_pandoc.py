import pytest

from pipeline.errors import TemplateError, ToolFailedError
from pipeline.render.pandoc import Target, start_pandoc


@pytest.mark.parametrize(
    ("markdown", "named"),
    [
        (r"$\nonsense{x}$", "nonsense"),
        ("$$\na \\\\ b\n$$", r"a \\ b"),
        ("text\n\n$$\\begin{aligned} x$$", "begin{aligned}"),
    ],
)
def test_formula_that_pandoc_cannot_read_is_a_template_error_that_names_it(markdown: str, named: str) -> None:
    """pandoc only warns and prints the TeX; here that stops the build."""
    with pytest.raises(TemplateError, match="pandoc cannot read a part of the page") as caught:
        start_pandoc(markdown, "html5").document  # noqa: B018 - waits
    assert named in caught.value.message


def test_answer_space_takes_lengths_only() -> None:
    """A height goes into the output as it is, so anything but a length is refused."""
    with pytest.raises(ToolFailedError, match="pandoc failed") as caught:
        start_pandoc('::: {.answer-space height="1em);#panic("}\n:::', "typst").document  # noqa: B018 - waits
    assert "must be a length" in caught.value.hint


@pytest.mark.parametrize(
    ("target", "printed"),
    [
        ("typst", r"a \\input{x} \<b\>z\</b\> \#panic() \@key"),
        ("html5", r"<p>a \input{x} &lt;b&gt;z&lt;/b&gt; #panic() @key</p>"),
        ("latex", r"a \textbackslash input\{x\} \textless b\textgreater z\textless/b\textgreater{} \#panic() @key"),
    ],
)
def test_raw_commands_are_text(target: Target, printed: str) -> None:
    """What looks like TeX, HTML or Typst in prose is printed, not obeyed."""
    assert start_pandoc(r"a \\input{x} <b>z</b> #panic() @key", target).document.text.strip() == printed


@pytest.mark.parametrize("target", ["typst", "html5", "latex"])
def test_many_documents_go_through_one_process(target: Target) -> None:
    """Each document comes out as if it had been alone."""
    documents = ["# One\n\n$x$", "::: {#two .exercise}\n## Two\n\n- a\n- b\n:::", "three"]
    together = start_pandoc(documents, target).documents
    alone = [start_pandoc(document, target).document for document in documents]
    assert [(one.text.strip(), one.formulas) for one in together] == [(one.text.strip(), one.formulas) for one in alone]


def test_documents_whose_footnotes_pandoc_gathers_do_not_go_together() -> None:
    """HTML has the notes of all documents at the end of the last: a student would read those of another."""
    documents = ["a^[of the first]", "b^[of the second]"]
    with pytest.raises(ToolFailedError):
        _ = start_pandoc(documents, "html5").documents
    assert "of the first" in start_pandoc(documents[0], "html5").document.text


def test_a_macro_is_text_like_any_other() -> None:
    r"""No formula is another one to pandoc than it is to our reader, since `\newcommand` changes none."""
    converted = start_pandoc(r"\newcommand{\pi}{y} and $\pi$", "html5").document
    assert converted.formulas == (r"\pi",)
    assert "newcommand" in converted.text
    assert "π" in converted.text


def test_long_tables_keep_their_natural_widths() -> None:
    """A pipe table with long lines does not get columns of relative width."""
    row = "| " + " | ".join(["$" + "x + " * 60 + "x$"] * 3) + " |"
    text = start_pandoc("| a | b | c |\n|--|--|--|\n" + row, "typst").document.text
    assert "columns: 3" in text


@pytest.mark.parametrize("target", ["typst", "html5", "latex", "plain"])
def test_every_conversion_says_which_formulas_it_read(target: Target) -> None:
    """In order, as pandoc read them: in cells, lists and captions, but not in code or behind a backslash."""
    page = (
        'A $x^2$ "é" and\n\n$$\na\n= \\tfrac{1}{2}\n$$\n\n- `$c$` \\$d\\$ $e$\n\n'
        "| $f$ |\n|--|\n| $g$ |\n\n![$h$](i.svg){alt=a}\n"
        "\ncorrigeformulas []\n"
    )
    read = start_pandoc(page, target).document.formulas
    assert [" ".join(formula.split()) for formula in read] == ["x^2", r"a = \tfrac{1}{2}", "e", "f", "g", "h"]
