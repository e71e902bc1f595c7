"""Arguments and options that several commands share."""

import os
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from pipeline.errors import UsageError

Command = Callable[..., Any]

FORMATS = ("pdf", "html", "md", "tex", "docx")
EDITIONS = ("sheet", "solution")
ENGINES = ("typst", "lualatex", "xelatex", "pdflatex")


def sheets_argument(command: Command) -> Command:
    """Add the sheets: one file or several."""
    path = click.Path(path_type=Path)
    return click.argument("sheets", nargs=-1, required=True, type=path, metavar="SHEET...", callback=_each_once)(
        command
    )


def _each_once(_context: click.Context, _parameter: click.Parameter, paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """Leave out a sheet's second mention, and the reference values beside one: `sheets/*.toml` names them, too."""
    given: dict[str, Path] = {}
    for path in paths:
        given.setdefault(os.path.realpath(path), path)
    return tuple(path for real, path in given.items() if _sheet_of(real) not in given)


def _sheet_of(path: str) -> str:
    """Return the sheet that a file of reference values belongs to; empty for any other file."""
    stem = path.removesuffix(".reference.toml")
    return f"{stem}.toml" if stem != path else ""


def drawing_options(command: Command) -> Command:
    """Add the seed, the variant, and parameters to set one by one."""
    variant = click.option(
        "--variant", default="0", metavar="ID", help="Variant to draw; 0, the default, is the published sheet."
    )
    settings = click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="NAME=VALUE",
        help="Set a parameter, rosenbrock.b=3; the others have their defaults. May be repeated.",
    )
    return seed_option(variant(settings(command)))


def check_drawing(variant: str, settings: Sequence[str]) -> None:
    """Refuse a variant to draw together with parameters to set.

    Raises:
        UsageError: Where both are given.
    """
    if settings and variant != "0":
        raise UsageError("--variant and --set do not go together", hint="--set starts from the published sheet")


def output_option(command: Command) -> Command:
    """Add the folder of the outputs."""
    return click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("outputs"),
        show_default=True,
        metavar="DIR",
        help="Folder that gets a folder per sheet.",
    )(command)


def document_options(formats: str) -> Callable[[Command], Command]:
    """Add the formats, the editions and what makes the PDF; `formats` is the default of the first."""

    def add(command: Command) -> Command:
        form = click.option(
            "--format",
            "formats",
            type=Words(FORMATS, "format"),
            default=formats,
            show_default=True,
            help="What to make.",
        )
        edition = click.option(
            "--edition",
            "editions",
            type=Words(EDITIONS, "edition"),
            default="sheet,solution",
            show_default=True,
            help="Problems only, or fully worked.",
        )
        engine = click.option(
            "--pdf-engine",
            "engine",
            type=click.Choice(ENGINES),
            default="typst",
            show_default=True,
            help="What makes the PDF; all but typst have to be installed.",
        )
        return form(edition(engine(command)))

    return add


def crew_options(command: Command) -> Command:
    """Add who works: processes of this machine, or a cluster."""
    workers = click.option(
        "--workers",
        type=click.IntRange(min=1, max=1000),
        metavar="N",
        help="Processes of this machine; default: one per core.",
    )
    scheduler = click.option(
        "--scheduler", metavar="ADDRESS", help="Work on a Dask cluster instead: tcp://host:8786 of its scheduler."
    )
    return workers(scheduler(command))


def json_option(command: Command) -> Command:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, for programs.")(command)


def seed_option(command: Command) -> Command:
    """Add the seed."""
    whole = click.IntRange(min=0, max=2**63 - 1)
    return click.option("--seed", type=whole, metavar="N", help="Seed of the draws; default: the sheet's.")(command)


def quiet_option(command: Command) -> Command:
    """Add `--quiet`."""
    return click.option("--quiet", "-q", is_flag=True, help="Print errors only.")(command)


class Words(click.ParamType[tuple[str, ...]]):
    """Some of a few words, separated by commas: `pdf,html`."""

    name = "words"

    def __init__(self, known: Sequence[str], noun: str) -> None:
        """Accept these words; the result has them in this order, each once.

        Args:
            known: The words.
            noun: What one of them is, for the error.
        """
        self.known = known
        self.noun = noun

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """Show the words in the help."""
        return ",".join(self.known)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Offer to the shell the words that are not there yet, behind those that are."""
        before, comma, begun = incomplete.rpartition(",")
        there = before.split(",")
        left = [word for word in self.known if word not in there and word.startswith(begun)]
        return [CompletionItem(f"{before}{comma}{word}") for word in left]

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Read the words.

        Raises:
            UsageError: For a word that is not known.
        """
        words = tuple(word.strip().lower() for word in value.split(",")) if isinstance(value, str) else tuple(value)
        for word in words:
            if word not in self.known:
                near = get_close_matches(word, self.known, n=1)
                hint = (f"did you mean '{near[0]}'? " if near else "") + f"known are {', '.join(self.known)}"
                raise UsageError(f"unknown {self.noun} '{word}'", hint=hint)
        return tuple(word for word in self.known if word in words)


def run_each(sheets: Sequence[Path], work: Callable[[Path], int]) -> int:
    """Work on every sheet, also after one has failed.

    Returns:
        The exit code of the first failure, or 0.
    """
    from pipeline.cli.report import print_error
    from pipeline.errors import CorrigeError

    code = 0
    for sheet in sheets:
        try:
            outcome = work(sheet)
        except CorrigeError as error:
            print_error(error)
            outcome = error.exit_code
        code = code or outcome
    return code
