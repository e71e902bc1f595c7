"""What a sheet says about the updates: a plain gradient step, momentum or Adam, with or without weight decay."""

from fractions import Fraction
from typing import Literal, Self

from pydantic import Field, model_validator

from pipeline.exercises.fields import Exact, FieldError, Flag, KindTable, listing

Method = Literal["gradient", "momentum", "adam"]

OWN_KEYS: dict[Method, tuple[str, ...]] = {
    "gradient": (),
    "momentum": ("momentum",),
    "adam": ("beta1", "beta2", "epsilon"),
}
"""Which keys only one of the methods has."""


class Optimiser(KindTable):
    """How the gradient g becomes a step.

    momentum: v ← μv + g, w ← w − ηv. adam: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², both divided by 1 − βᵗ,
    w ← w − η m̂ / (√v̂ + ε). Everything starts at 0. Weight decay λ: g is the gradient plus λw.

    Source:
        Polyak, *Some methods of speeding up the convergence of iteration methods* (1964); Kingma and Ba, *Adam* (2015).
    """

    method: Method = Field(default="gradient", description="gradient, momentum or adam.")
    momentum: Exact = Field(default=Fraction(9, 10), description="Of momentum: v ← μv + gradient, w ← w − ηv.")
    beta1: Exact = Field(default=Fraction(9, 10), description="Of Adam: decay of the mean of gradients.")
    beta2: Exact = Field(default=Fraction(999, 1000), description="Of Adam: decay of the mean of their squares.")
    epsilon: Exact = Field(default=Fraction(1, 10**8), description="Of Adam: added to the root, outside of it.")
    weight_decay: Exact = Field(default=Fraction(0), description="Times the weight, is added to its gradient.")
    decay_bias: Flag = Field(default=True, description="Whether weight decay acts on biases, too.")

    @model_validator(mode="after")
    def _in_range(self) -> Self:
        self._check_keys()
        for key in ("momentum", "beta1", "beta2"):
            if not 0 <= getattr(self, key) < 1:
                raise FieldError("{key} must be at least 0 and less than 1", hint="0.9, for example", path=(key,))
        for key in ("epsilon", "weight_decay"):
            if getattr(self, key) < 0:
                raise FieldError("{key} must not be negative", hint="0 leaves it out", path=(key,))
        return self

    def _check_keys(self) -> None:
        """Refuse the keys of another method: they would be without effect."""
        for method, keys in OWN_KEYS.items():
            wrong = next((key for key in keys if key in self.model_fields_set), None)
            if method != self.method and wrong is not None:
                own = [f"'{key}'" for key in OWN_KEYS[self.method]]
                has = f"{self.method} takes {listing(own)}" if own else f"{self.method} takes no key of its own"
                message = f"{{key}} belongs to the method '{method}', but the method is '{self.method}'"
                raise FieldError(message, hint=f'{has}; or say method = "{method}"', path=(wrong,), of="key")
