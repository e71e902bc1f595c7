"""A rendered page: Markdown with its figures and title block, ready to be verified and typeset."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipeline.render.locations import Folders, template_folders
from pipeline.sheet.model import LanguageCode
from pipeline.sheet.theme import USUAL, Theme

Edition = Literal["sheet", "solution"]

COUNTS = "corrigecountsofthecertificate"
"""Stands at the end of a solution until it is known what was proved, so that pandoc need not wait for the proof."""


@dataclass(frozen=True)
class PageFigure:
    """A drawn figure and the address under which the Markdown names it.

    Attributes:
        path: Relative to the output folder, without ending: `figures/solution/rosenbrock-contour`.
        svg: For HTML and Typst; text drawn in the colour `render.figures.INK` becomes `currentColor` in HTML.
        pdf: For LaTeX. Empty unless that format was asked for.
        png: For docx. Empty unless that format was asked for.
        alt: Plain words.
    """

    path: str
    svg: bytes
    alt: str
    pdf: bytes = b""
    png: bytes = b""


@dataclass(frozen=True)
class TitleBlock:
    """What stands at the head of the first page; plain text, to be escaped by the format that prints it.

    Attributes:
        student: Whose sheet it is; empty where it is everybody's.
        stamp: Stands in the footer of every page: which variant this is, and what it was made from.
        theme: The look of the pages.
    """

    title: str
    sheet_id: str
    course: str = ""
    author: str = ""
    date: str = ""
    language: LanguageCode = "en"
    points: str = ""
    student: str = ""
    stamp: str = ""
    theme: Theme = USUAL


@dataclass(frozen=True)
class Recipient:
    """For whom a sheet is made.

    Attributes:
        label: Printed at the head: the name, and the id.
        stamp: Printed in the footer.
        columns: What templates may print as `student.name`, `student.group`, …; plain text.
    """

    label: str = ""
    stamp: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


EVERYBODY = Recipient(columns={"id": "", "name": ""})


@dataclass(frozen=True)
class Page:
    """One edition of one variant.

    Attributes:
        edition: Problems only, or fully worked.
        title: The title block.
        markdown: Pandoc Markdown; each exercise in a fenced div `::: {#id .exercise}`.
        figures: In the order in which they stand on the page.
        folders: Where the layouts are looked for.
    """

    edition: Edition
    title: TitleBlock
    markdown: str
    figures: tuple[PageFigure, ...] = ()
    folders: Folders = field(default_factory=template_folders)
