"""pandoc as a process of its own, started early and waited for late.

Guarantee: nothing vanishes silently. Raw TeX, HTML and attributes are text, and a warning is an error.
"""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Final, Literal, NamedTuple, Protocol

from pipeline.errors import MissingToolError, TemplateError, ToolFailedError
from pipeline.render.locations import Folders, find_template, template_folders, templates_root

Target = Literal["typst", "html5", "latex", "docx", "plain"]
"""Formats of pandoc; of `plain`, nothing is left but the formulas."""

READER: Final = "markdown-raw_tex-raw_html-raw_attribute-auto_identifiers-citations-latex_macros"
"""Exercises bring their own ids; `@` and backslashes in a user's words mean themselves, and so does `\\newcommand`.

To look for macros in every formula would take a fifth of all reading.
"""

_ALWAYS: Final = ("--sandbox", "--columns=100000", "--wrap=none")
"""Columns out of reach: in longer lines pandoc would give tables relative widths."""

_OPTIONS: Final[dict[Target, tuple[str, ...]]] = {
    "typst": ("--shift-heading-level-by=-1",),
    "html5": ("--mathml",),
    "latex": ("--shift-heading-level-by=-1",),
    "docx": ("--shift-heading-level-by=-1", "--standalone"),
    "plain": (),
}

_BOUNDARY: Final = "corrigeboundary"
"""Begins the formula behind each document, in whose place formulas.lua leaves the formulas before it."""


class Converted(NamedTuple):
    """A document in another format, and the formulas that pandoc has found in it, in order."""

    text: str
    formulas: tuple[str, ...]


@dataclass(frozen=True)
class Conversion:
    """A running pandoc; whoever asks for its output waits for it, once.

    Attributes:
        process: Reads from a file and writes to files, so that it never waits for us.
        output, errors: What it has written; ours to close.
        boundary: The formula that stands behind each document.
    """

    process: subprocess.Popen[bytes]
    output: IO[bytes]
    errors: IO[bytes]
    boundary: str

    @cached_property
    def data(self) -> bytes:
        """The output.

        Raises:
            TemplateError: Where pandoc warns: it could not read some of the page.
            ToolFailedError: Where it fails.
        """
        code = self.process.wait()
        with self.output, self.errors:
            complaints = _read(self.errors).decode("utf-8", "replace").strip()
            if code:
                raise ToolFailedError(f"pandoc failed with exit code {code}", hint=_last_lines(complaints))
            if complaints:
                raise TemplateError(_sentence(complaints), hint="pandoc reads only a part of LaTeX's mathematics")
            return _read(self.output)

    @cached_property
    def documents(self) -> tuple[Converted, ...]:
        """One for each that `start_pandoc` was given, of any format but docx; raises as `data` does.

        Raises:
            ToolFailedError: Also where something of several documents is behind the last: footnotes are, in HTML.
        """
        return tuple(_converted(self.data.decode("utf-8").replace("\r\n", "\n"), self.boundary))

    @property
    def document(self) -> Converted:
        """The only one that `start_pandoc` was given; raises as `data` does."""
        (document,) = self.documents
        return document

    def discard(self) -> None:
        """Stop a process whose output nobody wants any more."""
        self.process.kill()
        self.process.wait()
        self.output.close()
        self.errors.close()


class Several(Protocol):
    """A conversion of several documents."""

    @property
    def documents(self) -> tuple[Converted, ...]:
        """One for each."""


@dataclass(frozen=True)
class Part:
    """One document of a conversion of several; the others do not depend on what becomes of it."""

    whole: Several
    place: int

    @property
    def document(self) -> Converted:
        """This document; raises as `Conversion.data` does."""
        return self.whole.documents[self.place]

    def discard(self) -> None:
        """Nobody wants this one any more; the others are still wanted."""


def start_pandoc(markdown: str | Sequence[str], target: Target, folders: Folders = ()) -> Conversion:
    """Start the conversion of one document, or of several in one process.

    Args:
        markdown: Pandoc Markdown; figures are named by their path and not read.
        target: What to convert to.
        folders: Where `layouts/page.lua` is looked for; the built-in one by default.

    Raises:
        MissingToolError: Where pandoc is not installed.
    """
    documents = (markdown,) if isinstance(markdown, str) else tuple(markdown)
    source, output, errors = (tempfile.TemporaryFile() for _ in range(3))  # noqa: SIM115 - closed by Conversion
    with source:
        boundary = _boundary(documents)
        end = "" if target == "docx" else f"\n\n${boundary}$\n\n"
        source.write("".join(document + end for document in documents).encode())
        source.seek(0)
        process = subprocess.Popen(
            _command(target, folders), stdin=source, stdout=output, stderr=errors, env=_environment()
        )
    return Conversion(process, output, errors, boundary)


def pandoc_path() -> Path:
    """Return the program that the wheel brings, else the one on the search path.

    Raises:
        MissingToolError: Where there is neither.
    """
    if inside := _of_wheel():
        return inside
    if outside := shutil.which("pandoc"):
        return Path(outside)
    raise MissingToolError("pandoc is not installed", hint="pip install pypandoc-binary")


def _of_wheel() -> Path | None:
    package = importlib.util.find_spec("pypandoc")  # importing it would cost more than a conversion
    if package is None or not package.origin:
        return None
    files = Path(package.origin).parent / "files"
    return next((files / name for name in ("pandoc", "pandoc.exe") if (files / name).is_file()), None)


def _command(target: Target, folders: Folders) -> list[str]:
    scripts = [find_template("layouts/page.lua", folders or template_folders())]
    if target != "docx":
        scripts.insert(0, templates_root() / "layouts" / "formulas.lua")
    filters = [part for script in scripts for part in ("-L", str(script))]
    return [str(pandoc_path()), "-f", READER, "-t", target, *_ALWAYS, *_OPTIONS[target], *filters, "-o", "-"]


def _boundary(documents: Sequence[str]) -> str:
    """Return a formula that none of them has: it depends on all that they say."""
    return _BOUNDARY + hashlib.sha256("\0".join(documents).encode()).hexdigest()[:16]


def _converted(text: str, boundary: str) -> Iterator[Converted]:
    begin = 0
    marks = list(re.finditer(rf"^(?:<p>)?{boundary} (\[.*\])(?:</p>)?$", text, re.MULTILINE))
    behind = text[marks[-1].end() :].strip() if marks else ""
    if not marks or (behind and len(marks) > 1):
        raise ToolFailedError("pandoc did not say which formulas it read")
    for mark in marks:
        document = text[begin : mark.start()].strip("\n")
        yield Converted(f"{document}\n{behind}", tuple(json.loads(mark[1])))
        begin = mark.end()


def _environment() -> dict[str, str]:
    """Fix the clock: a docx carries the time of its making.

    The wheel's pandoc may be told to look through all its memory only when there is more of it than pages ever fill:
    that is a twentieth of its time. One of another build may know no such option and stop.
    """
    fixed = {"SOURCE_DATE_EPOCH": "0", "LC_ALL": "C.UTF-8"}
    return {**({"GHCRTS": "-O64m"} if _of_wheel() else {}), **os.environ, **fixed}


def _read(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def _sentence(complaints: str) -> str:
    first = complaints.partition("[WARNING]")[2] or complaints
    words = " ".join(first.partition("[WARNING]")[0].split()).rstrip(".")
    return f"pandoc cannot read a part of the page: {words}"


def _last_lines(complaints: str, count: int = 5) -> str:
    return "\n".join(complaints.splitlines()[-count:])
