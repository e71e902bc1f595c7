"""Parameters that somebody has set one by one: `--set rosenbrock.b=3`."""

import tomllib
from collections.abc import Mapping, Sequence

from pipeline.errors import UsageError
from pipeline.exercises.exact import EvaluationError
from pipeline.exercises.fields import FieldError
from pipeline.exercises.formula import resolved
from pipeline.exercises.numerals import Written, refusal
from pipeline.parameters.variant import CHOSEN, Variant
from pipeline.sheet.complaints import nearest_hint
from pipeline.sheet.domains import ParameterValue
from pipeline.sheet.model import Exercise, Sheet
from pipeline.sheet.read_domains import read_value


def chosen_variant(sheet: Sheet, seed: int, settings: Sequence[str]) -> Variant:
    """Return the published variant with some parameters set.

    Args:
        sheet: The sheet.
        seed: To be shown; nothing is drawn.
        settings: `exercise.parameter=value`, or `parameter=value` for one of the sheet; values as in TOML, text without
            quotes too.

    Raises:
        UsageError: For a parameter that does not exist or a value that is none.
    """
    read = dict(map(_read, settings))
    _check_names(sheet, read)
    values = {exercise.id: _own(exercise, read, settings) for exercise in sheet.exercises}
    return Variant(CHOSEN, seed, values)


def _own(exercise: Exercise, read: Mapping[str, ParameterValue], settings: Sequence[str]) -> dict[str, ParameterValue]:
    values = {
        name: read.get(f"{exercise.id}.{name}", read.get(name, domain.default))
        for name, domain in exercise.parameters.items()
    }
    try:
        return resolved(values)
    except EvaluationError as error:
        raise UsageError(f"--set {' '.join(settings)}: {error}") from None


def _read(setting: str) -> tuple[str, ParameterValue]:
    name, sign, text = setting.partition("=")
    if not sign or not name.strip() or not text.strip():
        hint = "corrige build sheet.toml --set rosenbrock.b=3"
        raise UsageError(f"--set needs a parameter and a value, not '{setting}'", hint=hint)
    try:
        return name.strip(), read_value(_toml_value(text.strip()))
    except FieldError as error:
        raise UsageError(f"--set {setting}: {error.message.replace('{key}', name.strip())}", hint=error.hint) from None


def _toml_value(text: str) -> object:
    try:
        return tomllib.loads(f"value = {text}", parse_float=_number).get("value", text)
    except (ValueError, RecursionError):
        return text


def _number(text: str) -> Written:
    reason = refusal(text)
    if reason:
        raise FieldError(f"{text[:20]} {reason}")
    return Written(text)


def _check_names(sheet: Sheet, read: Mapping[str, ParameterValue]) -> None:
    own = [
        f"{exercise.id}.{name}"
        for exercise in sheet.exercises
        for name in exercise.parameters
        if name not in sheet.parameters
    ]
    known = [*sheet.parameters, *own]
    for name in read:
        if name not in known:
            hint = nearest_hint(name, known, "parameter") if known else "the sheet has no parameters"
            raise UsageError(f"the sheet has no parameter '{name}'", hint=hint)


def settings_of(sheet: Sheet, variant: Variant) -> list[str]:
    """Return the `--set` values that give a variant's drawn parameters."""
    from pipeline.parameters.lock import value_json

    found: dict[str, str] = {}
    for exercise in sheet.exercises:
        for name, domain in exercise.parameters.items():
            if domain.size > 1:
                key = name if name in sheet.parameters else f"{exercise.id}.{name}"
                found[key] = _shown(value_json(variant.values[exercise.id][name]))
    return [f"{key}={text}" for key, text in found.items()]


def _shown(data: object) -> str:
    """Write a value so that `--set` reads it: fractions in lists need quotes."""
    if isinstance(data, list):
        return f"[{','.join(_quoted(item) for item in data)}]"
    return str(data)


def _quoted(data: object) -> str:
    if isinstance(data, list):
        return _shown(data)
    return f'"{data}"' if "/" in str(data) else str(data)
