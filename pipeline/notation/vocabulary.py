"""Names of mathematics: which functions exist, which names are reserved, how a plain name looks in LaTeX."""

from collections.abc import Mapping
from types import MappingProxyType

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


def symbol_latex(name: str) -> str:
    r"""Return a name in LaTeX: `eta` → `\eta`, `x12` and `x_12` → `x_{12}`, `rate` → `\text{rate}`.

    A name that already is LaTeX (it has a backslash, a brace or a `^`) stays as it is.
    """
    if any(mark in name for mark in "\\{^"):
        return name
    base, _, rest = name.partition("_")
    if not rest:
        stem = base.rstrip("0123456789")
        base, rest = (stem, base[len(stem) :]) if stem else (base, "")
    subscript = ",".join(_word(part) for part in rest.split("_") if part)
    if not subscript:
        return _word(base)
    return f"{_word(base)}_{subscript if len(subscript) == 1 else '{' + subscript + '}'}"


def _word(text: str) -> str:
    if text in GREEK:
        return f"\\{text}"
    return text if len(text) == 1 or text.isdigit() else f"\\text{{{text}}}"
