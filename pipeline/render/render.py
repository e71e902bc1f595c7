"""Solved exercises → one page of Markdown with its figures.

Guarantee: every figure and table on the page has a number, and only the figures that stand on it are drawn.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from pipeline.exercises.figures import Figure
from pipeline.exercises.solution import Measured, Solution, Table
from pipeline.render import words
from pipeline.render.blocks import Block, BlockId, fill, number, used
from pipeline.render.content import Prepared, alt_text, block_markdown
from pipeline.render.environment import render_template, shared_environment
from pipeline.render.escape import attribute_value, markdown_paragraphs, markdown_text
from pipeline.render.exercise import FilledExercise, Part, fill_exercise
from pipeline.render.figures import FigureFormat, drawn
from pipeline.render.language.language import Language, load_language
from pipeline.render.locations import Folders, template_folders
from pipeline.render.page import COUNTS, EVERYBODY, Edition, Page, PageFigure, Recipient, TitleBlock
from pipeline.sheet.model import Exercise, Sheet

FIGURE_FORMATS: Mapping[str, FigureFormat] = {"tex": "pdf", "docx": "png"}
"""What an output format needs besides SVG."""

Draw = Callable[[Figure, FigureFormat], bytes]

_PARTS: Mapping[Edition, tuple[Part, ...]] = {"sheet": ("statement",), "solution": ("statement", "solution")}


@dataclass(frozen=True)
class Draft:
    """A page whose figures are still to be drawn; its Markdown is final.

    Attributes:
        edition, title, markdown: As in the page.
        figures: Path without ending and what it shows, in the page's order, each once.
        tables: In the page's order.
        measured: Numbers in running text, by the key beside them.
        folders: Where the templates of the sheet are looked for.
    """

    edition: Edition
    title: TitleBlock
    markdown: str
    figures: tuple[tuple[str, Figure], ...]
    tables: tuple[Table, ...] = ()
    measured: Mapping[str, Measured] = field(default_factory=dict)
    folders: Folders = field(default_factory=template_folders)


def render_page(
    sheet: Sheet,
    solutions: Sequence[Solution],
    edition: Edition,
    formats: Collection[str] = (),
    *,
    root: Path | None = None,
) -> Page:
    """Return one edition of the sheet.

    Args:
        sheet: Gives the title block and the exercises' heads.
        solutions: One per exercise, in the sheet's order.
        edition: `sheet` has the statements and room for answers, `solution` the statements and worked solutions.
        formats: Output formats to come; `tex` (also for a PDF through LaTeX) and `docx` need figures of their own.
        root: The only folder of templates; by default the sheet's own, then the built-in one.

    Raises:
        TemplateError: Where a template is missing, malformed or names what does not exist.
    """
    return draw_figures(write_page(sheet, solutions, edition, root=root), formats)


def write_page(
    sheet: Sheet,
    solutions: Sequence[Solution],
    edition: Edition,
    *,
    root: Path | None = None,
    recipient: Recipient = EVERYBODY,
) -> Draft:
    """Return one edition of the sheet before its figures are drawn; errors as for `render_page`.

    Args:
        sheet: Gives the title block and the exercises' heads.
        solutions: One per exercise, in the sheet's order.
        edition: Problems only, or fully worked.
        root: Folder of the templates; the project's own by default.
        recipient: For whom it is.
    """
    folders = (root,) if root else template_folders(sheet.templates)
    language = load_language(sheet.language, folders)
    pairs = list(zip(sheet.exercises, solutions, strict=True))
    filled = [
        fill_exercise(
            folders,
            head.kind.name,
            head.id,
            solution,
            _PARTS[edition],
            recipient.columns,
            language.of_exercise(head.id),
        )
        for head, solution in pairs
    ]
    blocks = {key: block for exercise in filled for key, block in exercise.blocks.items()}
    marked = _assembled(folders, sheet, filled, COUNTS if edition == "solution" else "", recipient, language)
    place = f"figures/{edition}"
    return Draft(
        edition,
        _title(sheet, recipient, language),
        _written(marked, blocks, place, language),
        _figures(marked, blocks, place),
        tuple(block.item for block in _standing(marked, blocks) if isinstance(block.item, Table)),
        {key: number for exercise in filled for key, number in exercise.measured.items()},
        folders,
    )


def draw_figures(draft: Draft, formats: Collection[str] = (), draw: Draw = drawn) -> Page:
    """Return the page; `formats` as for `render_page`, `draw` gives a figure in a format."""
    images = image_formats(formats)
    figures = tuple(_drawn(path, figure, images, draw) for path, figure in draft.figures)
    return Page(draft.edition, draft.title, draft.markdown, figures, draft.folders)


def image_formats(formats: Collection[str]) -> list[FigureFormat]:
    """Return the formats in which figures are needed for these output formats."""
    return ["svg", *(FIGURE_FORMATS[output] for output in formats if output in FIGURE_FORMATS)]


def _drawn(path: str, figure: Figure, formats: Collection[FigureFormat], draw: Draw) -> PageFigure:
    images: dict[str, bytes] = {output: draw(figure, output) for output in formats}
    return PageFigure(path, alt=alt_text(figure.alt), **images)


def _assembled(
    folders: Folders,
    sheet: Sheet,
    filled: Sequence[FilledExercise],
    counts: str,
    recipient: Recipient,
    language: Language,
) -> str:
    """Return the page with markers for its blocks."""
    exercises = [
        _exercise(head, position, exercise, language)
        for position, (head, exercise) in enumerate(zip(sheet.exercises, filled, strict=True), 1)
    ]
    context: dict[str, Prepared] = {
        "intro": markdown_paragraphs(sheet.intro),
        "exercises": [*exercises],
        "counts": counts,
        "student": {name: markdown_text(text) for name, text in recipient.columns.items()},
    }
    return render_template(shared_environment(folders), "layouts/page.md.j2", context, f"sheet '{sheet.id}'")


def _exercise(head: Exercise, position: int, filled: FilledExercise, language: Language) -> dict[str, Prepared]:
    solution = filled.parts.get("solution", "")
    return {
        "id": head.id,
        "heading": words.heading(position, markdown_text(head.title), _amount(head.points), language),
        "statement": filled.parts["statement"],
        "solution": solution,
        "solution_heading": language.say(words.SOLUTION),
        "space": attribute_value(head.space) if head.space and not solution else "",
    }


def _amount(points: Fraction | None) -> str:
    """Write points as a person would: `6`, `1.5`."""
    return "" if points is None else f"{float(points):g}"


def _title(sheet: Sheet, recipient: Recipient, language: Language) -> TitleBlock:
    given = [exercise.points for exercise in sheet.exercises if exercise.points is not None]
    return TitleBlock(
        title=sheet.title,
        sheet_id=sheet.id,
        course=sheet.course,
        author=sheet.author,
        date=words.day(sheet.date, language),
        language=sheet.language,
        points=words.points(_amount(sum(given, Fraction(0))), language) if given else "",
        student=recipient.label,
        stamp=recipient.stamp,
        theme=sheet.theme,
    )


def _written(marked: str, blocks: Mapping[BlockId, Block], folder: str, language: Language) -> str:
    """Return the page with its blocks and their numbers in place of the markers."""
    numbers = number(marked, language)
    written = {}
    for kind, key in used(marked):
        name = "" if kind == "display" else numbers.name(kind, key)
        written[kind, key] = language.formulas(block_markdown(blocks[kind, key], name, folder))
    return fill(marked, written, numbers)


def _figures(marked: str, blocks: Mapping[BlockId, Block], folder: str) -> tuple[tuple[str, Figure], ...]:
    """Find the figures that stand on the page, each once, in the page's order."""
    standing = _standing(marked, blocks)
    return tuple((f"{folder}/{block.key}", block.item) for block in standing if isinstance(block.item, Figure))


def _standing(marked: str, blocks: Mapping[BlockId, Block]) -> list[Block]:
    """Return the blocks that stand on the page, each once, in the page's order."""
    return [blocks[identity] for identity in dict.fromkeys(used(marked))]
