"""A small coverage-guided fuzzer: mutants that reach new lines of the reader are kept and mutated again."""

import random
import sys
from collections.abc import Callable
from functools import partial
from types import FrameType

import pytest

from pipeline.notation.document import formulas_of
from pipeline.notation.reader import Statement, read_formula
from pipeline.notation.tree import walk
from pipeline.notation.vocabulary import Macro, Vocabulary

SEEDS = (
    r"\frac{\partial^2 f(x)}{\partial x_1 \partial x_2} = \frac{\partial}{\partial x_1} \left[ 2x_1 + 8 \right] = 0",
    r"\begin{aligned} x &= a + b && \text{sum rule} \\ &= \sqrt[3]{c} \\ &\quad {}+ d \end{aligned}",
    r"f(x) = \begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}",
    r"\nabla^2 f(x^*) = \begin{pmatrix} 802 & -400 \\ -400 & 200 \end{pmatrix}",
    r"\text{softmax}(x)_i = \frac{e^{x_i}}{\sum_{k=1}^d e^{x_k}} \text{ for } i = 1, \dots, d",
    r"\left(\frac fg\right)' = \frac{f'g - fg'}{g^2}, \quad |\lambda_i| \gg 1",
    r"w_{2+2j+k} \leftarrow \hat w^{(k+1)}_{ij} - \eta \nabla_w E \cdot \mathbf{x}^\top",
    r"\left. df/dx \right|_{x=0} \in [0, 1) \Leftrightarrow \{1, 2\} \neq \|x\|_2",
    r"\sin^2 x + \log_2 8 = 1/2x \not= \binom{n}{k} + \underbrace{a + b}_{c}",
    "Let $x = 1$.\n\n> $$a$$\n\n| $k$ | b |\n|--|--|\n| 1 | $2$ |\n\n::: {#a .exercise}\n```\n$x$\n```\n:::\n",
    r"\newcommand{\w}[1]{\frac{#1}{2}}"
    r"\begin{tabular}{c} $\w{x}$ & b \\ \hline \end{tabular} \[ x \] % corrige: allow x",
)
PARTS = (
    *("{", "}", "(", ")", "[", "]", "^", "_", "&", r"\\", "$", "|", "'", "=", "+", "-", ",", "d", "1", "x"),
    *(r"\frac", r"\left", r"\right", r"\text{", r"\begin{", r"\end{", r"\quad", r"\partial"),
)
OWN = Vocabulary(names=frozenset({"net"}), functions={"f": "f"}, macros={"w": Macro(1, r"\frac{#1}{\w{#1}}")})


def mutated(text: str, other: str, chance: random.Random) -> str:
    """Return a text with one piece taken out, put in, doubled, exchanged or crossed over."""
    a, b = sorted(chance.randrange(len(text) + 1) for _ in range(2))
    match chance.randrange(6):
        case 0:
            return text[:a] + text[min(b, a + 4) :]
        case 1:
            return text[:a] + chance.choice(PARTS) + text[a:]
        case 2:
            return text[:b] + text[a:b] + text[b:]
        case 3:
            return text[:a] + other[a:]
        case 4:
            return text[:a] + chr(chance.choice([chance.randrange(32, 127), chance.randrange(0x2FFF)])) + text[a + 1 :]
        case _:
            return text[:a] + text[a:b] * chance.randrange(2, 40) + text[b:]


def lines_reached(run: Callable[[], None]) -> set[tuple[str, int]]:
    """Run something and return the lines of the reader and of the documents that it came through."""
    seen: set[tuple[str, int]] = set()

    def trace(frame: FrameType, event: str, _: object) -> object:
        file = frame.f_code.co_filename
        if "notation/reader" not in file and "notation/document" not in file:
            return None
        if event == "line":
            seen.add((file, frame.f_lineno))
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]  # a tracer returns itself
    try:
        run()
    finally:
        sys.settrace(before)
    return seen


def read_everything(text: str) -> None:
    """Read a text in every way there is."""
    for item in read_formula(text, OWN):
        assert 0 <= item.span.start <= item.span.end <= len(text)
        parts = [part for _, part in walk(item.node)] if isinstance(item, Statement) else []
        assert all(part.span is None or 0 <= part.span.start <= part.span.end <= len(text) for part in parts)
    for document in (formulas_of(text, "markdown"), formulas_of(text, "latex")):
        for formula in document.formulas():
            document.place(formula)


def fuzz(rounds: int, seed: int) -> int:
    """Return how many lines were reached."""
    chance = random.Random(seed)
    corpus = list(SEEDS)
    reached: set[tuple[str, int]] = set()
    for number in range(rounds):
        text = corpus[number] if number < len(SEEDS) else mutated(chance.choice(corpus), chance.choice(corpus), chance)
        text = text[:600]
        new = lines_reached(partial(read_everything, text)) - reached
        if new:
            reached |= new
            corpus.append(text)
    return len(reached)


def test_a_sample_of_mutants_is_read_or_refused() -> None:
    """A seeded sample: no mutant of a formula or a document raises anything."""
    assert fuzz(300, seed=3) > 500


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_many_mutants_are_read_or_refused(seed: int) -> None:
    """The long run of the same."""
    assert fuzz(4_000, seed=seed) > 700
