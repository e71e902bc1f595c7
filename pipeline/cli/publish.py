"""`corrige publish`: the site of a project folder, with each solution from its release on."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import quiet_option
from pipeline.cli.report import print_warning, progress

if TYPE_CHECKING:
    from pipeline.publish.site.plan import Entry
    from pipeline.publish.site.publish import Published


@click.command(
    short_help="Build the site of a course.",
    epilog="\b\nExample:\n  corrige publish --at 2026-12-01T08:00:00+01:00 -o rehearsal",
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True), default=Path())
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder of the site; default: FOLDER/site.",
)
@click.option("--at", metavar="TIME", help="As if it were this moment: a rehearsal.")
@click.option("--title", default="", help="Of the index; default: Exercise sheets, in the language of the index.")
@click.option("--url", default="", metavar="URL", help="Where the site will be, for the list of addresses.")
@click.option(
    "--students/--no-students",
    default=True,
    show_default=True,
    help="Publish the sheets that corrige variants made, at addresses that nobody can guess.",
)
@click.option(
    "--addresses",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="List of the students' addresses (CSV); default: FOLDER/outputs/addresses.csv.",
)
@quiet_option
def publish(  # noqa: PLR0913, PLR0917 - one argument per option
    folder: Path,
    output: Path | None,
    at: str | None,
    title: str,
    url: str,
    students: bool,
    addresses: Path | None,
    quiet: bool,
) -> int:
    """Build a static site from FOLDER/sheets: each problem sheet, and its solution from its `release` on.

    A sheet without `release` never shows its solution. Sheets that have not changed are taken from FOLDER/outputs. The
    site is searched for anything of a solution that is not due, and for broken links (exit code 32), before it
    replaces the one that was there. Students' own sheets need a secret in CORRIGE_SECRET.
    """
    from datetime import UTC, datetime

    from pipeline.publish.site.plan import read_moment
    from pipeline.publish.site.publish import Request, publish_site

    now = read_moment(at) if at is not None else datetime.now(UTC)
    request = Request(
        folder,
        output or folder / "site",
        now,
        title,
        url,
        "publish" if students else "leave out",
        addresses or folder / "outputs" / "addresses.csv",
    )
    with progress(str(folder), is_quiet=quiet) as announce:
        published = publish_site(request, announce)
    for path in published.outdated:
        print_warning(f"{path} has changed since the students' own sheets were made; corrige variants makes them anew")
    if not quiet:
        _print(published, request.target)
        if published.students:
            click.echo(f"{request.addresses}: the addresses of {published.students} students; keep it to yourself")
    return 0


def _print(published: "Published", target: Path) -> None:
    for entry in published.entries:
        click.echo(f"{entry.sheet.id}: {published.statuses[entry.sheet.id]}; {_solution(entry)}")
    click.echo(f"{target}: {published.files} files, no broken links, nothing of a solution before its release")


def _solution(entry: "Entry") -> str:
    from pipeline.publish.site.pages import moment

    if entry.sheet.release is None:
        return "no solution on the site: the sheet has no release"
    since = moment(entry.sheet.release)
    return f"solution published, due since {since}" if entry.is_released else f"solution from {since}"
