"""One PDF of many, for the printer: each sheet begins on a new leaf, also where both sides are printed."""

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from pipeline.batch.roster import Student
from pipeline.batch.store import Store
from pipeline.errors import ToolFailedError, UsageError
from pipeline.publish.fingerprint import Options

NAMES: Final = {"sheet": "sheets.pdf", "solution": "solutions.pdf"}


def merge_all(
    store: Store, options: Options, students: Sequence[Student], announce: Callable[[int, int, int], None]
) -> list[str]:
    """Write `sheets.pdf`, and `solutions.pdf` where solutions are made; students in the roster's order.

    Returns:
        The names of the files.

    Raises:
        UsageError: Where no PDF is made.
        WriteError: Where writing fails.
    """
    if "pdf" not in options.formats:
        raise UsageError("--merge needs PDF among the formats", hint="--format pdf,html")
    names = []
    for edition in options.editions:
        documents = (
            (student.name or student.id, (store.folder / student.folder / f"{edition}.pdf").read_bytes())
            for student in students
        )
        store.put(NAMES[edition], merged(_counted(documents, len(students), announce)))
        names.append(NAMES[edition])
    return names


def _counted(
    documents: Iterator[tuple[str, bytes]], total: int, announce: Callable[[int, int, int], None]
) -> Iterator[tuple[str, bytes]]:
    for done, document in enumerate(documents, 1):
        yield document
        announce(done, total, 0)


def merged(documents: Iterator[tuple[str, bytes]]) -> bytes:
    """Return one PDF with all documents; an odd number of pages is made even by a blank one.

    The outline names where each begins. Fonts that several documents share are stored once.

    Args:
        documents: Name in the outline, and the PDF.

    Raises:
        ToolFailedError: Where one of them is no PDF.
    """
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import PyPdfError

    writer = PdfWriter()
    try:
        for name, content in documents:
            first = len(writer.pages)
            for page in PdfReader(io.BytesIO(content)).pages:
                writer.add_page(page)
            if len(writer.pages) % 2:
                writer.add_blank_page()
            writer.add_outline_item(title=name, page_number=first)
        writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
        output = io.BytesIO()
        writer.write(output)
    except PyPdfError as error:
        raise ToolFailedError(f"the PDFs cannot be merged: {error}") from None
    return output.getvalue()
