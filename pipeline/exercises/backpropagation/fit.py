"""Whether the parts of a network fit together: samples, shapes, and targets that the loss can use."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.exercises.fields import FieldError, counted, described

if TYPE_CHECKING:
    from pipeline.exercises.backpropagation.model import Backpropagation, Layer, Sample

Path = tuple[str | int, ...]


def check_samples(model: "Backpropagation") -> None:
    """Make sure that there is either one sample or a list of them.

    Raises:
        FieldError: Where there are both, or part of a sample is missing.
    """
    given = [key for key in ("inputs", "targets") if getattr(model, key) is not None]
    if model.samples is not None and given:
        hint = "put every sample into samples = [{ inputs = […], targets = […] }, …]"
        raise FieldError("{key} cannot stand beside samples", hint=hint, path=(given[0],), of="key")
    for key in ("inputs", "targets"):
        if model.samples is None and key not in given:
            hint = f"{key} = [0.1, 0.4]; several samples go into samples = [{{ inputs = […], targets = […] }}, …]"
            raise FieldError(f"the key '{key}' is missing", hint=hint)


def _placed_samples(model: "Backpropagation") -> Iterator[tuple["Sample", Path]]:
    """Yield every sample with the path of the table that it stands in."""
    for position, sample in enumerate(model.batch):
        yield sample, () if model.samples is None else ("samples", position)


def check_shapes(model: "Backpropagation") -> None:
    """Compare the rows of every weight matrix, the biases, inputs and targets with the numbers of units.

    Raises:
        FieldError: At the first that does not fit.
    """
    width = len(model.batch[0].inputs)
    for sample, path in _placed_samples(model):
        if len(sample.inputs) != width:
            message = f"{{key}} has {counted(len(sample.inputs), 'entry')}, but the first sample has {width}"
            raise FieldError(message, hint="every sample has the same inputs", path=(*path, "inputs"))
    _check_layers(model.layer, width)
    outputs = model.layer[-1].units
    for sample, path in _placed_samples(model):
        if len(sample.targets) != outputs:
            has = counted(len(sample.targets), "entry")
            message = f"{{key}} has {has}, but the network has {counted(outputs, 'output')}"
            raise FieldError(message, hint="one target for each unit of the last layer", path=(*path, "targets"))


def _check_layers(layers: "tuple[Layer, ...]", width: int) -> None:
    before = "input"
    for position, layer in enumerate(layers):
        if len(layer.weights[0]) != width:
            found = counted(len(layer.weights[0]), "weight")
            there = f"there {'is' if width == 1 else 'are'} {counted(width, before)}"
            there += f" in layer[{position - 1}]" if position else ""
            message = f"each row of {{key}} has {found}, but {there}"
            hint = "row k holds the weights into unit k, one for each unit of the layer before"
            raise FieldError(message, hint=hint, path=("layer", position, "weights"))
        if layer.bias_form == "per unit" and len(layer.biases) != layer.units:
            found = counted(len(layer.biases), "entry")
            message = f"{{key}} has {found}, but the layer has {counted(layer.units, 'unit')}"
            hint = "a single number is shared by all units of the layer"
            raise FieldError(message, hint=hint, path=("layer", position, "bias"))
        _check_fixed(layer, position)
        width, before = layer.units, "unit"


def _check_fixed(layer: "Layer", position: int) -> None:
    if isinstance(layer.fixed, bool):
        return
    for entry, (unit, source) in enumerate(layer.fixed):
        if not (1 <= unit <= layer.units and 1 <= source <= len(layer.weights[0])):
            shape = f"{counted(layer.units, 'row')} of {counted(len(layer.weights[0]), 'weight')}"
            message = f"{{key}} names the weight [{unit}, {source}], but the layer has {shape}"
            hint = "[k, j] is weight j into unit k, both from 1"
            raise FieldError(message, hint=hint, path=("layer", position, "fixed", entry))


def read_fixed(value: object) -> bool | tuple[tuple[int, int], ...]:
    """Return which weights of a layer keep their values: all, none, or those at [unit, source].

    Raises:
        FieldError: Where it is neither a truth value nor a list of pairs.
    """
    if isinstance(value, bool):
        return value
    pairs = value if isinstance(value, list | tuple) else ()
    if not pairs or not all(_is_pair(pair) for pair in pairs):
        hint = "true for the whole layer, or [[1, 2]] for the second weight into the first unit"
        raise FieldError(f"{{key}} must be true, false or a list of pairs, not {described(value)}", hint=hint)
    return tuple((int(unit), int(source)) for unit, source in pairs)


def _is_pair(value: object) -> bool:
    is_list = isinstance(value, list | tuple) and len(value) == 2
    return is_list and all(not isinstance(part, bool) and _is_whole(part) for part in value)  # type: ignore[attr-defined]


def _is_whole(value: object) -> bool:
    return isinstance(value, int) or getattr(value, "denominator", 0) == 1


def check_targets(model: "Backpropagation") -> None:
    """Make sure that the targets are probabilities where the loss takes them for such.

    Raises:
        FieldError: Where one is outside of 0 to 1, or where they should add up to 1 and do not.
    """
    if model.loss not in ("cross-entropy", "binary cross-entropy"):
        return
    for sample, path in _placed_samples(model):
        outside = [position for position, target in enumerate(sample.targets) if not 0 <= target <= 1]
        if outside:
            hint = f"for {model.loss} every target is a probability, from 0 to 1"
            raise FieldError("{key} is no probability", hint=hint, path=(*path, "targets", outside[0]))
        if model.loss == "cross-entropy" and sum(sample.targets) != 1:
            hint = 'for one output, or several that are independent of each other, use "binary cross-entropy"'
            raise FieldError("{key} must add up to 1 for cross-entropy", hint=hint, path=(*path, "targets"))
