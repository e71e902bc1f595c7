"""What people call functions and losses, and what we call them."""

from typing import get_args

import pytest

from pipeline.exercises.backpropagation.model import ACTIVATION_NAMES, LossName
from pipeline.exercises.critical_points.model import CriticalPoints
from pipeline.notation.synonyms import SYNONYMS, nearest, plain
from pipeline.notation.vocabulary import FUNCTIONS

KEYS = tuple(CriticalPoints.model_fields)

MEANT = {
    "logistic": "sigmoid",
    "Identity": "linear",
    "lrelu": "leaky relu",
    "leaky_relu": "leaky relu",
    "LeakyReLU": "leaky relu",
    "sigmoidal": "sigmoid",
    "relu6": "relu",
    "hyperbolic tangent": "tanh",
    "softargmax": "softmax",
    "swish": None,
    "gelu": "relu",
}


@pytest.mark.parametrize(("wrong", "meant"), MEANT.items(), ids=MEANT)
def test_the_usual_names_of_an_activation_lead_to_ours(wrong: str, meant: str | None) -> None:
    """By another name, in other letters, misspelt; what looks like none of ours is not guessed."""
    assert nearest(wrong, ACTIVATION_NAMES) == meant


def test_the_usual_names_of_a_key_lead_to_ours() -> None:
    """A box is asked for by the key domain, where a kind has it."""
    assert nearest("box", KEYS) == "domain"
    assert nearest("expression", KEYS) == "function"
    assert nearest("box", ["function", "variables"]) is None


def test_a_synonym_is_suggested_only_where_its_word_may_stand() -> None:
    """The loss of a network is no function of a formula."""
    assert nearest("mse", get_args(LossName)) == "mean squared error"
    assert nearest("mse", FUNCTIONS) is None
    assert nearest("lrelu", FUNCTIONS) == "leaky_relu"


def test_no_synonym_is_a_word_of_ours_or_leads_nowhere() -> None:
    """Each leads to a word that a sheet may have."""
    ours = {plain(word) for word in (*ACTIVATION_NAMES, *get_args(LossName), *FUNCTIONS, *KEYS, "gradient")}
    assert {plain(meant) for meant in SYNONYMS.values()} <= ours
    assert not set(SYNONYMS) & ours
