"""The keys of a kind's model as `corrige kinds KIND` lists them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pipeline.exercises.fields import TypeName

_PLAIN = {str: "text", bool: "true or false", int: "whole number", dict: "table"}


@dataclass(frozen=True)
class KeyDoc:
    """One key.

    Attributes:
        name: As in the sheet, with the tables it stands in: `layer[*].weights`.
        type: What may stand there: `number`, `list of numbers`, `"mean" | "sum"`; empty where the model does not say.
        default: Its default, or `required`.
        meaning: One sentence, from the field's description; empty where there is none.
    """

    name: str
    type: str
    default: str
    meaning: str


def describe_keys(model: type[BaseModel], prefix: str = "") -> Iterator[KeyDoc]:
    """Yield every key of a model, those of its tables after the table's own."""
    for field_name, field in model.model_fields.items():
        name = prefix + (field.alias or field_name)
        inner, is_list = _table(field.annotation)
        suffix = "[*]" if inner and is_list else ""
        yield KeyDoc(
            name + suffix, type_words(field.annotation, field.metadata), _default(field), field.description or ""
        )
        if inner is not None:
            yield from describe_keys(inner, f"{name}{suffix}.")


def type_words(annotation: Any, metadata: Iterable[object] = ()) -> str:
    """Say what a key holds, in the words of a sheet's author; empty where the annotation leaves it open.

    Args:
        annotation: Of the field.
        metadata: What stands beside it in `Annotated`.
    """
    if named := next((item.words for item in metadata if isinstance(item, TypeName)), ""):
        return named
    arguments = get_args(annotation)
    match get_origin(annotation):
        case origin if origin is Annotated:
            return type_words(arguments[0], arguments[1:])
        case origin if origin is Literal:
            return " | ".join(f'"{word}"' for word in arguments)
        case origin if origin in (Union, UnionType):
            return " or ".join(filter(None, (type_words(one) for one in arguments if one is not NoneType)))
        case origin if origin in (tuple, list):
            return _list_words(type_words(arguments[0]))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "table"
    return _PLAIN.get(annotation, "")


def _list_words(entry: str) -> str:
    return f"list of {entry}s" if entry in ("name", "number", "table", "expression") else f"list: {entry}".rstrip(": ")


def _table(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """Return the model that a key's table has, and whether the key holds a list of such tables."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    is_list = getattr(annotation, "__origin__", None) in (tuple, list)
    for inner in get_args(annotation):
        found, is_nested = _table(inner)
        if found is not None:
            return found, is_list or is_nested
    return None, False


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.default
    if value in (None, (), "") or field.default_factory is not None or isinstance(value, BaseModel):
        return "optional"
    return f"default {str(value).lower() if isinstance(value, bool) else value}"
