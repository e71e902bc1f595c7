"""About how wide a formula will be, so that long ones are broken before they are set.

The unit is the em of the text font. Widths are estimates (within some 10 %, on the wide side) of what TeX's
mathematics in Computer Modern takes; a test on the rendered pages catches what they miss.
"""

from functools import lru_cache, singledispatch

from pipeline.notation.names import REMEMBERED
from pipeline.notation.tree import (
    BigProduct,
    BigSum,
    Call,
    Chain,
    Derivative,
    Determinant,
    Fraction,
    Hadamard,
    Indexed,
    Matrix,
    Nabla,
    Node,
    Number,
    Power,
    Prime,
    Product,
    Sum,
    Symbol,
    Term,
    Transpose,
    Tuple,
    children,
)
from pipeline.notation.vocabulary import WRITTEN, symbol_latex
from pipeline.notation.writer import joint

SCRIPT = 0.72
DIGIT = 0.5
LETTER = 0.56
OPERATOR = 1.25
RELATION = 1.4
BRACKETS = 0.85
MATRIX_GAP = 1.0

_JOINTS = {"": 0.05, r" \, ": 0.17, r" \cdot ": 0.75}


def text_width(text: str) -> float:
    """Return the width of words beside a formula, in em."""
    return 0.36 * len(text)


@singledispatch
def width(node: Node) -> float:
    """Return the estimated width of a node, in em."""
    return sum(width(child) for child in children(node)) + BRACKETS


@width.register
def _(node: Number) -> float:
    return DIGIT * len(node.text) + (1.5 if "e" in node.text.lower() else 0.0)


@width.register
def _(node: Symbol) -> float:
    return _name_width(symbol_latex(node.name))


@width.register
def _(node: Indexed) -> float:
    return _name_width(symbol_latex(node.base)) + SCRIPT * sum(width(index) + 0.2 for index in node.indices)


@lru_cache(REMEMBERED)
def _name_width(written: str) -> float:
    base, _, script = written.partition("_")
    return LETTER * _letters(base) + SCRIPT * LETTER * _letters(script)


def _letters(written: str) -> int:
    plain = written.replace(r"\text", "").replace(r"\mathrm", "").replace("^", "")
    if plain.startswith("\\"):
        return 1
    return sum(character not in "{}\\" for character in plain)


@width.register
def _(node: Term) -> float:
    return (OPERATOR * 0.7 if node.sign < 0 else 0.0) + _inside(node.node)


@width.register
def _(node: Sum) -> float:
    first, *rest = node.terms
    return width(first) + sum(OPERATOR + _inside(term.node) for term in rest)


def _inside(node: Node) -> float:
    return width(node) + (BRACKETS if isinstance(node, Sum) else 0.0)


@width.register
def _(node: Product) -> float:
    joints = sum(_JOINTS[joint(a, b)] for a, b in zip(node.factors, node.factors[1:], strict=False))
    return joints + sum(_inside(factor) for factor in node.factors)


@width.register
def _(node: Hadamard) -> float:
    brackets = sum(BRACKETS for factor in node.factors if isinstance(factor, Sum | Product))
    return OPERATOR * (len(node.factors) - 1) + brackets + sum(map(width, node.factors))


@width.register
def _(node: Fraction) -> float:
    return max(width(node.numerator), width(node.denominator)) + 0.25


@width.register
def _(node: Power) -> float:
    brackets = 0.0 if isinstance(node.base, Number | Symbol | Indexed) else BRACKETS
    return width(node.base) + brackets + SCRIPT * width(node.exponent)


@width.register
def _(node: Call) -> float:
    inside = sum(width(argument) for argument in node.arguments) + 0.6 * (len(node.arguments) - 1)
    match node.function:
        case "exp":
            return 0.5 + SCRIPT * inside
        case "sqrt" | "abs":
            return inside + 1.0
        case function:
            return _function_width(function) + BRACKETS + inside


def _function_width(function: str) -> float:
    written = WRITTEN.get(function, symbol_latex(function))
    name = written.removeprefix(r"\operatorname")
    return LETTER * (1 if written == r"\sigma" else sum(character.isalpha() for character in name))


@width.register
def _(node: Prime) -> float:
    inside = sum(width(argument) for argument in node.at) + (BRACKETS if node.at else 0.0)
    name = _function_width(node.body.name) if isinstance(node.body, Symbol) else width(node.body) + BRACKETS
    return name + 0.3 * node.order + inside


@width.register
def _(node: Derivative) -> float:
    below = sum(width(variable) + LETTER + 0.2 for variable in node.variables)
    above = LETTER + (0.4 if len(node.variables) > 1 else 0.0)
    if node.form == "quotient":
        return max(below, above + width(node.body)) + 0.25
    return max(below, above) + 0.4 + _inside(node.body) + (BRACKETS if isinstance(node.body, Product) else 0.0)


@width.register
def _(node: Nabla) -> float:
    return 0.85 + (0.4 if node.order == 2 else 0.0) + width(node.body)


@width.register(BigSum)
@width.register(BigProduct)
def _(node: BigSum | BigProduct) -> float:
    limits = SCRIPT * (width(node.index) + 0.6 + width(node.lower))
    return max(1.45, limits) + 0.2 + _inside(node.body)


@width.register
def _(node: Matrix) -> float:
    columns = zip(*node.rows, strict=True)
    return sum(max(width(entry) for entry in column) + MATRIX_GAP for column in columns) + 0.8


@width.register
def _(node: Tuple) -> float:
    return sum(width(item) for item in node.items) + 0.45 * (len(node.items) - 1) + BRACKETS


@width.register
def _(node: Transpose) -> float:
    return width(node.body) + 0.5


@width.register
def _(node: Determinant) -> float:
    return 1.6 + _inside(node.body)


@width.register
def _(node: Chain) -> float:
    return width(node.first) + sum(RELATION + width(link.node) for link in node.links)
