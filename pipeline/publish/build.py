"""`corrige build` and `corrige check`: the stages in their order."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline.errors import InputError, RefutedError, TemplateError, UsageError
from pipeline.publish.fingerprint import Options, inputs
from pipeline.publish.manifest import NAME, is_current, manifest_json
from pipeline.publish.stopwatch import Stopwatch
from pipeline.sheet.toml import Source, read_toml

if TYPE_CHECKING:
    from pipeline.exercises.solution import Solution
    from pipeline.parameters import Variant
    from pipeline.parameters.acceptance import Acceptance
    from pipeline.render.figures.ahead import Studio
    from pipeline.render.language.language import Language
    from pipeline.render.page import Page, Recipient
    from pipeline.render.render import Draft
    from pipeline.sheet.model import Sheet
    from pipeline.typeset.documents import Conversions
    from pipeline.verify.reference import Comparison
    from pipeline.verify.verified import Proof, VerifiedPage


@dataclass(frozen=True)
class Built:
    """What a build left.

    Attributes:
        folder: The output folder.
        files: Its files by relative path; empty where nothing had to be done.
        status: `up to date` where the folder held the same already.
    """

    folder: Path
    files: tuple[str, ...]
    status: Literal["built", "up to date"]


@dataclass(frozen=True)
class Solved:
    """A sheet with its answers.

    Attributes:
        sheet: The sheet.
        variant: Its parameters.
        solutions: By exercise id, in the order of the sheet.
    """

    sheet: "Sheet"
    variant: "Variant"
    solutions: "Mapping[str, Solution]"


def build_sheet(
    path: Path, output: Path, options: Options, watch: Stopwatch, *, reuse: Literal["unchanged", "nothing"]
) -> Built:
    """Build the documents of a sheet into `output/<sheet id>`.

    Args:
        path: The sheet's file.
        output: Folder for the outputs of all sheets.
        options: What to make.
        watch: Times the stages.
        reuse: Whether a folder that is up to date stays as it is.

    Raises:
        CorrigeError: Whatever goes wrong; the outputs that were there are untouched.
    """
    with watch.stage("load"):
        source = read_toml(path)
        made_from = inputs(source, reference_path(path), options)
        if reuse == "unchanged" and is_current(output / _unchecked_id(source, path), made_from):
            return Built(output / _unchecked_id(source, path), (), "up to date")
    from pipeline.render.figures.ahead import studio

    with studio() as drawing:
        solved = solve_sheet(source, options, watch, begin=_drawing_ahead(drawing, options))
        files = make_files(solved, options, watch, drawing, check=lambda: check_references(path, solved))
    with watch.stage("publish"):
        from pipeline.publish.outputs import publish_files

        folder = output / solved.sheet.id
        publish_files(folder, {**files, NAME: manifest_json(made_from, files)})
    return Built(folder, tuple(sorted(files)), "built")


def make_files(
    solved: Solved,
    options: Options,
    watch: Stopwatch,
    drawing: "Studio",
    *,
    recipient: "Recipient | None" = None,
    check: "Callable[[], None]" = lambda: None,
) -> dict[str, bytes]:
    """Write the pages of a solved sheet, prove them and typeset them.

    Args:
        solved: The sheet with its answers.
        options: Formats, editions and engine.
        watch: Times the stages.
        drawing: Draws the figures.
        recipient: For whom the sheet is; nobody in particular by default.
        check: Called while pandoc works; what it raises stops everything.

    Returns:
        All outputs but the manifest, by relative path.

    Raises:
        CorrigeError: Whatever goes wrong.
    """
    drafts = write_pages(solved, options, watch, recipient)
    with _conversions(drafts, options, watch) as started:
        return finish_files(solved, drafts, started, options, watch, drawing, check=check)


def finish_files(
    solved: Solved,
    drafts: "Sequence[Draft]",
    started: "Sequence[Conversions]",
    options: Options,
    watch: Stopwatch,
    drawing: "Studio",
    *,
    check: "Callable[[], None]" = lambda: None,
) -> dict[str, bytes]:
    """Prove pages that are written and typeset them.

    Args:
        solved: The sheet with its answers.
        drafts: What `write_pages` made of it.
        started: What pandoc makes of each.
        options: As for `make_files`, as are the result and the errors.
        watch: As there.
        drawing: As there.
        check: As there.
    """
    with watch.stage("verify"):
        check()
        proofs = prove_pages(drafts, solved, started)
    with naming_variant(solved):
        documents = make_documents(proofs, started, options, watch, drawing)
    return {"numbers.json": _numbers(solved), "certificate.json": _certificate(solved, proofs), **documents}


def check_distinct(paths: Sequence[Path]) -> None:
    """Refuse sheets that would write into the same folder; what cannot be read is left to be told later.

    Raises:
        UsageError: With the names of the two.
    """
    seen: dict[str, Path] = {}
    for path in paths:
        try:
            identity = _unchecked_id(read_toml(path), path)
        except InputError:
            continue
        if identity in seen:
            raise UsageError(
                f"{seen[identity]} and {path} have the same id '{identity}'",
                hint="give one of them an id of its own, or build each into a folder of its own: -o",
            )
        seen[identity] = path


def _unchecked_id(source: Source, path: Path) -> str:
    return str(source.data.get("id", path.stem)).replace("/", "-")


def reference_path(sheet: Path) -> Path:
    """Return where the reference file of a sheet is looked for: `week-2.toml` → `week-2.reference.toml`."""
    return sheet.with_name(f"{sheet.stem}.reference.toml")


def _drawing_ahead(drawing: "Studio", options: Options) -> "Callable[[Solution], None]":
    """Return what starts to draw the figures of a solved exercise; only solutions are sure to show all of them."""
    from pipeline.render.figures.ahead import figures_in
    from pipeline.render.render import image_formats

    def begin(solution: "Solution") -> None:
        for figure in figures_in(solution.content):
            for output in image_formats(_formats_drawn(options)):
                drawing.begin(figure, output)

    return begin if "solution" in options.editions else _begin_nothing


def _begin_nothing(solution: "Solution") -> None:
    """Take note of nothing."""


def solve_sheet(
    source: Source, options: Options, watch: Stopwatch, *, begin: "Callable[[Solution], None]" = _begin_nothing
) -> Solved:
    """Validate a sheet, draw its parameters and solve its exercises.

    Args:
        source: The sheet's file.
        options: Seed and variant.
        watch: Times the stages.
        begin: Called with each solution as soon as it is there.

    Raises:
        CorrigeError: With the place of the exercise where the solver knows none.
    """
    with watch.stage("load"):
        from pipeline.parameters.acceptance import Acceptance
        from pipeline.sheet.load import read_sheet

        acceptance = Acceptance(read_sheet(source))
        variant = _variant(acceptance, options)
    return solve_variant(acceptance, variant, watch, begin=begin)


def solve_variant(
    acceptance: "Acceptance",
    variant: "Variant",
    watch: Stopwatch,
    *,
    begin: "Callable[[Solution], None]" = _begin_nothing,
) -> Solved:
    """Solve the exercises of a sheet with the parameters of a variant.

    Args:
        acceptance: Has the sheet, and the solutions that drawing the parameters needed.
        variant: One of the sheet's.
        watch: Times the stages.
        begin: Called with each solution as soon as it is there.

    Raises:
        CorrigeError: With the place of the exercise where the solver knows none.
    """
    with watch.stage("solve"):
        from pipeline.render.language.solution import in_language

        language, solutions = language_of(acceptance.sheet), {}
        for exercise in acceptance.sheet.exercises:
            solution = acceptance.solution(exercise, variant.values[exercise.id])
            solutions[exercise.id] = in_language(solution, language.of_exercise(exercise.id))
            begin(solutions[exercise.id])
    return Solved(acceptance.sheet, variant, solutions)


def language_of(sheet: "Sheet") -> "Language":
    """Return the language of a sheet's pages, with the catalogues beside its templates.

    Raises:
        TemplateError: Where a catalogue is malformed.
    """
    from pipeline.render.language.language import ENGLISH, load_language
    from pipeline.render.locations import template_folders

    return ENGLISH if sheet.language == "en" else load_language(sheet.language, template_folders(sheet.templates))


def _variant(acceptance: "Acceptance", options: Options) -> "Variant":
    """Return the variant that was asked for: set by hand, else as the lock file has it, else drawn.

    Raises:
        UsageError: Where a setting names no parameter.
        LockError: Where the lock file and the sheet do not agree.
    """
    from pipeline.parameters import PUBLISHED, draw_parameters
    from pipeline.parameters.chosen import chosen_variant
    from pipeline.parameters.lock import lock_path, read_lock, restored

    sheet = acceptance.sheet
    seed = sheet.seed if options.seed is None else options.seed
    if options.settings:
        return chosen_variant(sheet, seed, options.settings)
    beside = lock_path(Path(sheet.source.file))
    if options.variant != PUBLISHED and beside.is_file():
        lock = read_lock(beside)
        if lock.seed == seed and options.variant in lock.entries:
            return restored(sheet, seed, lock.entries[options.variant])
    return draw_parameters(sheet, seed, options.variant, acceptance)


def write_pages(
    solved: Solved, options: Options, watch: Stopwatch, recipient: "Recipient | None" = None
) -> "tuple[Draft, ...]":
    """Fill the templates; one page per edition asked for, its figures still to be drawn.

    Raises:
        TemplateError: Where a template names what does not exist.
    """
    with watch.stage("render"), naming_variant(solved):
        from pipeline.render.page import EVERYBODY
        from pipeline.render.render import write_page

        solutions, reader = tuple(solved.solutions.values()), recipient or EVERYBODY
        return tuple(write_page(solved.sheet, solutions, edition, recipient=reader) for edition in options.editions)


@contextmanager
def naming_variant(solved: Solved) -> "Iterator[None]":
    """Let an error of the templates say in which variant it happens, where that is not the published one."""
    from pipeline.parameters import PUBLISHED

    try:
        yield
    except (TemplateError, RefutedError) as error:
        if solved.variant.id != PUBLISHED:
            error.message += f", in variant '{solved.variant.id}'"
        raise


def compare_references(path: Path, solved: Solved) -> "tuple[Comparison, ...] | None":
    """Compare a solved sheet with its reference file.

    References hold for the published sheet only; there is nothing to compare in another variant.

    Returns:
        One row per quantity compared; None where there is no reference file or the variant is not the published one.
    """
    from pipeline.parameters import PUBLISHED

    beside = reference_path(path)
    if not beside.exists() or solved.variant.id != PUBLISHED:
        return None
    from pipeline.verify.reference import compare, load_references

    return compare(load_references(beside), solved.solutions)


def check_references(path: Path, solved: Solved) -> None:
    """Refuse to publish numbers that differ from their references.

    Raises:
        ReferenceMismatchError: For the first one that differs.
    """
    rows = compare_references(path, solved)
    if rows:
        from pipeline.verify.reference import check_agreement

        check_agreement(rows)


def prove_pages(
    drafts: "Sequence[Draft]", solved: Solved, started: "Sequence[Conversions]" = ()
) -> "tuple[Proof, ...]":
    """Read every page back and decide every relation and number on it.

    Args:
        drafts: The pages.
        solved: Has what they are read with.
        started: What pandoc makes of each, if it has been started; compared with what was read.

    Raises:
        RefutedError: For the first that is refuted, unreadable or undecided.
    """
    from pipeline.verify.verified import prove

    readings = {name: solution.reading for name, solution in solved.solutions.items()}
    with naming_variant(solved):
        running = [tuple(conversions.values()) for conversions in started] or [()] * len(drafts)
        return tuple(prove(draft, readings, own) for draft, own in zip(drafts, running, strict=True))


def _certificate(solved: Solved, proofs: "Sequence[Proof]") -> bytes:
    from pipeline.verify.certificate import certificate_json

    return certificate_json(solved.sheet.id, solved.variant.id, [proof.certificate for proof in proofs])


def _numbers(solved: Solved) -> bytes:
    from pipeline.publish.numbers import numbers_json

    return numbers_json(solved.sheet, solved.variant, solved.solutions)


@contextmanager
def _conversions(drafts: "Sequence[Draft]", options: Options, watch: Stopwatch) -> "Iterator[list[Conversions]]":
    """Start pandoc for all pages while they are still being proved and drawn; stop it where one of them fails."""
    with watch.stage("typeset"):
        from pipeline.typeset.documents import start_conversions

        started = [
            start_conversions(draft.markdown, options.formats, options.engine, folders=draft.folders)
            for draft in drafts
        ]
    try:
        yield started
    except BaseException:
        for conversion in (one for conversions in started for one in conversions.values()):
            conversion.discard()
        raise


def make_documents(
    proofs: "Sequence[Proof]",
    started: "Sequence[Conversions]",
    options: Options,
    watch: Stopwatch,
    drawing: "Studio",
) -> dict[str, bytes]:
    """Draw the figures and typeset the pages that pandoc has converted meanwhile.

    Returns:
        All documents and figures by relative path.
    """
    pages = _drawn(proofs, options, watch, drawing)
    files = {name: image for verified in pages for name, image in _figure_files(verified.page, options).items()}
    with watch.stage("typeset"):
        from pipeline.typeset.documents import typeset_page

        for verified, conversions in zip(pages, started, strict=True):
            files |= typeset_page(verified, options.formats, options.engine, started=conversions)
    return files


def _drawn(proofs: "Sequence[Proof]", options: Options, watch: Stopwatch, drawing: "Studio") -> "list[VerifiedPage]":
    from pipeline.render.render import draw_figures

    formats = _formats_drawn(options)
    with watch.stage("draw"):
        return [proof.illustrated(draw_figures(proof.draft, formats, drawing.picture)) for proof in proofs]


def _formats_drawn(options: Options) -> tuple[str, ...]:
    """Return the formats for which figures are drawn; a PDF through LaTeX needs those of LaTeX."""
    through_latex = "pdf" in options.formats and options.engine != "typst"
    return tuple(dict.fromkeys((*options.formats, "tex"))) if through_latex else options.formats


def _figure_files(page: "Page", options: Options) -> dict[str, bytes]:
    """Return what the documents name: SVG for Markdown; PDF, logo and fonts for LaTeX; the others have all inside."""
    files = {f"{figure.path}.svg": figure.svg for figure in page.figures}
    if "tex" in options.formats:
        from pipeline.typeset.look import theme_files

        files |= {f"{figure.path}.pdf": figure.pdf for figure in page.figures}
        files |= theme_files(page.title.theme)
    return files
