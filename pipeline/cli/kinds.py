"""`corrige kinds`: which kinds of exercises there are, and what a kind reads and computes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeline.exercises.kinds import Kind


@click.command(
    short_help="List the kinds of exercises, or describe one.",
    epilog="\b\nExample:\n  corrige kinds critical-points",
)
@click.argument("name", required=False, metavar="[KIND]")
def kinds(name: str | None) -> int:
    """List the kinds of exercises, or show the keys and quantities of one KIND.

    The paths of the quantities are those of numbers.json and of reference files; [*] stands for every entry.
    """
    from pipeline.exercises.kinds import MODULES, load_kind

    if name is None:
        width = max(map(len, MODULES))
        for known in MODULES:
            click.echo(f"{known:<{width}}  {load_kind(known).summary}")
        return 0
    if name not in MODULES:
        _fail_unknown(name, list(MODULES))
    _show(load_kind(name))
    return 0


def _fail_unknown(name: str, known: list[str]) -> None:
    from pipeline.errors import UsageError
    from pipeline.sheet.complaints import nearest_hint

    raise UsageError(f"unknown kind '{name}'", hint=nearest_hint(name, known, "kind"))


def _show(kind: "Kind") -> None:
    from pipeline.exercises.describe import describe_keys

    click.echo(f"{kind.name}: {kind.summary}\n")
    click.echo("Keys of [[exercise]], besides id, kind, title, points, space and parameters")
    _print_columns([(key.name, key.default, key.meaning) for key in describe_keys(kind.model)])
    click.echo("\nQuantities")
    _print_columns([(row.path, row.shape, row.meaning) for row in kind.quantities])


def _print_columns(rows: Sequence[tuple[str, str, str]]) -> None:
    widths = [max((len(row[column]) for row in rows), default=0) for column in (0, 1)]
    for first, second, third in rows:
        click.echo(f"  {first:<{widths[0]}}  {second:<{widths[1]}}  {third}".rstrip())
