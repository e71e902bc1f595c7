"""What pydantic finds wrong, in our words and with its place in the file."""

from collections.abc import Collection, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from pipeline.errors import InputError
from pipeline.exercises.fields import FieldError, counted, declared, described
from pipeline.notation.synonyms import nearest
from pipeline.sheet.toml import KeyPath, Source

_MUST_BE = {
    "string_type": "text in quotes",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
}


def input_error(
    error: ValidationError, model: type[BaseModel], source: Source, prefix: KeyPath, extra_keys: Collection[str] = ()
) -> InputError:
    """Return the first complaint of a validation as an error with place and hint.

    Args:
        error: Of `model`.
        model: What was validated.
        source: The file.
        prefix: Path of the table that was validated.
        extra_keys: Keys that may stand in that table besides the model's.
    """
    # A misspelt key is both unknown and missing; the first says more.
    found = min(error.errors(include_url=False), key=lambda item: item["type"] != "extra_forbidden")
    location = _existing(source.data, prefix, found["loc"])
    cause = found.get("ctx", {}).get("error")
    if isinstance(cause, FieldError):
        return field_error(cause, source, (*prefix, *location), prefix)
    match found["type"]:
        case "extra_forbidden":
            known = [*keys_at(model, location[:-1]), *(extra_keys if len(location) == 1 else ())]
            return _unknown_key(source, (*prefix, *location), prefix, known)
        case "missing":
            return _missing_key(source, (*prefix, *found["loc"][:-1]), prefix, str(found["loc"][-1]))
    return _wrong_value(found, source, (*prefix, *location), prefix)


def field_error(error: FieldError, source: Source, path: KeyPath, prefix: KeyPath) -> InputError:
    """Return a FieldError with its place.

    Args:
        error: Raised by a validator.
        source: The file.
        path: Of the key whose validator raised it.
        prefix: Part of the path that is not shown, because the place says it.
    """
    full = (*path, *error.path)
    place = source.place(full, of=error.of, column=error.column, length=error.length)
    return InputError(error.message.replace("{key}", shown(full[len(prefix) :])), place=place, hint=error.hint)


def shown(path: KeyPath) -> str:
    """Return a path as an author reads it: `layer[0].weights`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def nearest_hint(wrong: object, known: Collection[str], noun: str) -> str:
    """Return `did you mean 'x'?` where a known word is near, and the list of known words."""
    near = nearest(str(wrong), known)
    return (f"did you mean '{near}'? " if near else "") + declared(noun, known)


def keys_at(model: type[BaseModel], location: KeyPath) -> list[str]:
    """Return the keys that the table at a location may have; empty where the model does not say."""
    current: type[BaseModel] | None = model
    for part in location:
        if isinstance(part, str) and current is not None:
            current = _table_model(current, part)
    return [] if current is None else [entry.alias or name for name, entry in current.model_fields.items()]


def _table_model(model: type[BaseModel], key: str) -> type[BaseModel] | None:
    for name, entry in model.model_fields.items():
        if key in (name, entry.alias):
            return _first_model(entry.annotation)
    return None


def _first_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for inner in get_args(annotation) if (model := _first_model(inner))), None)


def _unknown_key(source: Source, path: KeyPath, prefix: KeyPath, known: Collection[str]) -> InputError:
    where = shown(path[len(prefix) : -1])
    message = f"unknown key '{path[-1]}'" + (f" in {where}" if where else "")
    hint = nearest_hint(path[-1], known, "key") if known else ""
    return InputError(message, place=source.place(path, of="key"), hint=hint)


def _missing_key(source: Source, path: KeyPath, prefix: KeyPath, key: str) -> InputError:
    where = shown(path[len(prefix) :])
    message = f"the key '{key}' is missing" + (f" in {where}" if where else "")
    return InputError(message, place=source.place(path, of="key"))


def _wrong_value(found: Any, source: Source, path: KeyPath, prefix: KeyPath) -> InputError:
    key, value, context = shown(path[len(prefix) :]), found["input"], found.get("ctx", {})
    place = source.place(path)
    if found["type"] in _MUST_BE:
        return InputError(f"{key} must be {_MUST_BE[found['type']]}, not {described(value)}", place=place)
    if found["type"] == "literal_error":
        known = [word.strip("'") for word in context["expected"].replace(" or ", ", ").split(", ")]
        return InputError(f"{key} cannot be {described(value)}", place=place, hint=nearest_hint(value, known, "value"))
    if found["type"] in ("too_short", "too_long"):
        least = found["type"] == "too_short"
        bound = f"at least {context['min_length']}" if least else f"at most {context['max_length']}"
        message = f"{key} has {counted(context['actual_length'], 'entry')}; {bound} may stand there"
        return InputError(message.replace("may", "must") if least else message, place=place)
    said = found["msg"].rstrip(".")
    return InputError(f"{key}: {said[:1].lower()}{said[1:]}" if key else said, place=place)


def _existing(data: object, prefix: KeyPath, location: KeyPath) -> KeyPath:
    """Drop the parts of a location that pydantic puts in for members of a union."""
    for part in prefix:
        data = data[part]  # type: ignore[index]
    kept: KeyPath = ()
    for part in location:
        is_entry = isinstance(data, list) and isinstance(part, int)
        if is_entry or (isinstance(data, Mapping) and part in data):
            data = data[part]  # type: ignore[index]
            kept = (*kept, part)
    return kept
