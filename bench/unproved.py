"""`corrige` with the proof left out: what proving adds to a build is what this takes less.

The page proves itself while pandoc converts it, so the wall time of that stage counts waiting that would be there
without a proof, too. The product has no way to leave the proof out; this module replaces the function in its own
process, and nothing that it makes is kept.

    python -m bench.unproved build sheets/assignment-03.toml -o /tmp/out
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.cli.program import run
from pipeline.publish import build

if TYPE_CHECKING:
    from pipeline.publish.build import Solved
    from pipeline.render.render import Draft
    from pipeline.typeset.documents import Conversions
    from pipeline.verify.verified import Proof


def main() -> int:
    """Run a command without proofs."""
    build.prove_pages = believed
    return run()


def believed(drafts: "Sequence[Draft]", solved: "Solved", started: "Sequence[Conversions]" = ()) -> "tuple[Proof, ...]":
    """Return the pages as if there were nothing on them to be proved."""
    from pipeline.render.page import COUNTS
    from pipeline.verify.certificate import Certificate
    from pipeline.verify.verified import Proof

    del started
    vocabularies = {name: solution.reading.vocabulary for name, solution in solved.solutions.items()}
    written = [replace(draft, markdown=draft.markdown.replace(COUNTS, "nothing was proved")) for draft in drafts]
    return tuple(Proof(draft, Certificate(draft.edition, ()), vocabularies) for draft in written)


if __name__ == "__main__":
    sys.exit(main())
