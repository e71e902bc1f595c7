"""`corrige stress`: which variants of a sheet fail."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.crew import open_crew, progress_bar
from pipeline.cli.options import EDITIONS, Words, crew_options, json_option, quiet_option, seed_option
from pipeline.cli.report import print_warnings

if TYPE_CHECKING:
    from pipeline.batch.stress import Trial, Tried
    from pipeline.render.page import Edition

FAILED = 20
MOST_SHOWN = 20


@click.command(
    short_help="Try many variants of a sheet, boundary values first.",
    epilog="\b\nExample:\n  corrige stress sheets/assignment-03.toml --count 1000 --junit stress.xml",
)
@click.argument("sheet", type=click.Path(path_type=Path), metavar="SHEET")
@click.option(
    "--count", type=click.IntRange(min=1, max=1_000_000), default=200, show_default=True, metavar="N", help="How many."
)
@seed_option
@click.option(
    "--edition", "editions", type=Words(EDITIONS, "edition"), default="sheet,solution", show_default=True, help="Pages."
)
@click.option("--junit", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Also write JUnit XML.")
@crew_options
@json_option
@quiet_option
def stress(  # noqa: PLR0913, PLR0917 - one argument per option
    sheet: Path,
    count: int,
    seed: int | None,
    editions: tuple["Edition", ...],
    junit: Path | None,
    workers: int | None,
    scheduler: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Solve and prove N variants of SHEET without typesetting, and list every one that fails.

    The parameters at the ends of their ranges come first, one by one, all together and in pairs; draws fill up. Ends
    with exit code 20 where a variant fails.
    """
    from pipeline.batch.stress import stress as run_stress
    from pipeline.batch.stress import suite_of
    from pipeline.publish.fingerprint import Options
    from pipeline.sheet.toml import read_toml

    source = read_toml(sheet)
    options = Options(("md",), editions, seed, "0", "typst")
    with progress_bar(str(sheet), is_quiet=quiet or as_json) as show, open_crew(workers, scheduler) as crew:
        tried = run_stress(source, options, count, crew, show)
    if junit is not None:
        from pipeline.batch.store import put_file
        from pipeline.publish.junit import junit_xml

        put_file(junit, junit_xml([suite_of(str(sheet), tried)]))
    if as_json:
        click.echo(json.dumps(_tried_json(tried), ensure_ascii=False, indent=1))
    else:
        _print_tried(sheet, tried, is_quiet=quiet)
    return FAILED if tried.failures else 0


def _print_tried(sheet: Path, tried: "Tried", *, is_quiet: bool) -> None:
    print_warnings(tried.warnings)
    failures = tried.failures
    for trial in failures[:MOST_SHOWN]:
        click.echo(_told(trial), err=True)
    if len(failures) > MOST_SHOWN:
        click.echo(f"and {len(failures) - MOST_SHOWN} more failed; --json and --junit name all", err=True)
    if is_quiet:
        return
    boundary = sum(trial.id.startswith("boundary ") for trial in tried.trials)
    verb = "is" if tried.refused == 1 else "are"
    refused = f" ({tried.refused} more {verb} refused by the constraints)" if tried.refused else ""
    outcome = f"{len(failures)} failed" if failures else "all good"
    click.echo(f"{sheet}: {len(tried.trials)} variants tried, {boundary} of them at boundaries{refused}: {outcome}")


def _told(trial: "Trial") -> str:
    parameters = ", ".join(setting.replace("=", " = ", 1) for setting in trial.parameters)
    first = f"{trial.failure}\n" if trial.failure.endswith("\n") else trial.failure
    return f"{trial.id}: {parameters or 'no parameters'}\n{first}\n       rebuild it alone: {trial.command}"


def _tried_json(tried: "Tried") -> dict[str, Any]:
    return {
        "tried": len(tried.trials),
        "refused_boundaries": tried.refused,
        "warnings": [{"warning": text, "variants": count} for text, count in tried.warnings.items()],
        "failures": [
            {"id": trial.id, "parameters": trial.parameters, "error": trial.failure, "command": trial.command}
            for trial in tried.failures
        ],
    }
