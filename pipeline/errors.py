"""What can go wrong, one class per cause, and how it is told to the user.

An error carries facts (a sentence, a place, a hint); `explain` turns them into text. The exit code
belongs to the class, so that the README's table and the program cannot drift apart.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Place:
    """Where in a file something stands; lines and columns count from 1.

    Attributes:
        file: Name of the file as the user gave it.
        line: Line number, or None where only the file is known.
        column: Column of the first character, or None where only the line is known.
        text: The source line, shown above the caret; empty where it is not at hand.
        length: Number of characters under the caret, at least 1.
    """

    file: str
    line: int | None = None
    column: int | None = None
    text: str = ""
    length: int = 1

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


class CorrigeError(Exception):
    """A failure that the user can understand and mend.

    Attributes:
        exit_code: Of the process, distinct for each cause.
        message: One sentence without a full stop at its end.
        place: Where it happened, if that is known.
        hint: What to do about it, if anything can be said.
    """

    exit_code: ClassVar[int] = 70

    def __init__(self, message: str, *, place: Place | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint


class UsageError(CorrigeError):
    """The command line asks for something that does not exist or does not go together."""

    exit_code = 2


class InputError(CorrigeError):
    """A file that the user wrote cannot be read or does not say what it has to."""

    exit_code = 10


class ComputationError(CorrigeError):
    """The exercise is well-formed, but its answer cannot be computed."""

    exit_code = 20


class ReferenceMismatchError(CorrigeError):
    """A key number differs from its published reference value, or has no partner."""

    exit_code = 30


class RefutedError(CorrigeError):
    """A relation that was to be printed is false; the counter-example is in the message."""

    exit_code = 31


class CheckError(CorrigeError):
    """What was made did not pass a check of its own: a lock file or a site; the classes below it say which."""

    exit_code = 32


class LockError(CheckError):
    """A lock file and the sheet do not agree any more."""


class TemplateError(CorrigeError):
    """A template names something that does not exist, or leaves something behind on the page."""

    exit_code = 40


class MissingToolError(CorrigeError):
    """An optional program that was asked for is not installed."""

    exit_code = 50


class ToolFailedError(CorrigeError):
    """A program that is installed could not do its part; its last words are in the message."""

    exit_code = 51


class WriteError(CorrigeError):
    """An output could not be written (full disk, no permission); earlier outputs are intact."""

    exit_code = 52


class UntranslatedWarning(UserWarning):
    """A sentence of a page has no translation, and stands there in English."""

    hint = "a catalogue can translate it: templates/locale/<language>/LC_MESSAGES/corrige.po beside the sheet"

    def __init__(self, code: str, sentence: str, where: str = "") -> None:
        """Make the warning.

        Args:
            code: Of the language.
            sentence: As a catalogue would have it.
            where: The part of the sheet that says it; may be empty.
        """
        place = f"{where}: " if where else ""
        super().__init__(f"{place}no translation into '{code}', so this stays English: {sentence}")
        self.sentence = sentence


def explain(error: CorrigeError) -> str:
    """Return the text that a user sees: place and sentence, the caret, the hint.

    The caret line keeps tabs of the source, so that it stands under the right character.
    """
    place = error.place
    head = f"error: {place}: {error.message}" if place else f"error: {error.message}"
    lines = [head]
    if place and place.text and place.column:
        indent = "".join("\t" if c == "\t" else " " for c in place.text[: place.column - 1])
        lines += [f"       {place.text}", f"       {indent}{'^' * max(1, place.length)}"]
    lines += [f"       {line}" for line in error.hint.splitlines()]
    return "\n".join(lines)
