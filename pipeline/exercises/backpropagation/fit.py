"""Whether the parts of a network fit together: shapes, and targets that the loss can use."""

from typing import TYPE_CHECKING

from pipeline.exercises.fields import FieldError, counted

if TYPE_CHECKING:
    from pipeline.exercises.backpropagation.model import Backpropagation


def check_shapes(model: "Backpropagation") -> None:
    """Compare the rows of every weight matrix, the biases and the targets with the numbers of units.

    Raises:
        FieldError: At the first that does not fit.
    """
    inputs, targets = model.sample
    width, before = len(inputs), "inputs"
    for position, layer in enumerate(model.layer):
        if len(layer.weights[0]) != width:
            found = counted(len(layer.weights[0]), "weight")
            message = f"each row of {{key}} has {found}, but there are {width} {before}"
            hint = "row k holds the weights into unit k, one for each unit of the layer before"
            raise FieldError(message, hint=hint, path=("layer", position, "weights"))
        if layer.bias_form == "per unit" and len(layer.biases) != layer.units:
            found = counted(len(layer.biases), "entry")
            message = f"{{key}} has {found}, but the layer has {counted(layer.units, 'unit')}"
            hint = "a single number is shared by all units of the layer"
            raise FieldError(message, hint=hint, path=("layer", position, "bias"))
        width, before = layer.units, f"units in layer[{position}]"
    if len(targets) != width:
        message = f"{{key}} has {counted(len(targets), 'entry')}, but the network has {counted(width, 'output')}"
        raise FieldError(message, hint="one target for each unit of the last layer", path=("targets",))


def check_targets(model: "Backpropagation") -> None:
    """Make sure that the targets are probabilities where the loss takes them for such.

    Raises:
        FieldError: Where one is outside of 0 to 1, or where they should add up to 1 and do not.
    """
    _, targets = model.sample
    outside = [position for position, target in enumerate(targets) if not 0 <= target <= 1]
    if model.loss in ("cross-entropy", "binary cross-entropy") and outside:
        hint = f"for {model.loss} every target is a probability, from 0 to 1"
        raise FieldError("{key} is no probability", hint=hint, path=("targets", outside[0]))
    if model.loss == "cross-entropy" and sum(targets) != 1:
        hint = 'for one output, or several that are independent of each other, use "binary cross-entropy"'
        raise FieldError("{key} must add up to 1 for cross-entropy", hint=hint, path=("targets",))
