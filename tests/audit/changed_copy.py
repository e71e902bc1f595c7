r"""Makes a copy of the audited assignment that says the same, mistakes included, with nothing left as it was.

Other letters and function names, other numbers (recomputed in floats, without the package under test), independent
sections in another order. Run it to see the copy: `python tests/audit/changed_copy.py`.
"""

import math
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

SOURCE = Path(__file__).parent / "documents" / "assignment-03.md"

RENAMED = (
    (r"E_\{total\}", r"C_{sum}"),
    (r"\\text\{softmax\}", r"\\text{smax}"),
    (r"\\text\{net\}", r"\\text{out}"),
    (r"(?<![A-Za-z\\])net(?=_)", "out"),
    (r"\\sigma", r"\\rho"),
    (r"\\eta", r"\\gamma"),
    (r"(?<![A-Za-z\\{])h(?=_)", "a"),
    (r"(?<![A-Za-z\\])o(?=_)", "s"),
    (r"(?<![A-Za-z\\])w(?=_)", "v"),
    (r"(?<![A-Za-z\\])b(?=_)", "c"),
    (r"(?<=[+ ])b(?=[ }]|\} )", "c"),
    (r"(?<![A-Za-z\\])x(?=[_^ )=])", "z"),
    (r"(?<![A-Za-z\\])y(?=[_ ])", "q"),
)
"""Inside formulas: old name → new name."""


@dataclass(frozen=True)
class Network:
    """The numbers of the small network."""

    inputs: tuple[float, float]
    labels: tuple[float, float]
    weights: tuple[float, ...]
    biases: tuple[float, float]
    rate: float


OLD = Network((0.1, 0.4), (0.1, 0.9), (0.1, 0.2, 0.2, 0.3, 0.4, 0.5, 0.5, 0.6), (0.3, 0.6), 0.5)
NEW = Network((0.2, 0.7), (0.7, 0.3), (0.3, 0.1, 0.2, 0.6, 0.3, 0.7, 0.7, 0.2), (0.2, 0.4), 0.8)

ROSENBROCK = {"100(": "50(", "400": "200", "200": "100", "802": "402"}
"""The numbers of the first function: 100 becomes 50."""


def _logistic(t: float) -> float:
    return 1 / (1 + math.exp(-t))


def _forward(net: Network, weights: Sequence[float], biases: Sequence[float]) -> list[float]:
    """Return t_1, t_2, h_1, h_2, o_1, o_2, net_1, net_2 and the loss."""
    (x1, x2), (y1, y2) = net.inputs, net.labels
    t = [weights[0] * x1 + weights[1] * x2 + biases[0], weights[2] * x1 + weights[3] * x2 + biases[0]]
    h = [_logistic(value) for value in t]
    o = [weights[4] * h[0] + weights[5] * h[1] + biases[1], weights[6] * h[0] + weights[7] * h[1] + biases[1]]
    total = math.exp(o[0]) + math.exp(o[1])
    out = [math.exp(value) / total for value in o]
    return [*t, *h, *o, *out, ((y1 - out[0]) ** 2 + (y2 - out[1]) ** 2) / 2]


def _gradient(net: Network) -> list[float]:
    """Return the derivatives by the weights and the biases, by central differences."""
    start = [*net.weights, *net.biases]
    slopes = []
    for place in range(10):
        sides = []
        for step in (1e-5, -1e-5):
            moved = [value + (step if place == other else 0) for other, value in enumerate(start)]
            sides.append(_forward(net, moved[:8], moved[8:])[8])
        slopes.append((sides[0] - sides[1]) / 2e-5)
    return slopes


def _texts(net: Network) -> list[str]:
    """Return the number-bearing pieces of the network section, in the same order for every network."""
    values = _forward(net, net.weights, net.biases)
    t, h, o, out, loss = values[0:2], values[2:4], values[4:6], values[6:8], values[8]
    y = net.labels
    pieces = [
        f"$x = ({net.inputs[0]}, {net.inputs[1]})$",
        f"$y = ({y[0]}, {y[1]})$",
        *(rf"\sigma({t[k]:.2f}) = {h[k]:.4f}" for k in (0, 1)),
        *(f"$h_{k + 1} = {h[k]:.4f}$" for k in (0, 1)),
        *(f"b_2 = {o[k]:.4f}$" for k in (0, 1)),
        *(f"e^{{o_2}}}} = {out[k]:.4f}" for k in (0, 1)),
        f"(({y[0]} - {out[0]:.4f})^2 + ({y[1]} - {out[1]:.4f})^2) = {loss:.4f}",
        rf"$\eta = {net.rate}$",
    ]
    return [*pieces, *_updates(net)]


def _updates(net: Network) -> list[str]:
    slopes = _gradient(net)
    slopes[9] = 0.0
    names = [*(f"w_{k}" for k in range(1, 9)), "b_1", "b_2"]
    pieces = []
    new = []
    for name, value, slope in zip(names, (*net.weights, *net.biases), slopes, strict=True):
        new.append(value - net.rate * slope)
        size = f"{abs(slope):.5f}"
        if name == "w_4":  # the document's own slip in the last digit
            size = size[:-1] + str((int(size[-1]) + 1) % 10)
        sign = "-" if slope > 0 else "+"
        moved = f"{new[-1]:.4f}" if name != "b_2" else f"{value}"
        pieces.append(rf"\partial {name}}} = {value} {sign} \eta({size}) = {moved}$$")
    after = _forward(net, new[:8], new[8:])[8]
    return [*pieces, f"$E_{{total}} = {after:.5f}$"]


def changed_copy() -> str:
    """Return the copy."""
    text = SOURCE.read_text(encoding="utf-8")
    for old, new in zip(_texts(OLD), _texts(NEW), strict=True):
        if old not in text:
            raise ValueError(f"the assignment does not have {old!r}")
        text = text.replace(old, new)
    first, second, third = _sections(text)
    first = re.sub("|".join(map(re.escape, ROSENBROCK)), lambda match: ROSENBROCK[match.group()], first)
    return _renamed("# Assignment 03, changed\n\n" + third + "\n\n" + second + "\n\n" + first)


def _sections(text: str) -> tuple[str, str, str]:
    """Return the parts a, b and c; none needs what another one says."""
    places = [text.index("a)\n\n1. We"), text.index("b) (a)"), text.index("c) Given is"), len(text)]
    a, b, c = (text[start:end] for start, end in pairwise(places))
    return a, b, c


_FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$]*\$", re.DOTALL)


def _renamed(text: str) -> str:
    return _FORMULA.sub(lambda match: _renamed_formula(match.group()), text)


def _renamed_formula(latex: str) -> str:
    kept = re.split(r"(\\text\{ [^}]*\}|\\begin\{\w+\}|\\end\{\w+\})", latex)
    for place in range(0, len(kept), 2):
        for old, new in RENAMED:
            kept[place] = re.sub(old, new, kept[place])
    return "".join(kept)


GIVEN = "\n".join(
    [
        *(f"v_{place} = {value}" for place, value in enumerate(NEW.weights, 1)),
        *(f"c_{place} = {value}" for place, value in enumerate(NEW.biases, 1)),
        '"g(z)" = "z_1^2 + 8*z_1 - 2*z_2^2 + 12*z_2"',
    ]
)
"""What the copy's sheet gives."""

if __name__ == "__main__":
    sys.stdout.write(changed_copy())
