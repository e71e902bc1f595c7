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
        start_pandoc(markdown, "html5").text()
    assert named in caught.value.message


def test_answer_space_takes_lengths_only() -> None:
    """A height goes into the output as it is, so anything but a length is refused."""
    with pytest.raises(ToolFailedError, match="pandoc failed") as caught:
        start_pandoc('::: {.answer-space height="1em);#panic("}\n:::', "typst").text()
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
    assert start_pandoc(r"a \\input{x} <b>z</b> #panic() @key", target).text().strip() == printed


@pytest.mark.parametrize("target", ["typst", "html5", "latex"])
def test_many_documents_go_through_one_process(target: Target) -> None:
    """Each document comes out as if it had been alone."""
    documents = ["# One\n\n$x$", "::: {#two .exercise}\n## Two\n\n- a\n- b\n:::", "three"]
    together = start_pandoc(documents, target).texts()
    alone = [start_pandoc(document, target).text() for document in documents]
    assert [text.strip() for text in together] == [text.strip() for text in alone]


def test_long_tables_keep_their_natural_widths() -> None:
    """A pipe table with long lines does not get columns of relative width."""
    row = "| " + " | ".join(["$" + "x + " * 60 + "x$"] * 3) + " |"
    text = start_pandoc("| a | b | c |\n|--|--|--|\n" + row, "typst").text()
    assert "columns: 3" in text
