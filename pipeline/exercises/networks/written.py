"""How the functions of neural networks are written on a page, and what they are."""

from collections.abc import Mapping

WRITTEN_FUNCTIONS: Mapping[str, str] = {
    "sigma": "sigmoid",
    "ReLU": "relu",
    "LReLU": "leaky_relu",
    "softplus": "softplus",
    "step": "step",
    "tanh": "tanh",
    "softmax": "softmax",
    "diag": "diag",
}
"""The functions of the page as they are written, and what they are."""
