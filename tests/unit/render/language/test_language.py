import warnings
from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import TemplateError, UntranslatedWarning
from pipeline.exercises.figures import Contour, Figure, Mark
from pipeline.exercises.solution import Content, Measured, Prose, Solution, Table
from pipeline.notation.tree import Chain, Link, Number, Symbol
from pipeline.render import words
from pipeline.render.language.catalogue import read_catalogue
from pipeline.render.language.language import Language, load_language
from pipeline.render.language.sentences import CLOSE, OPEN, WORDS
from pipeline.render.language.solution import in_language
from pipeline.render.locations import template_folders
from pipeline.sheet.model import LanguageCode

X = Symbol("x")
GERMAN = Language(
    "de",
    {
        "and": "und",
        "six": "sechs",
        "The value of {1} is {2}.": "{2} ist der Wert von {1}.",
        "The {1} has {2}.": "Die {1} hat {2}.",
        "output layer": "Ausgabeschicht",
        "The hidden layer has {1}.": "In der verdeckten Schicht ist {1}.",
        "Zeros: {1}.": "Nullstellen: {1}.",
        "marked": "markiert",
        "points of {1}": "Punkte von {1}",
        "sum rule": "Summenregel",
        "minimum": "Minimum",
    },
)


def test_gaps_may_change_places_and_numbers_get_commas() -> None:
    """The translation decides the order; formulas get the marks of the language."""
    assert GERMAN.text("The value of $f(1, 2)$ is $0.5$.") == "$0{,}5$ ist der Wert von $f(1; 2)$."


def test_ordinals_become_digits_that_no_gender_bends() -> None:
    """`the seventh step` is `der 7. Schritt`: the sentence has the full stop or the ending."""
    assert [GERMAN.number(text) for text in ("seventh", "21st", "six", "0.5")] == ["7", "21", "sechs", "0,5"]


def test_lists_get_the_conjunction_and_semicolons_between_numbers() -> None:
    """However long a list is."""
    assert GERMAN.text("Zeros: $a$, $b$ and $c$.") == "Nullstellen: $a$, $b$ und $c$."
    assert GERMAN.text("Zeros: 0.5, 2.") == "Nullstellen: 0,5; 2."


def test_words_in_a_gap_are_said_by_themselves_or_with_the_sentence() -> None:
    """A catalogue may have the sentence with the words in it, where the language bends one of the two."""
    filled = f"The {OPEN}{WORDS}{{}}{CLOSE} has $n$."
    assert GERMAN.markdown(filled.format("output layer")) == "Die Ausgabeschicht hat $n$."
    assert GERMAN.markdown(filled.format("hidden layer")) == "In der verdeckten Schicht ist $n$."


def test_clauses_that_are_known_make_a_sentence() -> None:
    """A caption of several clauses need not stand in the catalogue in every combination."""
    assert GERMAN.text("Marked; points of $f$.") == "Markiert; Punkte von $f$."


def test_a_sentence_without_translation_stays_english_and_is_named() -> None:
    """Nothing is lost, and the warning says which sentence it is."""
    with pytest.warns(UntranslatedWarning, match=r"into 'de', so this stays English: Nobody knows \{1\}\."):
        assert GERMAN.text("Nobody knows $x$.") == "Nobody knows $x$."


def test_a_solution_is_said_and_read_in_the_language_of_its_sheet() -> None:
    """Captions, remarks, numbers, legends, and the decimal sign that the page is read with; quantities stay."""
    contour = Contour(X, ("x", "y"), (0, 1, 0, 1), marks=(Mark((0, 0), "", "minimum"),))
    table = Table("t", Prose(("points of ", X)), ("marked",), (("marked",),), "l", (("marked",),))
    content: dict[str, Content] = {
        "line": Chain(X, (Link("=", Number("1"), "sum rule"),)),
        "count": Measured("six", Number("6")),
        "table": table,
        "figure": Figure("f", (contour,), "points of $0.5x$", Prose(("points of ", X))),
        "flag": "marked",
    }
    said = in_language(Solution({"n": "six"}, content), GERMAN)
    assert said.content["line"] == Chain(X, (Link("=", Number("1"), "Summenregel"),))
    assert said.content["count"] == Measured("sechs", Number("6"))
    assert said.content["table"] == Table(
        "t", Prose(("Punkte von ", X)), ("markiert",), (("markiert",),), "l", (("markiert",),)
    )
    figure = said.content["figure"]
    assert isinstance(figure, Figure)
    assert (figure.caption, figure.alt, figure.decimal) == ("Punkte von $0{,}5x$", "Punkte von x", ",")
    assert isinstance(figure.drawing[0], Contour)
    assert [mark.name for mark in figure.drawing[0].marks] == ["Minimum"]
    assert (said.content["flag"], said.quantities) == ("marked", {"n": "six"})
    assert said.reading.vocabulary.decimal == ","


def test_english_is_left_alone() -> None:
    """No catalogue is read, and a solution is the same object."""
    solution = Solution({}, {"x": "flag"})
    assert in_language(solution, load_language("en", ())) is solution


DAYS: list[tuple[LanguageCode, date, str]] = [
    ("de", date(2026, 5, 1), "1. Mai 2026"),
    ("fr", date(2026, 5, 1), "1er mai 2026"),
    ("fr", date(2026, 11, 19), "19 novembre 2026"),
]


@pytest.mark.parametrize(("code", "day", "written"), DAYS)
def test_days_are_written_as_in_the_language(code: LanguageCode, day: date, written: str) -> None:
    """The first of a month is special in French."""
    language = load_language(code, template_folders())
    assert words.day(day, language) == written


def test_a_project_has_its_own_translations(tmp_path: Path) -> None:
    """What its catalogue translates counts before the built-in catalogue, and adds to it."""
    own = tmp_path / "locale/de/LC_MESSAGES/corrige.po"
    own.parent.mkdir(parents=True)
    own.write_text(
        'msgid "Exercise"\nmsgstr "Übung"\n\nmsgid "My {1}."\nmsgstr ""\n"Mein "\n"{1}."\n', encoding="utf-8"
    )
    language = load_language("de", template_folders([tmp_path]))
    assert (language.say("Exercise"), language.say("Solution")) == ("Übung", "Lösung")
    assert language.text("My $x$.") == "Mein $x$."


def test_a_broken_catalogue_is_named_with_the_line(tmp_path: Path) -> None:
    """What is neither msgid nor msgstr has a place."""
    broken = tmp_path / "corrige.po"
    broken.write_text('msgid "a"\nmsgstr b\n', encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        read_catalogue(broken)
    assert str(caught.value.place) == f"{broken}:2"


def test_an_unsure_translation_is_not_used(tmp_path: Path) -> None:
    """`fuzzy` is gettext's word for it."""
    path = tmp_path / "corrige.po"
    path.write_text('#, fuzzy\nmsgid "a"\nmsgstr "b"\n\n# sure\nmsgid "c"\nmsgstr "d\\u00e9"\n', encoding="utf-8")
    with warnings.catch_warnings():
        assert read_catalogue(path) == {"c": "dé"}
