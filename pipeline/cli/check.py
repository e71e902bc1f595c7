"""`corrige check`: everything but typesetting, and the key numbers beside their references."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import check_drawing, drawing_options, quiet_option, run_each, sheets_argument
from pipeline.cli.report import progress

if TYPE_CHECKING:
    from pipeline.publish.fingerprint import Options
    from pipeline.verify.certificate import Certificate
    from pipeline.verify.reference import Comparison

WIDE = 200
"""Columns of the table where it is not read on a terminal."""


@click.command(
    short_help="Compare a sheet's key numbers with their references.",
    epilog="\b\nExample:\n  corrige check sheets/assignment-03.toml",
)
@sheets_argument
@drawing_options
@quiet_option
def check(
    sheets: tuple[Path, ...],
    seed: int | None,
    variant: str,
    settings: tuple[str, ...],
    quiet: bool,
) -> int:
    """Solve each SHEET, fill its pages and compare its key numbers with <sheet>.reference.toml.

    Nothing is typeset or written. Ends with exit code 30 where a number differs from its reference.
    """
    from pipeline.publish.fingerprint import Options

    check_drawing(variant, settings)
    options = Options(("md",), ("sheet", "solution"), seed, variant, "typst", settings)
    return run_each(sheets, lambda sheet: _check_one(sheet, options, is_quiet=quiet))


def _check_one(sheet: Path, options: "Options", *, is_quiet: bool) -> int:
    from pipeline.publish.build import compare_references, prove_pages, reference_path, solve_sheet, write_pages
    from pipeline.publish.stopwatch import Stopwatch
    from pipeline.sheet.toml import read_toml

    with progress(str(sheet), is_quiet=is_quiet) as announce:
        watch = Stopwatch(announce)
        with watch.stage("load"):
            source = read_toml(sheet)
        solved = solve_sheet(source, options, watch)
        drafts = write_pages(solved, options, watch)
        with watch.stage("verify"):
            certificates = [proof.certificate for proof in prove_pages(drafts, solved)]
        rows = compare_references(sheet, solved)
    if not is_quiet:
        _print_proofs(sheet, certificates)
    if rows is None:
        if not is_quiet:
            click.echo(f"{sheet}: solved; no references to compare with ({reference_path(sheet).name})")
        return 0
    if not is_quiet:
        _print_table(sheet, rows)
    return _verdict(rows)


def _print_proofs(sheet: Path, certificates: "Sequence[Certificate]") -> None:
    for certificate in certificates:
        counts = ", ".join(f"{count} {name}" for name, count in certificate.counts.items() if count)
        click.echo(f"{sheet}: {certificate.edition}: {counts}")


def _verdict(rows: "Sequence[Comparison]") -> int:
    from pipeline.verify.reference import check_agreement

    check_agreement(tuple(rows))
    return 0


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
    agreed = sum(row.verdict == "agrees" for row in rows)
    click.echo(f"{agreed} of {len(rows)} key numbers agree")


def _shown_difference(difference: Fraction | None) -> str:
    if difference is None:
        return ""
    return "0" if difference == 0 else f"{float(difference):+.2g}"
