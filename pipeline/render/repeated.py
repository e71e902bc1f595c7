"""Pages of many variants that differ in formulas and numbers only: pandoc gets what is new about them.

A page is taken apart into its text, with marks in the place of formulas and decimals, and its formulas, with marks in
the place of longer numbers. Each is converted once in a process; after that a page is put together.

Guarantee: the pages come out as if pandoc had converted each where it stands. Of every formula it has read one that
differs in digits only, as exactly the mathematics that it is told; and a formula's conversion is put together from a
mould only if the one that it was found with came out the same.
"""

import hashlib
import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

from pipeline.render.apart import Form, Key, MarkedFormula, MarkedPage, take_apart
from pipeline.render.locations import Folders, find_template, template_folders, templates_root
from pipeline.render.moulds import Mould
from pipeline.render.pandoc import Conversion, Converted, Target, start_pandoc

REMEMBERED: Final = 2_000
"""Formulas, and a tenth as many pages, that a process keeps for each format; when there are more it begins anew."""

_BETWEEN: Final = "Formulas."
"""A paragraph that leads to nothing: to `page.lua`, one before a display does, and the one before is a page's last."""

_MATHML: Final = '<math display="'
_ANNOTATION: Final = '<annotation encoding="application/x-tex">'
_EQUATION: Final = re.compile(
    r'#math\.equation\(block: (?:true|false), alt: "(?P<latex>(?:[^"\\]|\\.)*)", '
    r'\$(?:[^"$\\]|\\.|"(?:[^"\\]|\\.)*")*\$\)',
    re.DOTALL,
)
_ESCAPED: Final = re.compile(r"\\(.)")


@dataclass(frozen=True)
class _Cast:
    """What pandoc made of a page with marks.

    Attributes:
        mould: Its text.
        formulas: What it took for mathematics: marks, and formulas that were left where they stood.
    """

    mould: Mould
    formulas: tuple[Mould, ...]


@dataclass(frozen=True)
class _Learned:
    """What was converted in this process, by the same filter.

    Attributes:
        formulas: By their text with marks; None where numbers matter, so that each is converted as it is.
        pages: By their text with marks; None where it cannot be put together.
    """

    formulas: dict[Key, Mould | None] = field(default_factory=dict)
    pages: dict[str, _Cast | None] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        """Whether it is time to begin anew."""
        return len(self.formulas) > REMEMBERED or len(self.pages) > REMEMBERED // 10


@lru_cache(4)
def _learned(target: Target, filtering: str) -> _Learned:
    return _Learned()


@dataclass(frozen=True)
class Shortened:
    """The running conversion of what is new about some pages.

    Attributes:
        running: pandoc; None where nothing is new.
        pages: Taken apart.
        new_pages: Those whose text is new, which pandoc got with marks.
        new_formulas: Those that it got behind them, each followed by itself with marks where it has any.
        target: What it converts to.
        folders: As for `start_pandoc`.
        learned: Gets what is new.
    """

    running: Conversion | None
    pages: tuple[MarkedPage, ...]
    new_pages: tuple[MarkedPage, ...]
    new_formulas: tuple[MarkedFormula, ...]
    target: Target
    folders: Folders
    learned: _Learned

    @cached_property
    def documents(self) -> tuple[Converted, ...]:
        """The pages; raises as those of pandoc."""
        if self.running is not None:
            self._learn(self.running.documents)
        made = [self._put_together(page) for page in self.pages]
        odd = [page.markdown for page, done in zip(self.pages, made, strict=True) if done is None]
        whole = iter(start_pandoc(odd, self.target, self.folders).documents if odd else ())
        return tuple(next(whole) if done is None else done for done in made)

    def _learn(self, converted: Sequence[Converted]) -> None:
        *pages, formulas = converted
        for page, found in zip(self.new_pages, pages, strict=True):
            self.learned.pages[page.marked] = _cast(page, found, self.target)
        sent = [latex for formula in self.new_formulas for latex in formula.variations]
        made = sent if self.target == "plain" else [text for _, text in _formulas_in(formulas.text, self.target)]
        if list(map(_normal, formulas.formulas)) == list(map(_normal, sent)) and len(made) == len(sent):
            texts = iter(made)
            for formula in self.new_formulas:
                self.learned.formulas.update(_moulds(formula, [next(texts) for _ in formula.variations]))

    def _put_together(self, page: MarkedPage) -> Converted | None:
        """Return what pandoc would make of a page; None where that is not known."""
        if (cast := self.learned.pages.get(page.marked)) is None:
            return None
        fillings = []
        for one in page.fillings:
            if (text := one if isinstance(one, str) else self._converted(one)) is None:
                return None
            fillings.append(text)
        written = [one if isinstance(one, str) else one.latex for one in page.fillings]
        return Converted(cast.mould.filled(fillings), tuple(formula.filled(written) for formula in cast.formulas))

    def _converted(self, formula: MarkedFormula) -> str | None:
        for one in (formula, formula.exactly):
            if (mould := self.learned.formulas.get(one.key)) is not None:
                return mould.filled(one.numbers)
        return None


def start_shortened(markdown: Sequence[str], target: Target, folders: Folders = ()) -> Conversion | Shortened:
    """Start the conversion of what is new about several pages; arguments as for `start_pandoc`.

    Pages stay as they are for formats that this module cannot take apart, and before a filter of one's own, which may
    do with each formula what it likes.
    """
    filtering = find_template("layouts/page.lua", folders or template_folders())
    if target not in ("html5", "typst", "plain") or not filtering.is_relative_to(templates_root()):
        return start_pandoc(markdown, target, folders)
    filter_hash = hashlib.sha256(filtering.read_bytes()).hexdigest()
    if _learned(target, filter_hash).is_full:
        _learned.cache_clear()
    learned = _learned(target, filter_hash)
    pages = tuple(map(take_apart, markdown))
    new_pages = tuple({page.marked: page for page in pages if page.marked not in learned.pages}.values())
    new_formulas = _new_formulas(learned, (formula for page in pages for formula in page.formulas))
    listed = "\n\n".join(_in_dollars(formula.form, latex) for formula in new_formulas for latex in formula.variations)
    documents = [*(page.marked for page in new_pages), f"{_BETWEEN}\n\n{listed}"]
    running = start_pandoc(documents, target, folders) if new_pages or new_formulas else None
    return Shortened(running, pages, new_pages, new_formulas, target, folders, learned)


def _new_formulas(learned: _Learned, formulas: Iterable[MarkedFormula]) -> tuple[MarkedFormula, ...]:
    """Return those that pandoc has to convert, each once."""
    found: dict[Key, MarkedFormula] = {}
    for formula in formulas:
        is_odd = learned.formulas.get(formula.key, ...) is None
        one = formula.exactly if is_odd else formula
        if one.key not in learned.formulas:
            found.setdefault(one.key, one)
    return tuple(found.values())


def _in_dollars(form: Form, latex: str) -> str:
    return f"$${latex}$$" if form == "display" else f"${latex}$"


def _cast(page: MarkedPage, found: Converted, target: Target) -> _Cast | None:
    """Return what can be put together again; None where a mark is not where a formula or number was."""
    marks = {page.marks.whole(k): k for k, one in enumerate(page.fillings) if isinstance(one, MarkedFormula)}
    text = found.text
    for latex, converted in list(_formulas_in(text, target)):
        if latex.strip() in marks:
            text = text.replace(converted, page.marks.decimal(marks[latex.strip()]))
    if not marks.keys() <= set(found.formulas) or any(mark in text for mark in marks):
        return None
    mould, *formulas = map(page.marks.mould, (text, *found.formulas))
    whole = tuple(formula for formula in formulas if formula is not None)
    return None if mould is None or len(whole) < len(formulas) else _Cast(mould, whole)


def _moulds(formula: MarkedFormula, converted: Sequence[str]) -> dict[Key, Mould | None]:
    """Return the mould of a formula, tried out on itself."""
    as_it_is, *marked = converted
    if not marked:
        return {formula.key: Mould((as_it_is,), ())}
    mould = formula.marks.mould(marked[0])
    if mould is None or mould.filled(formula.numbers) != as_it_is:
        return {formula.key: None, formula.exactly.key: Mould((as_it_is,), ())}
    return {formula.key: mould}


def _normal(latex: str) -> str:
    return " ".join(latex.split())


def _formulas_in(text: str, target: Target) -> Iterator[tuple[str, str]]:
    """Yield the formulas of a page in a format, each as the format repeats it and with all that stands there for it."""
    match target:
        case "html5":
            yield from _mathml(text)
        case "typst":
            yield from _equations(text)


def _mathml(text: str) -> Iterator[tuple[str, str]]:
    for piece in text.split("</math>")[:-1]:
        latex = piece.rpartition(_ANNOTATION)[2].partition("</annotation>")[0]
        yield html.unescape(latex), f"{piece[piece.rfind(_MATHML) :]}</math>"


def _equations(text: str) -> Iterator[tuple[str, str]]:
    """Take a Typst page apart: `page.lua` has given each formula its LaTeX as alternative text."""
    for found in _EQUATION.finditer(text):
        yield _ESCAPED.sub(r"\1", found["latex"]), found[0]
