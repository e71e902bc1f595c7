"""`corrige variants`: a sheet of its own for every student."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.crew import open_crew, progress_bar
from pipeline.cli.options import crew_options, document_options, json_option, output_option, quiet_option, seed_option
from pipeline.cli.report import print_warnings
from pipeline.errors import UsageError, WriteError

if TYPE_CHECKING:
    from pipeline.batch.run import Outcome, Request
    from pipeline.batch.space import Size
    from pipeline.batch.verify import Checked
    from pipeline.render.page import Edition
    from pipeline.typeset.documents import Engine, Format

FAILED = 20
LOCK_FAILED = 32
MOST_SHOWN = 20


@click.command(
    short_help="Make a different sheet for every student.",
    epilog="\b\nExample:\n  corrige variants sheets/assignment-03.toml --roster students.csv --merge\n"
    "  corrige variants sheets/assignment-03.toml --count 200 --format pdf\n"
    "  corrige variants sheets/assignment-03.toml --space",
)
@click.argument("sheet", type=click.Path(path_type=Path), metavar="SHEET")
@click.option("--count", type=click.IntRange(min=1, max=100_000), metavar="N", help="Variants 1 to N.")
@click.option(
    "--roster", type=click.Path(path_type=Path), metavar="FILE", help="A CSV file with the columns id, name and others."
)
@click.option("--space", is_flag=True, help="Only say how many distinct variants there are.")
@click.option("--verify", is_flag=True, help="Only derive the lock file once more, and name what changed.")
@output_option
@document_options("pdf,html")
@seed_option
@click.option("--lock", type=click.Path(path_type=Path), metavar="FILE", help="Lock file; default: beside the sheet.")
@click.option(
    "--distinct-from",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="LOCK",
    help="Repeat no sheet of an earlier lock file. May be repeated.",
)
@click.option("--relock", is_flag=True, help="Keep the draws of the lock though their problems read otherwise now.")
@click.option("--merge", is_flag=True, help="Also one PDF with all sheets for the printer, each on leaves of its own.")
@click.option("--force", is_flag=True, help="Build also what is up to date.")
@crew_options
@json_option
@quiet_option
def variants(  # noqa: PLR0913, PLR0917 - one argument per option
    sheet: Path,
    count: int | None,
    roster: Path | None,
    space: bool,
    verify: bool,
    output: Path,
    formats: tuple["Format", ...],
    editions: tuple["Edition", ...],
    engine: "Engine",
    seed: int | None,
    lock: Path | None,
    distinct_from: tuple[Path, ...],
    relock: bool,
    merge: bool,
    force: bool,
    workers: int | None,
    scheduler: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Make a variant of SHEET for each student: problems, worked solution and key from one drawing.

    They lie in DIR/<sheet id>/variants/<id>, with keys.csv, keys.json and index.html. No two have the same problems.
    The lock file beside the sheet (<sheet>.lock, to be kept in git) says who has what, and a later run with more
    students leaves it so. A run that was interrupted goes on where it stopped. Ends with exit code 20 where a variant
    failed, or where there are too few distinct ones; then nothing is written.
    """
    from pipeline.batch.roster import numbered, read_roster
    from pipeline.batch.run import Request
    from pipeline.parameters.lock import lock_path
    from pipeline.publish.fingerprint import Options
    from pipeline.sheet.toml import read_toml

    if sum((space, verify, count is not None, roster is not None)) != 1:
        hint = "corrige variants SHEET --count 200, or --roster students.csv"
        raise UsageError("give one of --count, --roster, --space and --verify", hint=hint)
    if merge and "pdf" not in formats:
        raise UsageError("--merge needs PDF among the formats", hint="--format pdf,html")
    options = Options(formats, editions, seed, "0", engine)
    if space:
        return _space(sheet, seed, as_json=as_json)
    beside = lock or lock_path(sheet)
    with progress_bar(str(sheet), is_quiet=quiet or as_json) as show, open_crew(workers, scheduler) as crew:
        if verify:
            return _verify(sheet, beside, crew, show, as_json=as_json, is_quiet=quiet)
        request = Request(
            read_toml(sheet),
            options,
            read_roster(roster) if roster is not None else numbered(count or 0),
            output,
            beside,
            distinct_from,
            "accept" if relock else "refuse",
            "nothing" if force else "unchanged",
            merges=merge,
        )
        outcome = _run(request, crew, show)
    if as_json:
        click.echo(json.dumps(_outcome_json(outcome), ensure_ascii=False, indent=1))
    else:
        _print_outcome(outcome, is_quiet=quiet)
    return FAILED if outcome.failures else 0


def _run(request: "Request", crew: Any, show: Any) -> "Outcome":
    from pipeline.batch.run import make_all

    done: list[int] = [0, len(request.roster.students)]

    def announce(phase: str, finished: int, total: int, failed: int) -> None:
        if phase == "building":
            done[:] = [finished - failed, total]
        show(phase, finished, total, failed)

    try:
        return make_all(request, crew, announce)
    except (KeyboardInterrupt, WriteError):
        click.echo(f"{done[0]} of {done[1]} variants are whole; the same command goes on from there", err=True)
        raise


def _print_outcome(outcome: "Outcome", *, is_quiet: bool) -> None:
    print_warnings(outcome.warnings)
    for note in outcome.notes:
        click.echo(f"note: {note}", err=True)
    for failure in list(outcome.failures.items())[:MOST_SHOWN]:
        click.echo(f"variant {failure[0]}\n{failure[1]}", err=True)
    if len(outcome.failures) > MOST_SHOWN:
        click.echo(f"and {len(outcome.failures) - MOST_SHOWN} more failed; --json names all", err=True)
    if is_quiet:
        return
    counts = [f"{len(outcome.built)} built"]
    counts += [f"{len(outcome.kept)} up to date"] if outcome.kept else []
    counts += [f"{len(outcome.failures)} failed"] if outcome.failures else []
    click.echo(f"{outcome.folder}: {', '.join(counts)}")
    for exercise, own in outcome.work.items():
        rules = "the same rules in all" if own["rule_sets"] == 1 else f"{own['rule_sets']} different sets of rules"
        click.echo(f"  {exercise}: {_bounds(own['steps'])} steps, {_bounds(own['digits'])} digits, {rules}")
    click.echo(f"lock: {outcome.lock}")


def _bounds(bounds: list[int]) -> str:
    return str(bounds[0]) if bounds[0] == bounds[1] else f"{bounds[0]} to {bounds[1]}"


def _outcome_json(outcome: "Outcome") -> dict[str, Any]:
    return {
        "folder": str(outcome.folder),
        "lock": str(outcome.lock),
        "total": outcome.total,
        "built": outcome.built,
        "up_to_date": outcome.kept,
        "failures": [{"id": name, "error": text} for name, text in outcome.failures.items()],
        "notes": outcome.notes,
        "warnings": [{"warning": text, "variants": count} for text, count in outcome.warnings.items()],
        "work": outcome.work,
        "seconds": {stage: round(spent, 3) for stage, spent in outcome.seconds.items()},
    }


def _space(sheet: Path, seed: int | None, *, as_json: bool) -> int:
    from pipeline.batch.job import statements_of
    from pipeline.batch.space import Space
    from pipeline.sheet.toml import read_toml

    statements = statements_of(read_toml(sheet))
    known = statements.acceptance.sheet
    size = Space(statements).size(known.seed if seed is None else seed)
    if as_json:
        click.echo(json.dumps(_size_json(size), indent=1))
    else:
        _print_size(sheet, size)
    return 0


def _size_json(size: "Size") -> dict[str, Any]:
    own = [{"id": one.id, "drawings": one.drawings, "distinct": one.distinct} for one in size.exercises]
    return {
        "distinct": size.exact,
        "estimate": size.estimate,
        "at_least": size.at_least,
        "drawings": size.drawings,
        "share": size.share,
        "exercises": own,
    }


def _print_size(sheet: Path, size: "Size") -> None:
    noun = "variant" if size.exact == 1 else "variants"
    if size.exact is not None:
        click.echo(f"{sheet}: {size.exact:,} distinct {noun} (counted; {size.drawings:,} drawings of the parameters)")
    else:
        share = f"{100 * size.share:.2g} % of a sample meet the constraints"
        click.echo(f"{sheet}: about {size.estimate:,} variants (estimated: {size.drawings:,} drawings, {share})")
        click.echo(f"  at least {size.at_least:,} distinct variants, counted over the exercises that are small enough")
    for own in size.exercises:
        counted = "not counted" if own.distinct is None else f"{own.distinct:,} distinct"
        click.echo(f"  {own.id}: {counted}, {own.drawings:,} drawings")


def _verify(sheet: Path, lock: Path, crew: Any, show: Any, *, as_json: bool, is_quiet: bool) -> int:
    from pipeline.batch.verify import verify_lock
    from pipeline.parameters.lock import read_lock
    from pipeline.sheet.toml import read_toml

    source = read_toml(sheet)
    if not lock.is_file():
        raise UsageError(f"there is no lock file {lock}", hint="corrige variants SHEET --count N writes it")
    checked = verify_lock(source, read_lock(lock), crew, lambda done, total: show("verifying", done, total, 0))
    changed = [one for one in checked if one.changes]
    if as_json:
        rows = [{"id": one.id, "changes": one.changes} for one in changed]
        click.echo(json.dumps({"lock": str(lock), "variants": len(checked), "changed": rows}, indent=1))
    else:
        _print_checked(lock, checked, changed, is_quiet=is_quiet)
    return LOCK_FAILED if changed else 0


def _print_checked(lock: Path, checked: "list[Checked]", changed: "list[Checked]", *, is_quiet: bool) -> None:
    for one in changed[:MOST_SHOWN]:
        click.echo(f"variant {one.id}: {'; '.join(one.changes)}", err=True)
    if len(changed) > MOST_SHOWN:
        click.echo(f"and {len(changed) - MOST_SHOWN} more changed; --json names all", err=True)
    if not is_quiet:
        click.echo(f"{lock}: {len(checked) - len(changed)} of {len(checked)} variants are as they were")
