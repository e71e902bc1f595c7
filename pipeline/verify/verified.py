"""A page that has proved itself: the only kind that `typeset` takes.

Guarantee: every relation and number on it was decided and none refuted, and pandoc sees exactly the formulas that
were read.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from pipeline.errors import RefutedError
from pipeline.exercises.reading import Reading
from pipeline.notation.document import formulas_of
from pipeline.notation.vocabulary import Vocabulary
from pipeline.render.page import COUNTS, Page
from pipeline.render.pandoc import start_pandoc
from pipeline.render.render import Draft
from pipeline.verify.certificate import Certificate, require_proof, summary
from pipeline.verify.page import Key, check_page


@dataclass(frozen=True)
class VerifiedPage:
    """A page with its proof.

    Attributes:
        page: Ready to be typeset.
        certificate: What was decided on it.
        vocabularies: What each exercise's formulas were read with, by its id.
    """

    page: Page
    certificate: Certificate
    vocabularies: Mapping[str, Vocabulary] = field(default_factory=dict)


@dataclass(frozen=True)
class Proof:
    """A draft that has proved itself; its figures may still be missing.

    Attributes:
        draft: A solution ends with the line that sums up the certificate.
        certificate: What was decided.
        vocabularies: As for the page.
    """

    draft: Draft
    certificate: Certificate
    vocabularies: Mapping[str, Vocabulary] = field(default_factory=dict)

    def illustrated(self, page: Page) -> VerifiedPage:
        """Return the page made of this draft and its figures, as one that typeset takes.

        Raises:
            ValueError: For a page with another text.
        """
        if page.markdown != self.draft.markdown:
            raise ValueError("the page is not the one that was proved")
        return VerifiedPage(page, self.certificate, self.vocabularies)


def prove(draft: Draft, readings: Mapping[str, Reading]) -> Proof:
    """Read a page back and prove it.

    Args:
        draft: As it was rendered; its figures may still be missing.
        readings: By exercise id.

    Raises:
        RefutedError: Where a relation or number is refuted, unreadable or cannot be decided, or where pandoc sees
            other formulas than were read.
    """
    conversion = start_pandoc(draft.markdown, "json", draft.folders)
    try:
        rows = check_page(draft.markdown, Key(readings, draft.tables, draft.measured))
        certificate = Certificate(draft.edition, rows)
        require_proof(certificate, draft.title.sheet_id)
    except BaseException:
        conversion.discard()
        raise
    _compare_formulas(draft, conversion.text())
    vocabularies = {name: reading.vocabulary for name, reading in readings.items()}
    written = replace(draft, markdown=draft.markdown.replace(COUNTS, summary(certificate)))
    return Proof(written, certificate, vocabularies)


def _compare_formulas(draft: Draft, tree: str) -> None:
    """Refuse a page whose formulas pandoc understands differently from our reader."""
    ours = Counter(_normal(formula.latex) for formula in formulas_of(draft.markdown).formulas())
    theirs = Counter(_normal(text) for text in _formulas(json.loads(tree)))
    for text in (ours - theirs) + (theirs - ours):
        raise RefutedError(f"pandoc and our reader disagree on a formula of the {draft.edition}: {text}")


def _normal(latex: str) -> str:
    return " ".join(latex.split())


def _formulas(tree: object) -> Iterator[str]:
    """Yield the formulas in pandoc's JSON."""
    if isinstance(tree, dict):
        if tree.get("t") == "Math":
            yield tree["c"][1]
        else:
            for item in tree.values():
                yield from _formulas(item)
    elif isinstance(tree, list):
        for item in tree:
            yield from _formulas(item)
