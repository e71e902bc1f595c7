"""`corrige kinds`: which kinds of exercises there are, and what a kind reads and computes."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from pipeline.exercises.kinds import Kind

_PARAMETERS = """
[exercise.parameters]: names for the expressions in these keys, fixed or drawn anew for every variant
  a = 3    b = { default = 1, choice = [1, 2, 3] }    c = { default = 1, range = [1, 9], step = 2 }"""


def complete_kind(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the names of kinds to the shell."""
    from pipeline.exercises.kinds import kind_names

    return [CompletionItem(name) for name in kind_names(_project()) if name.startswith(incomplete)]


@click.command(
    short_help="List the kinds of exercises, or describe one.",
    epilog="\b\nExample:\n  corrige kinds critical-points",
)
@click.argument("name", required=False, metavar="[KIND]", shell_complete=complete_kind)
@click.option("--example", is_flag=True, help="Print the example alone: a sheet that can be built.")
def kinds(name: str | None, example: bool) -> int:
    """List the kinds of exercises, or show the keys and quantities of one KIND with an example.

    Kinds of the project (kinds/*.py) and of installed packages are among them. The paths of the quantities are those
    of numbers.json and of reference files; [*] stands for every entry.
    """
    from pipeline.exercises.kinds import kind_names

    if name is None:
        if example:
            raise click.UsageError("--example needs a KIND")
        return _list(kind_names(_project()))
    kind = find_kind(name)
    if example:
        click.echo(example_of(kind), nl=False)
    else:
        _show(kind)
    return 0


def _project() -> Path | None:
    """Return the project of the current folder, as a sheet in it would have."""
    from pipeline.sheet.project import project_of

    return project_of(Path("sheet.toml"))


def _list(known: Sequence[str]) -> int:
    """Print a line a kind, also after one that cannot be loaded; return the exit code of the first such."""
    from pipeline.cli.report import print_error
    from pipeline.errors import CorrigeError
    from pipeline.exercises.kinds import load_kind

    width, code = max(map(len, known)), 0
    for name in known:
        try:
            kind = load_kind(name, _project())
        except CorrigeError as error:
            print_error(error)
            code = code or error.exit_code
            continue
        click.echo(f"{name:<{width}}  {kind.summary}" + (f" ({kind.origin})" if kind.origin else ""))
    return code


def find_kind(name: str) -> "Kind":
    """Return the kind that was named on the command line.

    Raises:
        UsageError: Where there is none of this name, with the nearest one.
    """
    from pipeline.errors import UsageError
    from pipeline.exercises.kinds import kind_names, load_kind
    from pipeline.sheet.complaints import nearest_hint

    known = kind_names(_project())
    if name not in known:
        raise UsageError(f"unknown kind '{name}'", hint=nearest_hint(name, known, "kind"))
    return load_kind(name, _project())


def _show(kind: "Kind") -> None:
    from pipeline.exercises.describe import describe_keys

    click.echo(f"{kind.name}: {kind.summary}\n")
    if kind.origin:
        click.echo(f"Brought by {kind.origin}\n")
    click.echo("Keys of [[exercise]], besides id, kind, title, points, space and parameters")
    _print_columns([(key.name, key.type, key.default, key.meaning) for key in describe_keys(kind.model)])
    click.echo(_PARAMETERS)
    click.echo("\nQuantities")
    _print_columns([(row.path, row.shape, row.meaning) for row in kind.quantities])
    if text := example_of(kind):
        click.echo(f"\nExample, a whole sheet (corrige kinds {kind.name} --example > {kind.name}.toml)\n")
        click.echo("\n".join(f"  {line}".rstrip() for line in text.splitlines()))


def example_of(kind: "Kind") -> str:
    """Return the sheet that stands beside the templates of a kind; empty where there is none."""
    from pipeline.render.locations import template_folders

    own = [_project_templates(), kind.templates]
    for folder in template_folders(filter(None, own)):
        if (file := folder / "exercises" / kind.name / "example.toml").is_file():
            return file.read_text(encoding="utf-8")
    return ""


def _project_templates() -> Path | None:
    project = _project()
    return project / "templates" if project else None


def _print_columns(rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows below each other; a cell that is far wider than its column usually is pushes the rest."""
    columns = list(zip(*rows, strict=True))
    widths = [min(max(map(len, column)), 40) for column in columns[:-1]]
    for *cells, last in rows:
        line = "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True))
        click.echo(f"  {line}  {last}".rstrip())
