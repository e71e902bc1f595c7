"""Names of mathematics: which functions exist, which names are reserved, how a plain name looks in LaTeX."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Literal

from pipeline.notation.names import REMEMBERED, canonical_name

__all__ = [
    "ALIASES",
    "CONSTANTS",
    "FUNCTIONS",
    "GREEK",
    "INDEX_LETTERS",
    "PLAIN_VOCABULARY",
    "WRITTEN",
    "Macro",
    "Vocabulary",
    "canonical_name",
    "surrounding",
    "symbol_latex",
]

FUNCTIONS: Mapping[str, int] = MappingProxyType(
    {
        "exp": 1,
        "log": 1,
        "sqrt": 1,
        "abs": 1,
        "sin": 1,
        "cos": 1,
        "tan": 1,
        "sinh": 1,
        "cosh": 1,
        "tanh": 1,
        "sigmoid": 1,
        "relu": 1,
        "leaky_relu": 1,
        "softplus": 1,
        "step": 1,
        "sign": 1,
    }
)
"""The built-in functions and how many arguments each takes; `step` is 1 for positive and 0 for negative numbers."""

ALIASES: Mapping[str, str] = MappingProxyType({"ln": "log"})

CONSTANTS = frozenset({"e", "pi"})

WRITTEN: Mapping[str, str] = MappingProxyType(
    {
        "log": r"\ln",
        "sin": r"\sin",
        "cos": r"\cos",
        "tan": r"\tan",
        "sinh": r"\sinh",
        "cosh": r"\cosh",
        "tanh": r"\tanh",
        "sigmoid": r"\sigma",
        "relu": r"\operatorname{ReLU}",
        "leaky_relu": r"\operatorname{LReLU}",
        "softplus": r"\operatorname{softplus}",
        "step": r"\operatorname{step}",
        "sign": r"\operatorname{sgn}",
        "diag": r"\operatorname{diag}",
        "softmax": r"\operatorname{softmax}",
        "id": r"\operatorname{id}",
    }
)
"""How a function's name is written before its brackets."""

GREEK = frozenset(
    (
        *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu"),
        *("nu", "xi", "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega"),
        *("Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega"),
    )
)


MARKS: Mapping[str, str] = MappingProxyType(
    {"cal": "mathcal", "bb": "mathbb", "frak": "mathfrak", "bold": "mathbf"}
    | {mark: mark for mark in ("hat", "bar", "tilde", "dot", "ddot")}
)
"""Marks in canonical names, `hat(w)`, and their commands."""


@lru_cache(REMEMBERED)
def symbol_latex(name: str) -> str:
    r"""Return a name in LaTeX: `eta` → `\eta`, `x12` and `x_12` → `x_{12}`, `rate` → `\text{rate}`.

    A name that already is LaTeX (it has a backslash, a brace or a `^`) stays as it is.
    """
    if any(mark in name for mark in "\\{"):
        return name
    if "^" in name:
        label = name.partition("^")[2].partition("_")[0]
        return _raised_latex(name) if label[:1] in ("(", "[") or label.isdigit() else name
    base, _, rest = name.partition("_")
    if not rest:
        stem = base.rstrip("0123456789")
        base, rest = (stem, base[len(stem) :]) if stem else (base, "")
    subscript = ",".join(_word(part) for part in rest.split("_") if part)
    if not subscript:
        return _word(base)
    return f"{_word(base)}_{subscript if len(subscript) == 1 else '{' + subscript + '}'}"


def _raised_latex(name: str) -> str:
    """Return a name with a label in brackets: w^(1)_12 → w^{(1)}_{12}."""
    base, _, rest = name.partition("^")
    label, _, index = rest.partition("_")
    foot = f"_{{{','.join(index.split('_'))}}}" if index else ""
    return f"{_word(base)}^{{{label}}}{foot}"


def _word(text: str) -> str:
    if text in GREEK:
        return f"\\{text}"
    mark, _, inner = text.partition("(")
    if mark in MARKS and inner.endswith(")"):
        return f"\\{MARKS[mark]}{{{_word(inner[:-1])}}}"
    return text if len(text) == 1 or text.isdigit() else f"\\text{{{text}}}"


INDEX_LETTERS = frozenset("ijklmndrstKLMNT")
"""Letters that run over numbers where they stand in a subscript, unless a document says otherwise."""


@dataclass(frozen=True)
class Macro:
    r"""What `\newcommand` gives: a body with `#1` to `#9` for its arguments.

    Attributes:
        arguments: How many.
        body: LaTeX.
    """

    arguments: int
    body: str


@dataclass(frozen=True)
class Vocabulary:
    r"""What a reader has to know of the names in a text. All names are canonical (`canonical_name`).

    Attributes:
        names: Names of several letters that are written like a product (`net` in $net_1$), without scripts.
        functions: What is a function when a bracket follows, and its name in the tree: `{"sigma": "sigmoid"}`.
            Everything else before a bracket is a factor.
        indices: Letters that are indices when they stand in a subscript.
        pairs: Bases whose subscripts of two digits or letters are two indices: `W` in $W_{2j}$.
        decimal: The decimal sign.
        commas: Whether a decimal comma may stand without braces; `in braces`, `(6,5)` is a point.
        macros: By name, without the backslash.
        layered: Bases whose raised numbers are labels of layers, no powers: `z` in $z^1$ where $z^l = W^l a^{l-1}$.
        bold: Letters that are other names in bold: a vector **y** beside its entry or a number y.
    """

    names: frozenset[str] = frozenset()
    functions: Mapping[str, str] = field(default_factory=dict)
    indices: frozenset[str] = INDEX_LETTERS
    pairs: frozenset[str] = frozenset()
    decimal: Literal[".", ","] = "."
    commas: Literal["bare", "in braces"] = "bare"
    macros: Mapping[str, Macro] = field(default_factory=dict)
    bold: frozenset[str] = frozenset()
    layered: frozenset[str] = frozenset()

    def __hash__(self) -> int:
        """Agree for equal vocabularies."""
        return self._hash

    @cached_property
    def _hash(self) -> int:
        functions, macros = (frozenset(known.items()) for known in (self.functions, self.macros))
        return hash((self.names, functions, self.indices, self.pairs, self.decimal, self.commas, macros))


PLAIN_VOCABULARY = Vocabulary()


def surrounding(vocabularies: Iterable[Vocabulary]) -> Vocabulary:
    """Return what is read around exercises with these vocabularies: no names of theirs, but their decimal sign."""
    signs = {vocabulary.decimal for vocabulary in vocabularies}
    return Vocabulary(decimal=signs.pop()) if len(signs) == 1 else PLAIN_VOCABULARY
