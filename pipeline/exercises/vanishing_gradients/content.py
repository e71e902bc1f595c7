"""Everything that the templates of the kind name."""

from collections.abc import Sequence

from pipeline.exercises.networks.printed import plain_text, shown
from pipeline.exercises.networks.values import value_of
from pipeline.exercises.numerals import given_node
from pipeline.exercises.solution import Content, Display, Measured, Prose
from pipeline.exercises.spoken import counted
from pipeline.exercises.vanishing_gradients import formulas
from pipeline.exercises.vanishing_gradients.figure import figure
from pipeline.exercises.vanishing_gradients.lines import Lines, per_layer
from pipeline.exercises.vanishing_gradients.names import BIAS, DEPTH, LAYER, WEIGHT, Names, valued
from pipeline.exercises.vanishing_gradients.numbers import Numbers
from pipeline.exercises.vanishing_gradients.tables import comparison_table, layer_table
from pipeline.exercises.wording import listed, listed_words, prose
from pipeline.notation.build import chain, number
from pipeline.notation.tree import Node, Symbol

LOSES, GAINS = 0.9, 1.1
"""A mean factor below the first lets a gradient vanish, one above the second lets it explode."""


def page_content(chains: Sequence[tuple[Names, Numbers]]) -> dict[str, Content]:
    """Return the content of statement and solution; the first chain is the one asked for."""
    names, numbers = chains[0]
    model, lines = names.model, Lines(names, numbers)
    return {
        "activation": names.activation,
        "word": names.function.word,
        "function": chain(names.function.of(Symbol("t")), ("=", names.function.mathematics.definition(Symbol("t")))),
        "has_kink": "yes" if names.function.mathematics.has_kink else "",
        "depth": prose(chain(DEPTH, ("=", number(model.layers)))),
        "depth_word": counted(model.layers),
        "equal_weights": "yes" if model.has_equal_weights else "",
        "givens": _givens(names),
        "has_bias": "yes" if model.all_biases else "",
        "layer": LAYER,
        "output_gradient": names.input_gradient,
        "weight_gradient_name": names.weight_gradient(LAYER),
        "decimals": counted(model.decimals),
        "others": listed_words([other.function.word for other, _ in chains[1:]]),
        "equations": Display(tuple(formulas.layer_equations(names)), "row"),
        "one_layer": formulas.one_layer(names),
        "all_layers": formulas.all_layers(names),
        "deltas": Display(tuple(formulas.deltas(names)), "row"),
        "weight_gradient": formulas.weight_gradient(names),
        "first_layer": Display(tuple(lines.first_layer()), "row"),
        "last_layers": Display(tuple(lines.last_layers()), "row"),
        "product": lines.product(),
        "largest_slope": formulas.largest_slope(names),
        "bound": lines.bound(),
        "balanced": Prose((formulas.balanced(),)),
        "layers": layer_table(names, numbers),
        "comparison": comparison_table(chains) if len(chains) > 1 else "",
        "figure": figure(chains),
        **_outcome(names, numbers),
    }


def _givens(names: Names) -> Prose:
    model, parts = names.model, list[Node]()
    parts.append(chain(names.signal(0), ("=", given_node(model.input))))
    if model.has_equal_weights:
        parts.append(chain(names.weight(LAYER), ("=", WEIGHT), ("=", given_node(model.all_weights[0]))))
    else:
        parts += [chain(names.weight(k), ("=", given_node(w))) for k, w in enumerate(model.all_weights, 1)]
    if isinstance(model.bias, tuple):
        parts += [chain(names.bias(k), ("=", given_node(b))) for k, b in enumerate(model.bias, 1)]
    elif model.bias is not None:
        parts.append(chain(names.bias(LAYER), ("=", BIAS), ("=", given_node(model.bias))))
    return prose(listed(parts))


def _outcome(names: Names, numbers: Numbers) -> dict[str, Content]:
    """Return what the layers make of the gradient: `dead`, `vanishes`, `explodes` or `stays`, and the mean factor."""
    if not numbers.input_gradient:
        return {"outcome": "dead", "mean": ""}
    formula = per_layer(names)
    value = value_of(formula, valued(names.model))
    size = float(value)
    outcome = "vanishes" if size < LOSES else "explodes" if size > GAINS else "stays"
    return {"outcome": outcome, "mean": Measured(plain_text(shown(value, names.model.decimals), value), formula)}
