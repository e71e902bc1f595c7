"""The catalogues that come with the program: complete, current, and true to what they translate."""

import re
import warnings
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from pipeline.errors import UntranslatedWarning
from pipeline.exercises.kinds import MODULES
from pipeline.publish.build import Solved, solve_sheet, write_pages
from pipeline.publish.fingerprint import Options
from pipeline.publish.stopwatch import Stopwatch
from pipeline.render.language.catalogue import read_catalogue
from pipeline.render.language.extract import page_words, sentences_of, spoken_phrases
from pipeline.render.language.language import CATALOGUE, Language, load_language
from pipeline.render.language.solution import in_language
from pipeline.render.locations import template_folders, templates_root
from pipeline.sheet.model import LanguageCode
from pipeline.sheet.toml import read_toml
from tests.conftest import ROOT

CODES: tuple[LanguageCode, ...] = ("de", "fr")
PARTS = ("statement", "solution")
OPTIONS = Options(formats=("md",), editions=("sheet", "solution"), engine="typst", seed=None, variant="0")

_GAP = re.compile(r"\{\w+\}")
_EMPHASIS = re.compile(r"\*+")


def language(code: LanguageCode) -> Language:
    """The language as a sheet has it."""
    return load_language(code, template_folders())


def path(code: LanguageCode) -> Path:
    """The catalogue's file."""
    return templates_root() / CATALOGUE.format(code=code)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kind", MODULES)
def test_every_sentence_of_the_templates_is_translated(kind: str, code: LanguageCode) -> None:
    """Whatever branch a template takes."""
    said = [text for part in PARTS for text in sentences_of(f"exercises/{kind}/{part}.md.j2", templates_root())]
    assert len(said) > 10
    missing = [text for text in said if not language(code).knows(text)]
    assert missing == [], "\n".join(("make catalogue adds:", *missing))


@pytest.fixture(scope="module")
def solved() -> tuple[Solved, ...]:
    """All sheets and examples of the program, in English."""
    paths = (*(ROOT / "sheets").glob("*.toml"), *templates_root().glob("exercises/*/example.toml"))
    sheets = (path for path in paths if not path.name.endswith(".reference.toml"))
    return tuple(solve_sheet(read_toml(path), OPTIONS, Stopwatch()) for path in sorted(sheets))


@pytest.mark.parametrize("code", CODES)
def test_every_sentence_that_kinds_put_together_is_translated(solved: tuple[Solved, ...], code: LanguageCode) -> None:
    """Captions, remarks, heads of tables, texts in figures: no page of a built-in sheet says a word of English."""
    assert len(solved) >= 14
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", UntranslatedWarning)
        for one in solved:
            said = {name: in_language(each, language(code)) for name, each in one.solutions.items()}
            sheet = replace(one.sheet, language=code)
            write_pages(replace(one, sheet=sheet, solutions=said), OPTIONS, Stopwatch())
    assert sorted({str(warning.message) for warning in told}) == []


@pytest.mark.parametrize("code", CODES)
def test_every_word_around_exercises_and_in_formulas_is_translated(code: LanguageCode) -> None:
    """Headings, legends, months, and what a screen reader says of a formula."""
    entries = language(code).entries
    assert [text for text in (*page_words(), *spoken_phrases()) if text not in entries] == []


@pytest.mark.parametrize("code", CODES)
def test_translations_have_the_gaps_and_the_emphasis_of_what_they_translate(code: LanguageCode) -> None:
    """No formula is lost or doubled."""
    for text, said in read_catalogue(path(code)).items():
        assert Counter(_GAP.findall(text)) == Counter(_GAP.findall(said)), text
        assert _EMPHASIS.findall(text) == _EMPHASIS.findall(said), text


@pytest.mark.parametrize("code", CODES)
def test_no_translation_has_outlived_its_sentence(code: LanguageCode) -> None:
    """Every word of an entry stands in the templates or in the code that makes pages."""
    root = templates_root()
    folders = ("exercises", "derivation", "notation", "render", "verify", "typeset")
    code_files = [file for folder in folders for file in (root.parent / "pipeline" / folder).rglob("*.py")]
    sources = [*root.rglob("*.j2"), *code_files]
    known = {word for file in sources for word in re.findall(r"[A-Za-z]+", file.read_text(encoding="utf-8"))}
    known |= {word.capitalize() for word in known}
    entries = [
        text for text in read_catalogue(path(code)) if not set(re.findall(r"[A-Za-z]+", _GAP.sub("", text))) <= known
    ]
    assert entries == []


@pytest.mark.parametrize("code", CODES)
def test_our_reader_of_catalogues_agrees_with_babel_s(code: LanguageCode) -> None:
    """Both find the same translations in the file."""
    with path(code).open("rb") as stream:
        theirs = {message.id: message.string for message in read_po(stream) if message.id and message.string}
    assert read_catalogue(path(code)) == theirs
