"""`corrige audit`: what is wrong with a solution that someone else wrote."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeline.verify.audit import Report

ERRORS_FOUND = 31


@click.command(
    short_help="Say which equations of a document are wrong.",
    epilog="\b\nExample:\n  corrige audit solution.md --given values.toml",
)
@click.argument("document", type=click.Path(path_type=Path))
@click.option("--given", type=click.Path(path_type=Path), metavar="FILE", help="Values of names (TOML).")
@click.option("--sheet", type=click.Path(path_type=Path), metavar="SHEET", help="The sheet that the document solves.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "html")),
    default="text",
    show_default=True,
    help="Of the report on standard output.",
)
def audit(document: Path, given: Path | None, sheet: Path | None, form: str) -> int:
    r"""Read a Markdown or LaTeX DOCUMENT and decide every relation in it.

    FILE gives values as the document writes them: w_1 = 0.1, x = [0.1, 0.4], "g(x)" = "x_1^2 + 8*x_1". Ends with exit
    code 31 where a relation is refuted.
    """
    from pipeline.publish.sheet_values import given_of_sheet, joined
    from pipeline.verify.audit import Given, audit_file, load_given
    from pipeline.verify.audit.given import unused_names

    known = given_of_sheet(sheet) if sheet is not None else Given()
    values = load_given(given) if given is not None else Given()
    if given is not None:
        known = joined(known, values)
    report = audit_file(document, known)
    for name in unused_names(values, document.read_text("utf-8-sig")):
        click.echo(f"warning: {given}: '{name}' does not occur in {document}", err=True)
    click.echo(_shown(report, document, form), nl=False)
    return ERRORS_FOUND if report.errors else 0


def _shown(report: "Report", document: Path, form: str) -> str:
    if form == "json":
        from pipeline.verify.audit.json_report import json_report

        return json_report(report)
    text = document.read_text("utf-8-sig")
    if form == "html":
        from pipeline.verify.audit.html_report import html_report

        return html_report(report, text)
    from pipeline.verify.audit.text_report import text_report

    return text_report(report, text)
