"""`corrige doctor`: which tools are there, and what each optional one would add."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import click


@dataclass(frozen=True)
class Tool:
    """What a part of the program stands on.

    Attributes:
        name: Of the program or package.
        need: Whether builds work without it.
        adds: What it is for.
        install: How to get it.
        version: What is installed; empty for nothing.
    """

    name: str
    need: Literal["required", "optional"]
    adds: str
    install: str
    version: Callable[[], str]


@click.command(
    short_help="Say which tools are there and what each adds.",
    epilog="\b\nExample:\n  corrige doctor",
)
def doctor() -> int:
    """List the tools that corrige stands on, what is missing, and what each optional one would add.

    Ends with exit code 50 where a required one is missing.
    """
    from pipeline.errors import MissingToolError

    missing = []
    for tool in _tools():
        version = tool.version()
        mark = click.style("✓", fg="green") if version else click.style("–", fg="yellow")
        click.echo(f"{mark} {tool.name:<12} {version or 'missing':<12} {tool.need}: {tool.adds}")
        if not version:
            click.echo(f"  {'':<12} {'':<12} {tool.install}")
            missing += [tool.name] if tool.need == "required" else []
    if missing:
        raise MissingToolError(f"required and not installed: {', '.join(missing)}", hint="install corrige again")
    return 0


def _tools() -> Iterator[Tool]:
    again = "pip install --force-reinstall corrige"
    yield Tool("python", "required", "everything", "3.11 or newer", _python)
    yield Tool(
        "pandoc", "required", "HTML, and the step before PDF, LaTeX and Word", "pip install pypandoc-binary", _pandoc
    )
    yield Tool("typst", "required", "PDF", again, lambda: _package("typst"))
    yield Tool(
        "python-flint", "required", "exact algebra and rigorous arithmetic", again, lambda: _package("python-flint")
    )
    yield Tool("matplotlib", "required", "figures", again, lambda: _package("matplotlib"))
    for engine in ("lualatex", "xelatex", "pdflatex"):
        yield _tex(engine)
    extra = 'pip install "corrige[{}]"'
    yield Tool("watchfiles", "optional", "corrige preview", extra.format("preview"), lambda: _package("watchfiles"))
    yield Tool(
        "distributed",
        "optional",
        "variants on a Dask cluster",
        extra.format("cluster"),
        lambda: _package("distributed"),
    )


def _tex(engine: str) -> Tool:
    adds = f"corrige build --pdf-engine {engine}"
    install = "apt install texlive-latex-recommended texlive-luatex texlive-xetex lmodern, or https://tug.org/texlive"
    return Tool(engine, "optional", adds, install, lambda: _program(engine, "--version"))


def _python() -> str:
    return ".".join(map(str, sys.version_info[:3]))


def _package(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _pandoc() -> str:
    from pipeline.errors import MissingToolError
    from pipeline.render.pandoc import pandoc_path

    try:
        return _program(str(pandoc_path()), "--version")
    except MissingToolError:
        return ""


def _program(name: str, option: str) -> str:
    """Return the first number with a point that a program says of itself; empty where it is not there."""
    import re
    import subprocess
    from shutil import which

    path = which(name)
    if path is None:
        return ""
    done = subprocess.run([path, option], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    found = re.search(r"\d+(?:\.\d+)+", done.stdout)
    return found[0] if found else "installed"
