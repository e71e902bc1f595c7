"""A kind's template may be LaTeX: pandoc turns its filled text into the Markdown of the page."""

import subprocess

from pipeline.errors import TemplateError

_TARGET = "markdown-raw_tex-raw_html-raw_attribute-simple_tables-multiline_tables-grid_tables"


def markdown_from_latex(text: str, template: str) -> str:
    """Return the page's Markdown for a LaTeX fragment; files that it names are not read.

    Args:
        text: LaTeX without preamble.
        template: Its name, for messages.

    Raises:
        TemplateError: Where pandoc cannot read it, or would drop something.
    """
    import pypandoc

    command = [pypandoc.get_pandoc_path(), "--sandbox", "-f", "latex", "-t", _TARGET, "--wrap=preserve"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    if done.returncode or done.stderr.strip():
        raise TemplateError(f"pandoc does not understand {template}", hint=done.stderr.strip())
    return done.stdout.strip()
