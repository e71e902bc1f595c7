"""Every word that the page adds by itself, in English; a language says them (`render.language`)."""

from datetime import date
from typing import Final

from pipeline.render.language.language import ENGLISH, Language

FIGURE: Final = "Figure"
TABLE: Final = "Table"
EXERCISE: Final = "Exercise"
SOLUTION: Final = "Solution"

CONTENTS: Final = "Contents"
COPY: Final = "Copy LaTeX"
COPIED: Final = "Copied"

SHEETS: Final = "Exercise sheets"
ALL_SHEETS: Final = "All sheets"
SITE: Final = "Site"
EXERCISES: Final = "Exercises"
EXERCISES_PDF: Final = "Exercises (PDF)"
SOLUTION_PDF: Final = "Solution (PDF)"
OF_A_SHEET: Final = {
    EXERCISES: "Exercises of {1}",
    EXERCISES_PDF: "Exercises of {1}, PDF",
    SOLUTION: "Solution of {1}",
    SOLUTION_PDF: "Solution of {1}, PDF",
}
"""What a link to a document is called where the sheet's title does not stand beside it."""

DUE: Final = "solution from {1}"

MARKS: Final = {
    "minimum": "minimum",
    "maximum": "maximum",
    "saddle": "saddle point",
    "terrace": "terrace point",
    "undecided": "undecided",
    "start": "start",
    "end": "end",
    "class 0": "class 0",
    "class 1": "class 1",
}

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day(when: date | str | None, language: Language = ENGLISH) -> str:
    """Return `19 November 2026`, `19. November 2026`, `1er mai 2026`; plain text stays as it is."""
    if not isinstance(when, date):
        return when or ""
    first = language.say("day {1} of a month" if when.day > 1 or language.is_english else "first day {1} of a month")
    number = str(when.day) if language.is_english else first.replace("{1}", str(when.day))
    return f"{number} {language.say(MONTHS[when.month - 1])} {when.year}"


def points(amount: str, language: Language = ENGLISH) -> str:
    """Return `1 point`, `6 points`, `1.5 points`."""
    return language.text(f"{amount} point" if amount == "1" else f"{amount} points")


def heading(number: int, title: str, amount: str, language: Language = ENGLISH) -> str:
    """Return `Exercise 1: title (6 points)`; title and points only where there are any."""
    named = language.say(EXERCISE) + f" {number}"
    if title:
        named += language.say(": ") + title
    return f"{named} ({points(amount, language)})" if amount else named
