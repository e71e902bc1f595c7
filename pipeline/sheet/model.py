"""A sheet as it was understood: title block, exercises, parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline.errors import Place
from pipeline.exercises.formula import resolved
from pipeline.sheet.conditions import Condition
from pipeline.sheet.domains import Domain, ParameterValue
from pipeline.sheet.theme import USUAL, Theme
from pipeline.sheet.toml import Source

LanguageCode = Literal["en", "de", "fr"]
"""Languages that a page can be in."""

if TYPE_CHECKING:
    from pipeline.exercises.fields import KindModel
    from pipeline.exercises.kinds import Kind


@dataclass(frozen=True)
class Exercise:
    """One exercise of a sheet.

    Attributes:
        id: Unique within the sheet, safe as a file name.
        kind: Its kind.
        title: Plain text; empty for none.
        points: None where the sheet gives none.
        space: Room for an answer, a length such as `4cm`; empty for none.
        parameters: Its own and the sheet's, by name.
        keys: The kind's own keys as they stand in the file.
        default_model: The validated keys with every parameter at its default.
        position: Among the exercises of the sheet, from 0.
        require: Constraints over its parameters and quantities.
    """

    id: str
    kind: "Kind"
    title: str
    points: Fraction | None
    space: str
    parameters: Mapping[str, Domain]
    keys: Mapping[str, object]
    default_model: "KindModel"
    position: int
    require: tuple[Condition, ...] = ()

    @property
    def defaults(self) -> dict[str, ParameterValue]:
        """Values of the parameters in variant 0."""
        return resolved({name: domain.default for name, domain in self.parameters.items()})


@dataclass(frozen=True)
class Sheet:
    """A sheet.

    Attributes:
        id: Safe as a folder name.
        title, course, author, intro: Plain text; empty for none.
        date: A day or plain text; None for none.
        language: Of the generated sentences.
        release: From when on the solution may be published; None for no such limit.
        seed: Of the draws, 0 or more.
        exercises: In the order of the file, at least one.
        parameters: Shared by all exercises, by name; each exercise's `parameters` has them too.
        source: The file, to say where something stands.
        require: Constraints over the shared parameters, and over all exercises by their ids.
        equal_work: Whether variants have to take about as much work as the published sheet.
        project: The folder that may bring own kinds and templates; None for none.
        theme: The look of its pages.
    """

    id: str
    title: str
    course: str
    author: str
    intro: str
    date: date | str | None
    language: LanguageCode
    release: datetime | None
    seed: int
    exercises: tuple[Exercise, ...]
    parameters: Mapping[str, Domain]
    source: Source = field(repr=False)
    require: tuple[Condition, ...] = ()
    equal_work: bool = False
    project: Path | None = None
    theme: Theme = USUAL

    @property
    def templates(self) -> tuple[Path, ...]:
        """Folders of templates that come before the built-in ones: the project's, then those of installed kinds."""
        own = [self.project / "templates"] if self.project else []
        brought = [exercise.kind.templates for exercise in self.exercises if exercise.kind.templates]
        return tuple(dict.fromkeys(folder for folder in (*own, *brought) if folder.is_dir()))

    def place_of(self, exercise_id: str, *keys: str | int) -> Place:
        """Return where an exercise, or one of its keys, stands in the file."""
        position = next(exercise.position for exercise in self.exercises if exercise.id == exercise_id)
        return self.source.place(("exercise", position, *keys))
