"""What else people call a word of ours: no distance between letters leads from `logistic` to `sigmoid`."""

import re
from collections.abc import Collection
from difflib import get_close_matches
from typing import Final

_OTHERS: Final = (
    ("sigmoid", "logistic", "expit", "sigma", "σ"),
    ("linear", "identity", "id", "none", "pass through"),
    ("relu", "rectifier", "rectified linear", "rectified linear unit", "ramp", "positive part"),
    ("leaky relu", "lrelu", "leaky", "leaky rectifier"),
    ("softplus", "smooth relu", "log1pexp"),
    ("softmax", "softargmax", "normalized exponential", "normalised exponential", "multinomial logistic"),
    ("tanh", "hyperbolic tangent", "hyptan", "th", "tangens hyperbolicus"),
    ("sign", "sgn", "signum"),
    ("step", "heaviside", "threshold", "unit step"),
    ("tan", "tg"), ("sinh", "sh"), ("cosh", "ch"), ("sqrt", "root"), ("abs", "modulus", "fabs"),
    ("mean squared error", "mse"),
    ("squared error", "sse", "rss"),
    ("cross-entropy", "categorical crossentropy", "nll", "negative log likelihood", "log loss"),
    ("binary cross-entropy", "bce", "logistic loss"),
    ("domain", "box", "bounds", "region"), ("function", "expression", "formula", "objective"),
    ("gradient", "sgd", "gd", "gradient descent", "steepest descent"),
)  # fmt: skip
"""A word of ours, and what libraries and textbooks call it."""

SYNONYMS: Final = {other.replace(" ", ""): ours for ours, *others in _OTHERS for other in others}


def nearest(wrong: str, known: Collection[str]) -> str | None:
    """Return the known word that somebody means: the same in other letters, a synonym, else one that looks alike.

    Args:
        wrong: As it was written; capitals, spaces, dashes and underscores do not count.
        known: The words that may stand there.
    """
    alike = {plain(word): word for word in known}
    meant = SYNONYMS.get(plain(wrong))
    if meant is not None and plain(meant) in alike:
        return alike[plain(meant)]
    near = get_close_matches(plain(wrong), alike, n=1)
    return alike[near[0]] if near else None


def plain(word: str) -> str:
    """Return a word without what people write differently: ReLU and relu, leaky-relu and leaky relu."""
    return re.sub(r"[\s_-]", "", word.lower())
