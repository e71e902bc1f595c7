"""A page that has proved itself: the only kind that `typeset` takes.

Guarantee: every relation and number on it was decided and none refuted, and pandoc sees exactly the formulas that
were read.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.errors import RefutedError
from pipeline.exercises.reading import Reading
from pipeline.notation.document import formulas_of
from pipeline.notation.vocabulary import Vocabulary
from pipeline.render.language.language import load_language
from pipeline.render.page import COUNTS, Page
from pipeline.render.pandoc import Conversion, Part, start_pandoc
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


def prove(draft: Draft, readings: Mapping[str, Reading], conversions: Sequence[Conversion | Part] = ()) -> Proof:
    """Read a page back and prove it.

    Args:
        draft: As it was rendered; its figures may still be missing.
        readings: By exercise id.
        conversions: Of the same page by pandoc, already running; where there is none, one is started for the proof.

    Raises:
        RefutedError: Where a relation or number is refuted, unreadable or cannot be decided, or where pandoc sees
            other formulas than were read.
    """
    own = [] if conversions else [start_pandoc(draft.markdown, "plain", draft.folders)]
    try:
        rows = check_page(draft.markdown, Key(readings, draft.tables, draft.measured))
        certificate = Certificate(draft.edition, rows)
        require_proof(certificate, draft.title.sheet_id)
        for conversion in (*conversions, *own):
            _compare_formulas(draft, conversion.document.formulas)
    except BaseException:
        for conversion in own:
            conversion.discard()
        raise
    vocabularies = {name: reading.vocabulary for name, reading in readings.items()}
    counts = summary(certificate, load_language(draft.title.language, draft.folders))
    written = replace(draft, markdown=draft.markdown.replace(COUNTS, counts))
    return Proof(written, certificate, vocabularies)


def _compare_formulas(draft: Draft, theirs: Iterable[str]) -> None:
    """Refuse a page whose formulas pandoc understands differently from our reader."""
    ours = Counter(_normal(formula.latex) for formula in formulas_of(draft.markdown).formulas())
    seen = Counter(map(_normal, theirs))
    for text in (ours - seen) + (seen - ours):
        raise RefutedError(f"pandoc and our reader disagree on a formula of the {draft.edition}: {text}")


def _normal(latex: str) -> str:
    return " ".join(latex.split())
