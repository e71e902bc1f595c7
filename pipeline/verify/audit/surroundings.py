"""What the words around a formula say about it: a given value, an equation to be solved, the state after an update."""

import re
from dataclasses import dataclass

MAX_SENTENCE = 2_000
"""Characters of a sentence that are looked at."""

STATED = re.compile(
    r"\b(let|given|givens?|with|inputs?|input vector|labels?|targets?|at|for|where|weights?|bias(?:es)?|set|now|"
    r"learning rate|step size|start(?:ing)?|initial(?:ly|ise|ize)?|parameters?|suppose|assume|choose|take|using|use|"
    r"consider|define[ds]?|denote|put|point|write|values?|abbreviate|data|instead|sei|seien|mit|für|gegeben)\b",
    re.IGNORECASE,
)
_SUPPOSING = "if|when|whenever|unless|wenn|falls|iff|only if"
_ASSUMING = "would|suppose|assume"
_DENYING = "false|wrong|incorrect|mistake"
_SUPPOSED = re.compile(rf"\b(?:{_SUPPOSING})\b", re.IGNORECASE)
_ASSUMED = re.compile(rf"\b(?:{_ASSUMING})\b", re.IGNORECASE)
_DENIED = re.compile(rf"\b(?:{_DENYING})\b", re.IGNORECASE)
_NEGATED = re.compile(
    r"\b(?:not(?!\s+(?:matter|change|depend|affect|need|only|necessarily|surprising\w*|hard|difficult)\b)|never|unlike|"
    r"instead of)\b",
    re.IGNORECASE,
)
_DENIED_BEHIND = re.compile(
    r"^\W*(?:(?:is|are|was|would be|does|do|ist|gilt|sind)\s+(?:\w+\s+)?(?:not|wrong|false|incorrect|nicht|falsch)|"
    r"(?:holds|would hold) only|fails)\b",
    re.IGNORECASE,
)
CONDITIONAL = re.compile(
    r"\b(?:solv\w*|satisf\w*|s\.\s?t(?=\.)|equations?|setting|equat\w*|roots?|such that|constraints?|"
    r"subject to|requir\w*|must|has to|have to|intersect\w*|condition\w*|zeros?|vanish\w*|löse\w*|ansatz|"
    rf"{_SUPPOSING}|{_ASSUMING}|{_DENYING})\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:planes?|lines?|circles?|ellipses?|spheres?|ellipsoids?|parabolas?|hyperbolas?|curves?|surfaces?|hyperplanes?|"
    r"Ebenen?|Geraden?|Kreise?s?|Kugel|Ellipse|Kurve|Fläche|droite|cercle|courbe|sphère|tangents?|normals?|Tangente|"
    r"Tangentialebene|tangente|asymptotes?|Asymptote)(?:\s+(?:is|are|then|has|the|equation|ist|lautet|hat|die|Gleichung|"
    r"est|of|at|in|to|there|therefore|so|given|by|thus|hence|with|point|an?|graph|auf|im|Punkt))*\s*[:,]?\s*$",
    re.IGNORECASE,
)
"""What an equation may describe: a point lies on it, or not."""

UPDATED = re.compile(
    r"\b(after\s+(?:the\s+|an?\s+|one\s+)?(?:updat\w*|step)|updated|new weights|decreases to|drops to|falls to)\b",
    re.IGNORECASE,
)
_CONSTRAINED = re.compile(
    r"\b(?:s\.\s?t\.|subject to|under the constraint|constraint|u\.\s?d\.\s?N\.|unter|sous la contrainte)\W*$",
    re.IGNORECASE,
)
"""What follows is a constraint of a problem, and gives no name a value."""

IDENTICAL = re.compile(r"\b(identit\w*|for (?:all|every|any)|always|holds)\b", re.IGNORECASE)
QUANTIFIED = re.compile(
    r"\b(?:all|every|any|each)(?:\s+(?:real|complex|natural|rational|positive|negative|other|possible|integers?|numbers?|"
    r"values?|points?|vectors?|of))*$",
    re.IGNORECASE,
)
"""What follows is no statement but says for what the statement before it holds: `for all real numbers $x > 0$`."""

RESTRICTED = re.compile(r"\b(?:with|where|such|satisf\w*|on|in)\b", re.IGNORECASE)
"""After `for all`: which ones, not yet what holds for them."""

_NEW_CLAUSE = re.compile(
    r"[,;]|\b(?:but|since|because|so|hence|therefore|thus|aber|sondern|denn|also|da|weil)\b", re.IGNORECASE
)
"""Where a clause ends that says that something is not so: "It is no minimum, since …"."""

_SENTENCE_END = re.compile(
    r"(?<!\bi\.e)(?<!\be\.g)(?<!\bcf)(?<!\bw\.r\.t)(?<!\bs\.t)(?<!\bd\.h)(?<!\bz\.B)(?<!\bEq)[.!?:;](?=\s|$)|\n\s*\n"
)


@dataclass(frozen=True)
class Surroundings:
    """The words of the sentence around a formula.

    Attributes:
        before: Since the sentence began, formulas as blanks.
        after: Up to where the sentence ends.
    """

    before: str = ""
    after: str = ""

    @property
    def states_value(self) -> bool:
        """Tell whether the words introduce a value or a name."""
        return STATED.search(self.before) is not None

    @property
    def is_conditional(self) -> bool:
        """Tell whether the relation is said to hold only somewhere, or not to hold."""
        said = (CONDITIONAL.search(self.before), QUANTIFIED.search(self.before), _PLACE.search(self.before))
        return self.is_denied or any(match is not None for match in said)

    @property
    def is_hypothetical(self) -> bool:
        """Tell whether the relation is only supposed, or said not to hold."""
        is_supposed = self.is_supposed or self.is_denied
        return is_supposed or QUANTIFIED.search(self.before) is not None

    @property
    def is_supposed(self) -> bool:
        """Tell whether the sentence says what holds if something else does."""
        return _SUPPOSED.search(self.before) is not None

    @property
    def is_denied(self) -> bool:
        """Tell whether the relation is said not to hold, or only assumed to."""
        return self.is_rejected or _ASSUMED.search(self.before) is not None

    @property
    def is_rejected(self) -> bool:
        """Tell whether the relation is said not to hold."""
        is_negated = _NEGATED.search(_NEW_CLAUSE.split(self.before)[-1]) or _DENIED_BEHIND.search(self.after)
        return is_negated is not None or _DENIED.search(self.before) is not None

    @property
    def is_constraint(self) -> bool:
        """Tell whether the relation is a constraint of a problem."""
        return _CONSTRAINED.search(self.before) is not None

    @property
    def is_identity(self) -> bool:
        """Tell whether the relation is said to hold for all values."""
        said = IDENTICAL.search(self.before)
        return said is not None and not (QUANTIFIED.search(self.before) or RESTRICTED.search(self.before, said.end()))

    @property
    def is_after_update(self) -> bool:
        """Tell whether the words speak of the state behind an update."""
        return UPDATED.search(self.before) is not None or UPDATED.search(self.after) is not None


def sentence_before(text: str) -> str:
    """Return what stands in the text since its last sentence ended; all of it where none did."""
    text = text[-MAX_SENTENCE:].rstrip()
    ends = [match.end() for match in _SENTENCE_END.finditer(text[:-1])]
    return " ".join(text[ends[-1] if ends else 0 :].split())


def sentence_after(text: str) -> str:
    """Return what stands in the text before its first sentence ends."""
    text = text[:MAX_SENTENCE]
    match = _SENTENCE_END.search(text)
    return " ".join(text[: match.start() if match else len(text)].split())
