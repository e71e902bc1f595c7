"""`corrige build`: documents from sheets."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import (
    check_drawing,
    document_options,
    drawing_options,
    output_option,
    quiet_option,
    run_each,
    sheets_argument,
)
from pipeline.cli.report import print_timings, progress

if TYPE_CHECKING:
    from pipeline.publish.build import Built
    from pipeline.publish.fingerprint import Options
    from pipeline.render.page import Edition
    from pipeline.typeset.documents import Engine, Format


@click.command(
    short_help="Make the documents of a sheet.",
    epilog="\b\nExample:\n  corrige build sheets/assignment-03.toml --format pdf,html --edition solution",
)
@sheets_argument
@output_option
@document_options("pdf,html,md")
@drawing_options
@click.option("--force", is_flag=True, help="Build even where nothing has changed.")
@click.option("--timings", is_flag=True, help="Print how long each stage took.")
@quiet_option
def build(  # noqa: PLR0913, PLR0917 - one argument per option
    sheets: tuple[Path, ...],
    output: Path,
    formats: tuple["Format", ...],
    editions: tuple["Edition", ...],
    seed: int | None,
    variant: str,
    settings: tuple[str, ...],
    engine: "Engine",
    force: bool,
    timings: bool,
    quiet: bool,
) -> int:
    """Solve the exercises of each SHEET and write its documents to DIR/<sheet id>.

    The folder then holds exactly the formats and editions asked for, with numbers.json and manifest.json; it is
    replaced as a whole, and only once everything has succeeded. Files in it that corrige did not write stay.
    """
    from pipeline.publish.build import check_distinct
    from pipeline.publish.fingerprint import Options

    if len(sheets) > 1:
        check_distinct(sheets)
    check_drawing(variant, settings)
    options = Options(formats, editions, seed, variant, engine, settings)
    return run_each(
        sheets,
        lambda sheet: _build_one(sheet, output, options, is_forced=force, is_timed=timings, is_quiet=quiet),
    )


def _build_one(
    sheet: Path, output: Path, options: "Options", *, is_forced: bool, is_timed: bool, is_quiet: bool
) -> int:
    from time import perf_counter

    from pipeline.publish.build import build_sheet
    from pipeline.publish.stopwatch import Stopwatch

    start = perf_counter()
    with progress(str(sheet), is_quiet=is_quiet) as announce:
        watch = Stopwatch(announce)
        built = build_sheet(sheet, output, options, watch, reuse="nothing" if is_forced else "unchanged")
    if not is_quiet:
        _print_built(built, perf_counter() - start)
    if is_timed:
        print_timings(watch.seconds)
    return 0


def _print_built(built: "Built", seconds: float) -> None:
    if built.status == "up to date":
        click.echo(f"{built.folder}: up to date")
        return
    documents = [name for name in built.files if not name.startswith("figures/")]
    click.echo(f"{built.folder}: {', '.join(documents)} ({seconds:.1f} s)")
