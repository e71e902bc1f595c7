"""Whatever a user writes prints as itself."""

import json
import subprocess

import pypandoc
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.render.escape import clean, latex_text, markdown_text
from pipeline.render.pandoc import READER

TEXTS = st.lists(
    st.one_of(
        st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1),
        st.text(st.sampled_from("\\`*_{}[]()<>#+-.!|~^$@:=%&'\" 1aiX\n/;,?é"), min_size=1, max_size=12),
    ).filter(lambda text: bool(clean(text))),
    min_size=1,
    max_size=30,
)


def printed(source: str, reader: str) -> list[str]:
    """Read a document and return its paragraphs, insisting that they are words and nothing else."""
    command = [pypandoc.get_pandoc_path(), "--sandbox", "-f", reader, "-t", "json"]
    done = subprocess.run(command, input=source, capture_output=True, text=True, check=True, encoding="utf-8")
    assert done.stderr == ""
    return [paragraph(block) for block in json.loads(done.stdout)["blocks"]]


def paragraph(block: dict) -> str:
    """Return the words of a paragraph."""
    assert block["t"] == "Para", block
    return "".join(" " if inline["t"] == "Space" else word(inline) for inline in block["c"])


def word(inline: dict) -> str:
    """Return a word."""
    assert inline["t"] == "Str", inline
    return str(inline["c"])


@given(TEXTS)
@settings(max_examples=60)
def test_markdown_prints_text_as_it_stands(texts: list[str]) -> None:
    """Pandoc reads escaped text as one paragraph of exactly these characters, at the start of a line too."""
    assert printed("\n\n".join(map(markdown_text, texts)), READER) == [clean(text) for text in texts]


@given(TEXTS)
@settings(max_examples=30)
def test_latex_prints_text_as_it_stands(texts: list[str]) -> None:
    """So it does in a template in LaTeX."""
    assert printed("\n\n".join(map(latex_text, texts)), "latex") == [clean(text) for text in texts]
