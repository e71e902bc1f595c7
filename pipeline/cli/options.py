"""Arguments and options that several commands share."""

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from pipeline.errors import UsageError

Command = Callable[..., Any]


def sheets_argument(command: Command) -> Command:
    """Add the sheets: one file or several."""
    path = click.Path(path_type=Path)
    return click.argument("sheets", nargs=-1, required=True, type=path, metavar="SHEET...")(command)


def drawing_options(command: Command) -> Command:
    """Add the seed, the variant, and parameters to set one by one."""
    whole = click.IntRange(min=0, max=2**63 - 1)
    seed = click.option("--seed", type=whole, metavar="N", help="Seed of the draws; default: the sheet's.")
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
    return seed(variant(settings(command)))


def check_drawing(variant: str, settings: Sequence[str]) -> None:
    """Refuse a variant to draw together with parameters to set.

    Raises:
        UsageError: Where both are given.
    """
    if settings and variant != "0":
        raise UsageError("--variant and --set do not go together", hint="--set starts from the published sheet")


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
