r"""Tree → LaTeX, exactly as the tree is written: no reordering, no evaluating.

Brackets stand where a reader needs them and where the tree has a Group; `\cdot` stands where juxtaposition would
be misread (between numbers, before a digit or a signed factor).
"""

import re
from functools import singledispatch

from pipeline.notation.build import negated
from pipeline.notation.tree import (
    GOES_ON,
    Between,
    BigProduct,
    BigSum,
    Call,
    Chain,
    Derivative,
    Determinant,
    EvaluatedAt,
    Fraction,
    Group,
    Hadamard,
    Indexed,
    Integral,
    Interval,
    Limit,
    Matrix,
    Nabla,
    Node,
    Number,
    Power,
    Prime,
    Product,
    SetOf,
    Sum,
    Symbol,
    Term,
    Transpose,
    Tuple,
    children,
)
from pipeline.notation.vocabulary import WRITTEN, symbol_latex

RELATIONS = {
    "=": "=",
    "≈": r"\approx",
    "≠": r"\neq",
    "<": "<",
    ">": ">",
    "≤": r"\le",
    "≥": r"\ge",
    "≪": r"\ll",
    "≫": r"\gg",
    ":=": ":=",
    "←": r"\leftarrow",
    "→": r"\to",
    "⇔": r"\Leftrightarrow",
    "⇒": r"\Rightarrow",
    "∈": r"\in",
}

_CONTROL_WORD = re.compile(r"\\[A-Za-z]+$")

_POWERED_NAMES = frozenset({"sin", "cos", "tan", "sinh", "cosh", "tanh"})


@singledispatch
def latex(node: Node) -> str:
    """Return the LaTeX of a node, without dollars."""
    raise TypeError(f"no way to write {type(node).__name__}")


@latex.register
def _(node: Number) -> str:
    mantissa, _, exponent = node.text.lower().partition("e")
    if not exponent:
        return node.text.replace(GOES_ON, r"\ldots")
    power_of_ten = f"10^{{{int(exponent)}}}"
    return power_of_ten if mantissa == "1" else rf"{mantissa} \cdot {power_of_ten}"


@latex.register
def _(node: Symbol) -> str:
    return symbol_latex(node.name)


@latex.register
def _(node: Indexed) -> str:
    return f"{symbol_latex(node.base)}_{{{', '.join(latex(index) for index in node.indices)}}}"


@latex.register
def _(node: Term) -> str:
    return ("-" if node.sign < 0 else "") + _summand(node.node)


@latex.register
def _(node: Sum) -> str:
    first, *rest = node.terms
    text = latex(first)
    for term in rest:
        text += f" {'-' if term.sign < 0 else '+'} {_summand(term.node)}"
    return text


def _summand(node: Node) -> str:
    return bracketed(latex(node), node) if isinstance(node, Sum | Chain) else latex(node)


@latex.register
def _(node: Product) -> str:
    last = len(node.factors) - 1
    text = _factor(node.factors[0], is_last=last == 0)
    for position, (before, factor) in enumerate(zip(node.factors, node.factors[1:], strict=False), 1):
        written = _factor(factor, is_last=position == last)
        text += (joint(before, factor) or _gap(text, written)) + written
    return text


def _gap(before: str, after: str) -> str:
    r"""Return the space that ends a control word before a letter (`\eta x`), else nothing."""
    return " " if after[0].isalpha() and _CONTROL_WORD.search(before) else ""


def _factor(node: Node, *, is_last: bool) -> str:
    if isinstance(node, Sum | Product | Chain | Hadamard):
        return bracketed(latex(node), node)
    if not is_last and is_open_ended(node):
        return bracketed(latex(node), node)
    return latex(node)


def is_open_ended(node: Node) -> bool:
    """Tell whether whatever follows would be read as part of this node."""
    if isinstance(node, Derivative):
        return node.form == "operator" and not _needs_square_brackets(node.body)
    return isinstance(node, BigSum | BigProduct)


def joint(before: Node, after: Node) -> str:
    r"""Return what stands between two factors: nothing, a thin space, or `\cdot`."""
    if _starts_with_digit(after) or (isinstance(after, Sum) and negated(after) is not None):
        return r" \cdot "
    is_wide = isinstance(after, Fraction | Matrix | BigSum | BigProduct)
    if isinstance(before, Number) and (before.text == "1" or is_wide):
        return r" \cdot "
    if _is_numeric_fraction(before) and _is_numeric_fraction(after):
        return r" \cdot "
    if isinstance(before, Number | Sum | Group | Hadamard) or isinstance(after, Sum | Group | Hadamard):
        return ""
    if _is_numeric_fraction(before) and not _stands_apart(after):
        return ""
    return r" \, " if _stands_apart(before) or _stands_apart(after) else ""


def _stands_apart(node: Node) -> bool:
    """Tell whether a factor wants a little air: words, functions, fractions and operators."""
    if isinstance(node, Power):
        return _stands_apart(node.base)
    if isinstance(node, Transpose):
        return _stands_apart(node.body)
    if isinstance(node, Symbol | Indexed):
        return r"\text" in latex(node) or r"\mathrm" in latex(node)
    return not isinstance(node, Number | Tuple | Matrix)


def _starts_with_digit(node: Node) -> bool:
    while isinstance(node, Power | Product):
        node = node.base if isinstance(node, Power) else node.factors[0]
    return isinstance(node, Number)


def _is_numeric_fraction(node: Node) -> bool:
    return isinstance(node, Fraction) and isinstance(node.numerator, Number) and isinstance(node.denominator, Number)


@latex.register
def _(node: Hadamard) -> str:
    is_loose = (isinstance(factor, Sum | Product | Chain | Hadamard | BigSum | BigProduct) for factor in node.factors)
    pairs = zip(node.factors, is_loose, strict=True)
    return r" \odot ".join(bracketed(latex(factor), factor) if loose else latex(factor) for factor, loose in pairs)


@latex.register
def _(node: Fraction) -> str:
    return rf"\frac{{{latex(node.numerator)}}}{{{latex(node.denominator)}}}"


@latex.register
def _(node: Power) -> str:
    exponent = latex(node.exponent)
    raised = exponent if len(exponent) == 1 else f"{{{exponent}}}"
    base = node.base
    if isinstance(base, Call) and base.function in _POWERED_NAMES and isinstance(node.exponent, Number):
        return rf"{WRITTEN[base.function]}^{raised}{_arguments(base)}"
    if isinstance(base, Number | Group | Matrix | Tuple) and "e" not in getattr(base, "text", "").lower():
        return f"{latex(base)}^{raised}"
    if isinstance(base, Symbol | Indexed) and "^" not in latex(base):
        return f"{latex(base)}^{raised}"
    if isinstance(base, Call) and base.function == "abs":
        return f"{latex(base)}^{raised}"
    return f"{bracketed(latex(base), base)}^{raised}"


@latex.register
def _(node: Call) -> str:
    match node.function:
        case "exp":
            return f"e^{{{latex(node.arguments[0])}}}"
        case "sqrt":
            return rf"\sqrt{{{latex(node.arguments[0])}}}"
        case "abs":
            return rf"\left|{latex(node.arguments[0])}\right|"
        case function:
            return WRITTEN.get(function, symbol_latex(function)) + _arguments(node)


def _arguments(node: Call) -> str:
    return _round(", ".join(latex(argument) for argument in node.arguments), tall=any(map(is_tall, node.arguments)))


@latex.register
def _(node: Derivative) -> str:
    order = len(node.variables)
    mark = r"\partial" if node.symbol == "∂" else "d"
    raised = f"{mark}^{order}" if order > 1 else mark
    below = r" \, ".join(f"{mark} {_repeated(variable, count)}" for variable, count in _runs(node.variables))
    if node.form == "quotient":
        return rf"\frac{{{raised} {_operand(node.body)}}}{{{below}}}"
    operator = rf"\frac{{{raised}}}{{{below}}}"
    body = latex(node.body)
    return rf"{operator} \left[ {body} \right]" if _needs_square_brackets(node.body) else f"{operator} {body}"


def _operand(body: Node) -> str:
    return bracketed(latex(body), body) if isinstance(body, Sum | Product | Chain | Hadamard) else latex(body)


def _runs(variables: tuple[Node, ...]) -> list[tuple[Node, int]]:
    """Return each variable with the number of times it is repeated in a row."""
    runs: list[tuple[Node, int]] = []
    for variable in variables:
        if runs and runs[-1][0] == variable:
            runs[-1] = (variable, runs[-1][1] + 1)
        else:
            runs.append((variable, 1))
    return runs


def _repeated(variable: Node, count: int) -> str:
    return latex(variable) if count == 1 else latex(Power(variable, Number(str(count))))


def _needs_square_brackets(body: Node) -> bool:
    return isinstance(body, Sum | Product | Hadamard | BigSum | BigProduct | Derivative | Chain)


@latex.register
def _(node: Nabla) -> str:
    return rf"\nabla{'^2' if node.order == 2 else ''} {_operand(node.body)}"


@latex.register
def _(node: Prime) -> str:
    name = node.body.name if isinstance(node.body, Symbol) else ""
    body = WRITTEN.get(name, symbol_latex(name)) if name else bracketed(latex(node.body), node.body)
    at = _round(", ".join(map(latex, node.at)), tall=any(map(is_tall, node.at))) if node.at else ""
    return body + "'" * node.order + at


@latex.register
def _(node: BigSum) -> str:
    return _over_range(r"\sum", node)


@latex.register
def _(node: BigProduct) -> str:
    return _over_range(r"\prod", node)


def _over_range(sign: str, node: BigSum | BigProduct) -> str:
    body = bracketed(latex(node.body), node.body) if isinstance(node.body, Sum) else latex(node.body)
    return rf"{sign}_{{{latex(node.index)}={latex(node.lower)}}}^{{{latex(node.upper)}}} {body}"


@latex.register
def _(node: Matrix) -> str:
    rows = r" \\ ".join(" & ".join(latex(entry) for entry in row) for row in node.rows)
    return rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}"


@latex.register
def _(node: Tuple) -> str:
    return _round(", ".join(latex(item) for item in node.items), tall=any(map(is_tall, node.items)))


@latex.register
def _(node: Transpose) -> str:
    body = latex(node.body)
    # A raised label leaves no room for another superscript.
    is_name = isinstance(node.body, Symbol | Indexed) and "^" not in body
    return f"{body if is_name or isinstance(node.body, Tuple | Matrix) else bracketed(body, node.body)}^T"


@latex.register
def _(node: Determinant) -> str:
    body = latex(node.body)
    return rf"\det {bracketed(body, node.body) if isinstance(node.body, Sum | Product) else body}"


@latex.register
def _(node: EvaluatedAt) -> str:
    # a single bar does not grow with its formula in every format
    return rf"\left[ {latex(node.body)} \right]_{{{latex(node.condition)}}}"


@latex.register
def _(node: Between) -> str:
    return rf"\left[ {latex(node.body)} \right]_{{{latex(node.lower)}}}^{{{latex(node.upper)}}}"


@latex.register
def _(node: Integral) -> str:
    body = bracketed(latex(node.body), node.body) if isinstance(node.body, Sum) else latex(node.body)
    ends = f"_{{{latex(node.lower)}}}^{{{latex(node.upper)}}}" if node.lower and node.upper else ""
    return rf"\int{ends} {body} \, d{latex(node.variable)}"


@latex.register
def _(node: Limit) -> str:
    side = f"^{node.side}" if node.side else ""
    body = bracketed(latex(node.body), node.body) if isinstance(node.body, Sum) else latex(node.body)
    return rf"\lim_{{{latex(node.variable)} \to {latex(node.target)}{side}}} {body}"


@latex.register
def _(node: SetOf) -> str:
    if not node.items:
        return r"\emptyset"
    items = ", ".join(latex(item) for item in node.items)
    return rf"\left\{{ {items} \right\}}" if any(map(is_tall, node.items)) else rf"\{{{items}\}}"


@latex.register
def _(node: Interval) -> str:
    left, right = node.ends[0], node.ends[1]
    text = f"{latex(node.lower)}, {latex(node.upper)}"
    return rf"\left{left} {text} \right{right}" if is_tall(node) else f"{left}{text}{right}"


@latex.register
def _(node: Group) -> str:
    return bracketed(latex(node.body), node.body)


@latex.register
def _(node: Chain) -> str:
    text = latex(node.first)
    for link in node.links:
        text += f" {RELATIONS[link.relation]} {latex(link.node)}"
    return text


def bracketed(text: str, node: Node) -> str:
    """Return the text of a node in round brackets that are as tall as it."""
    return _round(text, tall=is_tall(node))


def _round(text: str, *, tall: bool) -> str:
    return rf"\left( {text} \right)" if tall else f"({text})"


def is_tall(node: Node) -> bool:
    """Tell whether a node is higher than a line of text."""
    if isinstance(node, Fraction | Matrix | BigSum | BigProduct | Derivative):
        return True
    return any(is_tall(child) for child in children(node))
