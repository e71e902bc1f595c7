"""PDF by an installed TeX: no shell, no files outside a temporary folder, the clock fixed."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from pipeline.errors import MissingToolError, TemplateError, ToolFailedError

TexEngine = Literal["lualatex", "xelatex", "pdflatex"]

_PACKAGES: Final[dict[TexEngine, str]] = {
    "lualatex": "texlive-luatex texlive-latex-recommended lmodern",
    "xelatex": "texlive-xetex texlive-latex-recommended texlive-fonts-recommended lmodern",
    "pdflatex": "texlive-latex-recommended lmodern",
}
_OPTIONS: Final = ("-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "-file-line-error")
_RERUN: Final = re.compile(r"Rerun to get|Label\(s\) may have changed|There were undefined references|Rerun LaTeX")
_TOO_WIDE: Final = re.compile(r"formula-too-wide: (?P<formula>.*?)\.?\n\n", re.DOTALL)
_NO_GLYPH: Final = re.compile(r"Missing character: There is no (?P<glyph>.+?) in font (?!nullfont)")
_NOT_SET_UP: Final = re.compile(r"Unicode character (?P<glyph>\S+ \(U\+[0-9A-F]+\))")
_JOB: Final = "page"
_MOST_RUNS: Final = 4
_SECONDS: Final = 120


def tex_pdf(document: str, files: Mapping[str, bytes], engine: TexEngine) -> bytes:
    """Return the PDF.

    Args:
        document: A complete LaTeX document.
        files: Pictures and fonts, by the paths that the document names.
        engine: Which TeX.

    Raises:
        MissingToolError: Where the engine is not installed.
        TemplateError: Where a formula is far too wide.
        ToolFailedError: Where the engine fails; the last lines of its log are the hint.
    """
    program = _program(engine)
    with tempfile.TemporaryDirectory(prefix="corrige-") as name:
        folder = Path(name)
        (folder / f"{_JOB}.tex").write_text(document, encoding="utf-8")
        for path, content in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        _run_until_settled(program, engine, folder)
        return (folder / f"{_JOB}.pdf").read_bytes()


def _program(engine: TexEngine) -> str:
    if program := shutil.which(engine):
        return program
    hint = f"on Debian: apt install {_PACKAGES[engine]}; without --pdf-engine nothing has to be installed"
    raise MissingToolError(f"{engine} is not installed", hint=hint)


def _run_until_settled(program: str, engine: TexEngine, folder: Path) -> None:
    """Run once more as long as page references change."""
    for _ in range(_MOST_RUNS):
        log = _run(program, engine, folder)
        if not _RERUN.search(log):
            return


def _run(program: str, engine: TexEngine, folder: Path) -> str:
    """Run the engine once and return its log."""
    try:
        done = subprocess.run(
            [program, *_OPTIONS, f"{_JOB}.tex"],
            cwd=folder,
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ToolFailedError(f"{engine} did not finish within {_SECONDS} seconds") from error
    log_file = folder / f"{_JOB}.log"
    log = log_file.read_text(encoding="utf-8", errors="replace") if log_file.exists() else ""
    if done.returncode:
        raise _explained(engine, log or done.stdout.decode("utf-8", "replace"))
    if lacking := _NO_GLYPH.search(log):
        raise _no_glyph(engine, lacking["glyph"])
    return log


def _environment(folder: Path) -> dict[str, str]:
    """Fix the clock, keep lines of the log whole, and let TeX write here and nowhere else."""
    fixed = {
        "SOURCE_DATE_EPOCH": "0",
        "FORCE_SOURCE_DATE": "1",
        "TZ": "UTC",
        "max_print_line": "10000",
        "openin_any": "p",
        "openout_any": "p",
        "TEXMFOUTPUT": str(folder),
    }
    return {**os.environ, **fixed}


def _explained(engine: TexEngine, log: str) -> TemplateError | ToolFailedError:
    if wide := _TOO_WIDE.search(log):
        formula = " ".join(wide["formula"].split())
        return TemplateError(f"a formula is wider than the page: {formula}", hint="break it into several lines")
    if lacking := _NOT_SET_UP.search(log):
        return _no_glyph(engine, lacking["glyph"])
    return ToolFailedError(f"{engine} failed", hint=_last_words(log))


def _no_glyph(engine: TexEngine, glyph: str) -> ToolFailedError:
    others = "typst, lualatex and xelatex print" if engine == "pdflatex" else "typst prints"
    return ToolFailedError(f"{engine} has no character {glyph}", hint=f"{others} more of them: --pdf-engine")


def _last_words(log: str, count: int = 12) -> str:
    """Return the log from its first error on, without the statistics at its end."""
    lines = [line for line in log.splitlines() if line.strip()]
    errors = [n for n, line in enumerate(lines) if line.startswith("! ") or re.match(r"\S+\.tex:\d+: ", line)]
    first = errors[0] if errors else max(0, len(lines) - count)
    return "\n".join(lines[first : first + count])
