"""The keys that every sheet and every exercise has, whatever its kind."""

import re
from datetime import date, datetime
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, PlainValidator

from pipeline.exercises.fields import Detail, FieldError, described, exact_value
from pipeline.sheet.conditions import Condition, parse_condition
from pipeline.sheet.model import LanguageCode
from pipeline.sheet.theme import ThemeKeys

MAX_ID = 60
MAX_SEED = 2**63

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_LENGTH = re.compile(r"\d{1,3}(\.\d{1,3})?(cm|mm|in|pt|em)")
_RESERVED_FILE_NAMES = re.compile(r"con|prn|aux|nul|com\d|lpt\d")


def _identifier(value: object) -> str:
    if not isinstance(value, str):
        raise FieldError(f"{{key}} must be text in quotes, not {described(value)}")
    problem = id_problem(value)
    if problem:
        raise FieldError(f"{{key}} {problem}", hint="it names files and folders: letters a to z, digits and hyphens")
    return value


def id_problem(text: str) -> str:
    """Say why a text cannot name a folder on every system; empty where it can."""
    if len(text) > MAX_ID:
        return f"has {len(text)} characters, more than {MAX_ID}"
    if not _ID.fullmatch(text):
        return f"cannot be {described(text)}"
    return f"cannot be '{text}', which some systems keep for themselves" if _RESERVED_FILE_NAMES.fullmatch(text) else ""


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise FieldError(f"{{key}} must be text in quotes, not {described(value)}")
    return value


def _day(value: object) -> date | str:
    if isinstance(value, date | str):
        return value
    raise FieldError(f"{{key}} must be a day or text, not {described(value)}", hint="date = 2026-11-19")


def _moment(value: object) -> datetime:
    if not isinstance(value, datetime):
        quotes = ", without quotation marks" if isinstance(value, str) else ""
        raise FieldError("{key} must be a day and a time", hint=f"release = 2026-12-01T08:00:00+01:00{quotes}")
    if value.tzinfo is None:
        shown = value.isoformat()
        raise FieldError("{key} has no offset from UTC", hint=f"add one: {shown}+01:00, or {shown}Z for UTC itself")
    return value


def _seed(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < MAX_SEED:
        raise FieldError(f"{{key}} must be a whole number from 0 on, not {described(value)}")
    return value


def _points(value: object) -> Fraction:
    points = exact_value(value, {})
    if not 0 <= points <= 1000:
        raise FieldError(f"{{key}} must lie between 0 and 1000, not at {described(value)}")
    return points


def _space(value: object) -> str:
    if not isinstance(value, str) or not _LENGTH.fullmatch(value):
        raise FieldError(f"{{key}} must be a length, not {described(value)}", hint='space = "4cm"; also mm, in, pt, em')
    return value


def _conditions(value: object) -> tuple[Condition, ...]:
    if not isinstance(value, list):
        raise FieldError(f"{{key}} must be a list of constraints, not {described(value)}", hint='require = ["a != 0"]')
    return tuple(_condition(index, item) for index, item in enumerate(value))


def _condition(index: int, value: object) -> Condition:
    if not isinstance(value, str):
        raise FieldError(f"{{key}} must be a constraint in quotes, not {described(value)}", path=(index,))
    try:
        return parse_condition(value)
    except FieldError as error:
        raise error.below(index) from None


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise FieldError(f"{{key}} must be true or false, not {described(value)}")
    return value


Conditions = Annotated[Any, PlainValidator(_conditions)]
Identifier = Annotated[str, PlainValidator(_identifier)]
Text = Annotated[str, PlainValidator(_text)]


class SheetKeys(BaseModel):
    """Keys at the top of a sheet; the exercises are read one by one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Identifier
    title: Text
    course: Text = ""
    author: Text = ""
    intro: Text = ""
    date: Annotated[Any, PlainValidator(_day)] = None
    language: LanguageCode = "en"
    release: Annotated[Any, PlainValidator(_moment)] = None
    seed: Annotated[int, PlainValidator(_seed)] = 0
    detail: Detail = "normal"
    parameters: dict[str, Any] = {}
    require: Conditions = ()
    equal_work: Annotated[bool, PlainValidator(_flag)] = False
    theme: ThemeKeys = ThemeKeys()
    exercise: list[dict[str, Any]] = []


class ProjectKeys(BaseModel):
    """Keys of a project's file, for all of its sheets; what a sheet says itself counts there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    course: Text = ""
    author: Text = ""
    language: LanguageCode = "en"
    theme: ThemeKeys = ThemeKeys()


class ExerciseKeys(BaseModel):
    """Keys of every exercise besides those of its kind."""

    model_config = ConfigDict(frozen=True)

    id: Identifier
    kind: Text
    title: Text = ""
    points: Annotated[Any, PlainValidator(_points)] = None
    space: Annotated[str, PlainValidator(_space)] = ""
    parameters: dict[str, Any] = {}
    require: Conditions = ()
