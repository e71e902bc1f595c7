"""The keys of a kind's model as `corrige kinds KIND` lists them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo


@dataclass(frozen=True)
class KeyDoc:
    """One key.

    Attributes:
        name: As in the sheet, with the tables it stands in: `layer[*].weights`.
        default: Its default, or `required`.
        meaning: One sentence, from the field's description; empty where there is none.
    """

    name: str
    default: str
    meaning: str


def describe_keys(model: type[BaseModel], prefix: str = "") -> Iterator[KeyDoc]:
    """Yield every key of a model, those of its tables after the table's own."""
    for field_name, field in model.model_fields.items():
        name = prefix + (field.alias or field_name)
        inner, is_list = _table(field.annotation)
        suffix = "[*]" if inner and is_list else ""
        yield KeyDoc(name + suffix, _default(field), field.description or "")
        if inner is not None:
            yield from describe_keys(inner, f"{name}{suffix}.")


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
    if value in (None, ()) or field.default_factory is not None:
        return "optional"
    return f"default {str(value).lower() if isinstance(value, bool) else value}"
