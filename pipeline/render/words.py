"""Every word that the page adds by itself, in one place for a later translation."""

from datetime import date
from typing import Final

FIGURE: Final = "Figure"
TABLE: Final = "Table"
EXERCISE: Final = "Exercise"
SOLUTION: Final = "Solution"

CONTENTS: Final = "Contents"
COPY: Final = "Copy LaTeX"
COPIED: Final = "Copied"

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

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day(when: date | str | None) -> str:
    """Return `19 November 2026`, whatever the machine's locale; plain text stays as it is."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}" if isinstance(when, date) else when or ""


def points(amount: str) -> str:
    """Return `1 point`, `6 points`, `1.5 points`."""
    return f"{amount} point" if amount == "1" else f"{amount} points"


def heading(number: int, title: str, amount: str) -> str:
    """Return `Exercise 1: title (6 points)`; title and points only where there are any."""
    named = f"{EXERCISE} {number}: {title}" if title else f"{EXERCISE} {number}"
    return f"{named} ({points(amount)})" if amount else named
