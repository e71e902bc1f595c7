"""`corrige init`: a folder becomes the repository of a course."""

from pathlib import Path

import click


@click.command(
    short_help="Make a course repository: sheets, CI, site.",
    epilog="\b\nExample:\n  corrige init linear-algebra && make -C linear-algebra check site",
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
@click.option("--title", metavar="TEXT", help="Of the course; default: the folder's name.")
@click.option(
    "--package",
    metavar="REQUIREMENT",
    help="What pip installs in it, as in requirements.txt: a version, a URL; default: where this came from.",
)
def init(folder: Path, title: str | None, package: str | None) -> int:
    """Write a sheet, a Makefile, workflows for GitHub and GitLab and a README into FOLDER, the current one by default.

    CI then checks every push and publishes the site, each solution on the day of its release. Files that are there
    already stay as they are.
    """
    from pipeline.publish.origin import is_on_this_machine, own_requirement
    from pipeline.publish.starts import course_start, write_missing

    named = folder.resolve().name.replace("-", " ").replace("_", " ").capitalize() or "Exercises"
    requirement = own_requirement() if package is None else package
    files = course_start(named if title is None else title, requirement)
    written = write_missing(folder, files)
    for path in files:
        click.echo(f"{'wrote' if path in written else 'kept '} {folder / path}")
    if is_on_this_machine(requirement) and "requirements.txt" in written:
        click.echo(
            "note: requirements.txt names a folder of this machine; for CI write an address there, or use --package"
        )
    click.echo("next: " + ("" if folder == Path() else f"cd {folder}; ") + "make preview; make check; make site")
    return 0
