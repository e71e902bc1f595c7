"""TOML → validated Sheet."""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from pipeline.errors import CorrigeError, InputError
from pipeline.exercises.exact import EvaluationError
from pipeline.exercises.fields import FieldError, KindModel
from pipeline.exercises.formula import Formula, resolved
from pipeline.exercises.kinds import Kind, kind_names, load_kind
from pipeline.sheet.complaints import field_error, input_error, nearest_hint
from pipeline.sheet.condition_names import check_conditions, check_sheet_conditions
from pipeline.sheet.domains import Domain, ParameterValue, value_text
from pipeline.sheet.keys import ExerciseKeys, ProjectKeys, SheetKeys, id_problem
from pipeline.sheet.model import Exercise, LanguageCode, Sheet
from pipeline.sheet.project import project_of, read_settings
from pipeline.sheet.read_domains import read_domains
from pipeline.sheet.theme import Theme
from pipeline.sheet.theme_files import read_theme
from pipeline.sheet.toml import KeyPath, Source, read_toml

if TYPE_CHECKING:
    from pipeline.errors import Place

Keys = TypeVar("Keys", bound=BaseModel)

COMMON_KEYS = tuple(ExerciseKeys.model_fields)


def load_sheet(path: Path) -> Sheet:
    """Read and validate a sheet.

    Every exercise is validated with its parameters at their defaults.

    Raises:
        InputError: With place and hint, for the first thing that is wrong.
    """
    return read_sheet(read_toml(path))


def read_sheet(source: Source) -> Sheet:
    """Validate a sheet whose file has been read; as `load_sheet`.

    Raises:
        InputError: With place and hint, for the first thing that is wrong.
    """
    data = {"id": Path(source.file).stem, **source.data}
    data.setdefault("title", _title_from(data["id"]))
    _check_stem(source)
    keys = _validated(SheetKeys, data, source, ())
    project = project_of(Path(source.file))
    settings = _settings(project)
    shared = _domains(source, ("parameters",), keys.parameters)
    exercises = tuple(_exercise(source, keys, shared, position) for position in range(len(keys.exercise)))
    _check_exercises(source, exercises)
    check_sheet_conditions(source, keys.require, shared, exercises)

    def said(key: str) -> SheetKeys | ProjectKeys:
        return keys if key in keys.model_fields_set else settings[1]

    return Sheet(
        keys.id,
        keys.title,
        said("course").course,
        said("author").author,
        keys.intro,
        keys.date,
        said("language").language,
        keys.release,
        keys.seed,
        exercises,
        shared,
        source,
        keys.require,
        keys.equal_work,
        project=project,
        theme=read_theme(((source, keys.theme), (settings[0], settings[1].theme)), project),
    )


def load_language_of(project: Path) -> LanguageCode | None:
    """Return the language that a project's file names for all of its sheets; None where it names none.

    Raises:
        InputError: Where the file is not what it must be.
    """
    _, keys = _settings(project)
    return keys.language if "language" in keys.model_fields_set else None


def load_theme(project: Path) -> Theme:
    """Return the theme of a project, for pages that belong to no sheet.

    Raises:
        InputError: Where its file or its theme is not what it must be.
    """
    source, keys = _settings(project)
    return read_theme(((source, keys.theme),), project)


def _settings(project: Path | None) -> tuple[Source, ProjectKeys]:
    """Read and validate a project's file."""
    source = read_settings(project)
    return source, _validated(ProjectKeys, source.data, source, ())


def _title_from(identity: object) -> str:
    """Return `Week 2` for the id `week-2`; what is wrong with an id is told elsewhere."""
    return str(identity).replace("-", " ").capitalize()


def instantiate(sheet: Sheet, exercise: Exercise, values: Mapping[str, ParameterValue]) -> KindModel:
    """Return the kind's model with the parameters' values put in.

    Args:
        sheet: The sheet, to say where something stands.
        exercise: One of its exercises.
        values: One per parameter of the exercise.

    Raises:
        InputError: Where the values do not fit; the drawn values are named.
    """
    if values == exercise.defaults:
        return exercise.default_model
    try:
        return _model(sheet.source, exercise.kind, exercise.keys, values, exercise.position)
    except InputError as error:
        drawn = ", ".join(f"{name} = {value_text(value)}" for name, value in values.items())
        raise InputError(f"{error.message} (with {drawn})", place=error.place, hint=error.hint) from None


def placed(error: CorrigeError, place: "Place") -> CorrigeError:
    """Return the error with a place where it has none, so that a failing exercise is found in its file."""
    if error.place is None or not error.place.file:
        error.place = replace(place, column=None)
    return error


def _check_stem(source: Source) -> None:
    file = Path(source.file)
    if file.name.endswith(".reference.toml"):
        sheet = file.with_name(file.name.replace(".reference.toml", ".toml"))
        hint = f"corrige check {sheet} compares the sheet with them"
        raise InputError("these are reference values, no sheet", place=source.place(()), hint=hint)
    problem = id_problem(file.stem)
    if "id" not in source.data and problem:
        hint = 'the file\'s name is the default; add id = "…" with letters a to z, digits and hyphens'
        raise InputError(f"the id of the sheet {problem}", place=source.place(()), hint=hint)


def _validated(model: type[Keys], data: object, source: Source, prefix: KeyPath) -> Keys:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise input_error(error, model, source, prefix) from None


def _domains(source: Source, path: KeyPath, table: Mapping[str, Any]) -> dict[str, Domain]:
    try:
        return read_domains(table)
    except FieldError as error:
        raise field_error(error, source, path, path[:-1]) from None


def _exercise(source: Source, sheet: SheetKeys, shared: Mapping[str, Domain], position: int) -> Exercise:
    table, path = sheet.exercise[position], ("exercise", position)
    common = _validated(ExerciseKeys, table, source, path)
    kind = _kind(source, path, common.kind)
    own = _domains(source, (*path, "parameters"), common.parameters)
    _check_shadowing(source, path, own, shared)
    domains = {**shared, **own}
    keys = {key: value for key, value in table.items() if key not in COMMON_KEYS}
    keys = {"detail": sheet.detail, **keys} if "detail" in kind.model.model_fields else keys
    check_conditions(source, (*path, "require"), common.require, domains, kind)
    model = _model(source, kind, keys, _defaults(source, path, domains), position)
    points, space, require = common.points, common.space, common.require
    return Exercise(common.id, kind, common.title, points, space, domains, keys, model, position, require)


def _defaults(source: Source, path: KeyPath, domains: Mapping[str, Domain]) -> dict[str, ParameterValue]:
    try:
        return resolved({name: domain.default for name, domain in domains.items()})
    except EvaluationError as error:
        raise InputError(f"{error} in parameters", place=source.place((*path, "parameters"))) from None


def _kind(source: Source, path: KeyPath, name: str) -> Kind:
    project = project_of(Path(source.file))
    try:
        return load_kind(name, project)
    except KeyError:
        hint = nearest_hint(name, kind_names(project), "kind")
        raise InputError(f"unknown kind '{name}'", place=source.place((*path, "kind")), hint=hint) from None


def _model(
    source: Source, kind: Kind, keys: Mapping[str, object], values: Mapping[str, ParameterValue], position: int
) -> KindModel:
    """Return the validated model; a validator that fails in another way is the mistake of a kind from outside."""
    from pipeline.exercises.own_kinds import failing

    with failing(kind, kind.origin) if kind.origin else nullcontext():
        return _validated_model(source, kind, keys, values, position)


def _validated_model(
    source: Source, kind: Kind, keys: Mapping[str, object], values: Mapping[str, ParameterValue], position: int
) -> KindModel:
    try:
        model = kind.model.model_validate(_worded(keys, values), context={"parameters": values})
    except ValidationError as error:
        raise input_error(error, kind.model, source, ("exercise", position), COMMON_KEYS) from None
    assert isinstance(model, KindModel)
    return model


def _worded(keys: Any, values: Mapping[str, ParameterValue]) -> Any:
    """Return the keys with the words and expressions that parameters stand for in their places."""
    match keys:
        case str():
            value = values.get(keys)
            return value.text if isinstance(value, Formula) else keys
        case dict():
            return {key: _worded(item, values) for key, item in keys.items()}
        case list():
            return [_worded(item, values) for item in keys]
    return keys


def _check_shadowing(source: Source, path: KeyPath, own: Mapping[str, Domain], shared: Mapping[str, Domain]) -> None:
    for name in own:
        if name in shared:
            place = source.place((*path, "parameters", name), of="key")
            raise InputError(f"the sheet has a parameter '{name}' already", place=place, hint="choose another name")


def _check_exercises(source: Source, exercises: tuple[Exercise, ...]) -> None:
    if not exercises:
        raise InputError("the sheet has no exercise", place=source.place(("exercise",)), hint="add an [[exercise]]")
    seen: dict[str, Exercise] = {}
    for exercise in exercises:
        if exercise.id in seen:
            first = source.place(("exercise", seen[exercise.id].position)).line
            place = source.place(("exercise", exercise.position, "id"))
            message = f"two exercises have the id '{exercise.id}'"
            raise InputError(message, place=place, hint=f"the first stands on line {first}")
        seen[exercise.id] = exercise
