"""`corrige check`: everything but typesetting, and the key numbers beside their references."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import check_drawing, drawing_options, quiet_option, sheets_argument
from pipeline.cli.report import print_error, progress

if TYPE_CHECKING:
    from pipeline.publish.checks import Checked
    from pipeline.publish.fingerprint import Options
    from pipeline.verify.certificate import Certificate
    from pipeline.verify.reference import Comparison

WIDE = 200
"""Columns of the table where it is not read on a terminal."""


@click.command(
    short_help="Compare a sheet's key numbers with their references.",
    epilog="\b\nExample:\n  corrige check sheets/assignment-03.toml --junit checks.xml",
)
@sheets_argument
@drawing_options
@click.option(
    "--junit",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the result as JUnit XML, which every CI server reads.",
)
@click.option(
    "--summary",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Append a table of the sheets in Markdown to a file, such as $GITHUB_STEP_SUMMARY.",
)
@quiet_option
def check(
    sheets: tuple[Path, ...],
    seed: int | None,
    variant: str,
    settings: tuple[str, ...],
    junit: Path | None,
    summary: Path | None,
    quiet: bool,
) -> int:
    """Solve each SHEET, fill its pages and compare its key numbers with <sheet>.reference.toml.

    Nothing is typeset or written but the reports asked for. Ends with exit code 30 where a number differs from its
    reference.
    """
    from pipeline.publish.fingerprint import Options

    check_drawing(variant, settings)
    options = Options(("md",), ("sheet", "solution"), seed, variant, "typst", settings)
    checked = [_check_one(sheet, options, is_quiet=quiet) for sheet in sheets]
    _write_reports(checked, junit, summary)
    return next((one.error.exit_code for one in checked if one.error), 0)


def _check_one(sheet: Path, options: "Options", *, is_quiet: bool) -> "Checked":
    from pipeline.publish.checks import check_sheet
    from pipeline.publish.stopwatch import Stopwatch

    with progress(str(sheet), is_quiet=is_quiet) as announce:
        checked = check_sheet(sheet, options, Stopwatch(announce))
    if not is_quiet:
        _print_checked(checked)
    if checked.error:
        print_error(checked.error)
    return checked


def _print_checked(checked: "Checked") -> None:
    from pipeline.publish.build import reference_path

    _print_proofs(checked.sheet, checked.certificates)
    if checked.comparisons is not None:
        _print_table(checked.sheet, checked.comparisons)
        click.echo(f"{checked.agreed} of {len(checked.comparisons)} key numbers agree")
    elif not checked.error:
        name = reference_path(checked.sheet).name
        click.echo(f"{checked.sheet}: solved; no references to compare with ({name})")


def _write_reports(checked: "Sequence[Checked]", junit: Path | None, summary: Path | None) -> None:
    from pipeline.publish.checks import junit_of, summary_table
    from pipeline.publish.starts import append_text, write_bytes

    if junit is not None:
        write_bytes(junit, junit_of(checked))
    if summary is not None:
        append_text(summary, summary_table(checked) + "\n")


def _print_proofs(sheet: Path, certificates: "Sequence[Certificate]") -> None:
    for certificate in certificates:
        counts = ", ".join(f"{count} {name}" for name, count in certificate.counts.items() if count)
        click.echo(f"{sheet}: {certificate.edition}: {counts}")


def _print_table(sheet: Path, rows: "Sequence[Comparison]") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from pipeline.verify.reference import shown_value

    table = Table(title=f"{sheet}", title_justify="left", caption="difference in units of the reference's last digit")
    for heading in ("exercise", "quantity", "computed", "reference", "difference", "verdict", "source"):
        table.add_column(heading, justify="right" if heading == "difference" else "left", overflow="fold")
    for row in rows:
        style = "" if row.verdict == "agrees" else "bold red"
        computed, difference = shown_value(row.computed), _shown_difference(row.difference)
        reference = row.reference
        cells = (reference.exercise, row.path, computed, reference.value, difference, row.verdict, reference.source)
        table.add_row(*(Text(cell, style=style) for cell in cells))
    console = Console()
    console.print(table) if console.is_terminal else Console(width=WIDE).print(table)


def _shown_difference(difference: Fraction | None) -> str:
    if difference is None:
        return ""
    return "0" if difference == 0 else f"{float(difference):+.2g}"
