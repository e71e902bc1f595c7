"""The templates of one exercise, filled: its statement and its solution with markers for the blocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import jinja2

from pipeline.exercises.solution import Measured, Solution
from pipeline.render.blocks import Block, BlockId
from pipeline.render.content import Preparation, Prepared
from pipeline.render.environment import render_template, shared_environment
from pipeline.render.escape import latex_text, markdown_text
from pipeline.render.language.language import ENGLISH, Language
from pipeline.render.latex_source import markdown_from_latex
from pipeline.render.locations import Folders
from pipeline.render.page import EVERYBODY

Part = Literal["statement", "solution"]


@dataclass(frozen=True)
class FilledExercise:
    """Markdown of the parts, every block that a marker in them may stand for, every number in running text."""

    parts: Mapping[Part, str]
    blocks: Mapping[BlockId, Block]
    measured: Mapping[str, Measured]


def fill_exercise(
    folders: Folders,
    kind: str,
    owner: str,
    solution: Solution,
    parts: tuple[Part, ...],
    student: Mapping[str, str] = EVERYBODY.columns,
    language: Language = ENGLISH,
) -> FilledExercise:
    """Fill the templates of a kind.

    A part may be written in Markdown (`solution.md.j2`) or in LaTeX (`solution.tex.j2`), which takes precedence.

    Args:
        folders: Of the templates.
        kind: Folder below `exercises/`.
        owner: The exercise's id.
        solution: Gives the content.
        parts: Which to fill.
        student: Whose sheet it is: plain text that templates name `student.name` and so on.
        language: Of the page; the solution is in it already.

    Raises:
        TemplateError: Where a template is missing, malformed or names what does not exist.
    """
    jinja = shared_environment(folders, "text" if language.is_english else "marked text")
    blocks: dict[BlockId, Block] = {}
    measured: dict[str, Measured] = {}
    filled: dict[Part, str] = {}
    for part in parts:
        name = f"exercises/{kind}/{part}"
        in_latex = _is_latex(name, folders)
        preparation = Preparation(owner, latex_text if in_latex else markdown_text)
        text = _filled(jinja, f"{name}.{'tex' if in_latex else 'md'}.j2", preparation, solution, student)
        filled[part] = language.markdown(markdown_from_latex(text, f"{name}.tex.j2") if in_latex else text.strip())
        blocks |= preparation.blocks
        measured |= preparation.measured
    return FilledExercise(filled, blocks, measured)


def _is_latex(name: str, folders: Folders) -> bool:
    """Tell whether the first folder that has the template has it in LaTeX."""
    has = ((folder / f"{name}.tex.j2", folder / f"{name}.md.j2") for folder in folders)
    return next((tex.is_file() for tex, markdown in has if tex.is_file() or markdown.is_file()), False)


def _filled(
    jinja: jinja2.Environment, name: str, preparation: Preparation, solution: Solution, student: Mapping[str, str]
) -> str:
    context: dict[str, Prepared] = {key: preparation.text(item) for key, item in solution.content.items()}
    context["student"] = {key: preparation.escape(text) for key, text in student.items()}
    return render_template(jinja, name, context, f"exercise '{preparation.owner}'")
