"""The pages that the site adds, in the language of the course."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.publish.site.assemble import public_site
from pipeline.publish.site.pages import Masthead, index_page, with_way
from pipeline.publish.site.plan import Entry, find_sheets, plan_site, read_moment
from pipeline.publish.site.publish import index_language
from pipeline.render.language.language import load_language
from pipeline.render.locations import template_folders
from pipeline.sheet.load import load_sheet

SHEET = """title = "Vallées"
date = 2026-05-01
release = 2026-05-08T08:00:00+02:00
{language}
[[exercise]]
id = "v"
kind = "critical-points"
function = "x^2"
variables = ["x"]
"""


def _entries(folder: Path, *languages: str) -> tuple[Entry, ...]:
    """Sheets `s0`, `s1`, … in some languages, nothing for the project's."""
    (folder / "sheets").mkdir()
    paths = []
    for count, code in enumerate(languages):
        paths.append(folder / "sheets" / f"s{count}.toml")
        said = f'language = "{code}"' if code else ""
        paths[-1].write_text(SHEET.format(language=said), encoding="utf-8")
    return plan_site(paths, read_moment("2026-05-02T08:00:00+02:00"))


def test_the_index_speaks_the_language_of_its_sheets(tmp_path: Path) -> None:
    """Title, date, names of links and the day of the release; what is in another language is marked as such."""
    entries = _entries(tmp_path, "fr", "en")
    french = Masthead(template_folders(), language=load_language("fr", template_folders()))
    page = index_page(french, entries, ["s0/sheet.html", "s0/sheet.pdf"]).decode()
    for said in (
        '<html lang="fr">',
        "<h1>Feuilles d’exercices</h1>",
        '<span class="when">1er mai 2026</span>',
        '<span class="waits">solution à partir du 8 mai 2026, 08:00 (UTC+02:00)</span>',
        '<a href="s0/sheet.html" aria-label="Exercices\xa0: Vallées">Exercices</a>',
        '<a href="s0/sheet.pdf" aria-label="Exercices\xa0: Vallées, PDF">PDF</a>',
        '<h3><span lang="en">Vallées</span>',
    ):
        assert said in page
    assert "lang=" not in page.split("<h3>")[1]


def test_the_way_back_speaks_the_language_of_the_page() -> None:
    """Also for who only hears it."""
    german = load_language("de", template_folders())
    page = with_way(b"<head></head><body>", [("../index.html", "Alle Blätter")], german).decode()
    assert '<nav class="site-way" aria-label="Website">\n<a href="../index.html">Alle Blätter</a>' in page


@pytest.mark.parametrize(
    ("project", "languages", "wanted"),
    [("", ("fr", "fr"), "fr"), ("", ("fr", "de"), "en"), ('language = "de"\n', ("fr", ""), "de"), ("", ("",), "en")],
)
def test_a_project_may_name_its_language(project: str, languages: tuple[str, ...], wanted: str, tmp_path: Path) -> None:
    """Else the index has the one that all sheets have; a sheet that names none has the project's."""
    if project:
        (tmp_path / "corrige.toml").write_text(project, encoding="utf-8")
    entries = _entries(tmp_path, *languages)
    assert index_language(tmp_path, entries) == wanted
    unnamed = [load_sheet(one.path).language for one, code in zip(entries, languages, strict=True) if not code]
    assert unnamed in ([], [wanted])


def test_what_begins_with_a_dot_is_no_sheet(tmp_path: Path) -> None:
    """What an editor keeps beside a file, and a hidden draft, do not reach the site; nor do references."""
    (tmp_path / "sheets").mkdir()
    for name in ("week-1.toml", ".#week-1.toml", ".draft.toml", "week-1.reference.toml"):
        (tmp_path / "sheets" / name).write_text("", encoding="utf-8")
    assert [path.name for path in find_sheets(tmp_path)] == ["week-1.toml"]


def test_what_a_released_solution_says_is_public(tmp_path: Path) -> None:
    """Labels in its figures and lines of its certificate too, though its text has none of them."""
    waiting, released = _entries(tmp_path, "en", "en")
    entries = (replace(waiting, is_released=False), replace(released, is_released=True))
    for entry, figure in zip(entries, ("", "<svg><text>0.1234</text></svg>"), strict=True):
        folder = tmp_path / "outputs" / entry.sheet.id
        folder.mkdir(parents=True)
        texts = {"sheet.md": "", "solution.md": "$0.1234$, $0.5678$ and $0.9999$", "numbers.json": "{}"}
        shown = {"certificate.json": '{"line": 0.5678}', "solution.html": f"<html><body>{figure}</body></html>"}
        for name, text in {**texts, **shown, **({} if not figure else {"solution.md": ""})}.items():
            (folder / name).write_text(text, encoding="utf-8")
    site = public_site(Masthead(template_folders()), entries, tmp_path / "outputs")
    assert site.secrets[""].numbers == {"0.9999"}
    assert f"{released.sheet.id}/solution.html" in site.files
    assert f"{waiting.sheet.id}/solution.html" not in site.files
