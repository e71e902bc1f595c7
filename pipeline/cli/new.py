"""`corrige new`: a sheet or a kind to begin with."""

from collections.abc import Mapping
from pathlib import Path

import click

from pipeline.cli.kinds import complete_kind, example_of, find_kind


@click.group(
    short_help="Write a start: a sheet, or a kind of exercise.",
    epilog="\b\nExample:\n  corrige new sheet week-3 --kind backpropagation",
)
def new() -> None:
    """Write a commented, working start into the current folder. Nothing is ever overwritten."""


@new.command(
    short_help="Write sheets/NAME.toml.",
    epilog="\b\nExample:\n  corrige new sheet week-3 --kind backpropagation",
)
@click.argument("name")
@click.option(
    "--kind",
    default="critical-points",
    show_default=True,
    metavar="KIND",
    shell_complete=complete_kind,
    help="Of its first exercise.",
)
def sheet(name: str, kind: str) -> int:
    """Write a sheet sheets/NAME.toml with an exercise that can be built at once."""
    from pipeline.publish.starts import sheet_start

    example = example_of(find_kind(kind))
    _write(sheet_start(name, example[example.find("[[exercise]]") :] if "[[exercise]]" in example else ""))
    click.echo(f"next: corrige preview sheets/{name}.toml")
    return 0


@new.command(
    short_help="Write kinds/NAME.py and its templates.",
    epilog="\b\nExample:\n  corrige new kind tangent-line",
)
@click.argument("name")
def kind(name: str) -> int:
    """Write a kind of exercise: kinds/NAME.py, its templates and an example that can be built at once.

    A kind is a program that runs whenever a sheet of this folder asks for it.
    """
    from pipeline.publish.starts import kind_start

    files = kind_start(name)
    _refuse_known(name, files)
    _write(files)
    click.echo(f"next: corrige kinds {name}; corrige new sheet NAME --kind {name}")
    return 0


def _refuse_known(name: str, files: Mapping[str, str]) -> None:
    """Refuse the name of a kind from elsewhere, which the new one would hide.

    Raises:
        UsageError: Where there is one.
    """
    from pipeline.errors import UsageError
    from pipeline.exercises.kinds import kind_names

    if name in kind_names(None) and not any(Path(path).exists() for path in files):
        raise UsageError(f"there is a kind '{name}' already", hint="a kind of your own takes another name")


def _write(files: Mapping[str, str]) -> None:
    from pipeline.publish.starts import write_new

    write_new(Path(), files)
    for path in files:
        click.echo(f"wrote {path}")
