"""Tree → words: a formula as a person would read it aloud, without a sign that a speech program stumbles over.

Guarantee: formulas of different meaning never sound the same. Whatever is longer than one name or number stands
between words that open and close it (`open bracket … close bracket`, `start fraction … end fraction`), so the words
could be turned back into the tree.

Source:
    The idea of spoken delimiters is Nemeth's (MathSpeak, 1972); the words are ours.
"""

import re
from collections.abc import Callable, Iterable
from functools import singledispatch
from types import MappingProxyType

from pipeline.notation.names import canonical_name
from pipeline.notation.tree import (
    Between,
    BigProduct,
    BigSum,
    Blank,
    Call,
    Case,
    Cases,
    Chain,
    Component,
    Derivative,
    Determinant,
    Dots,
    EvaluatedAt,
    Fraction,
    Group,
    Hadamard,
    Indexed,
    Integral,
    Interval,
    Limit,
    Link,
    Matrix,
    Nabla,
    Node,
    Norm,
    Number,
    Power,
    Prime,
    Product,
    SetOf,
    Sum,
    SumOver,
    Symbol,
    Term,
    Transpose,
    Tuple,
)

Say = Callable[[str], str]
"""Returns an English phrase in the language of the page; names in braces stay."""

RELATIONS = MappingProxyType(
    {
        "=": "equals",
        "≈": "is approximately",
        "≠": "is not equal to",
        "<": "is less than",
        ">": "is greater than",
        "≤": "is at most",
        "≥": "is at least",
        "≪": "is much less than",
        "≫": "is much greater than",
        ":=": "is defined as",
        "←": "becomes",
        "→": "tends to",
        "⇔": "is equivalent to",
        "⇒": "implies",
        "⇐": "is implied by",
        "∈": "is in",
        "∉": "is not in",
        "∝": "is proportional to",
        "∼": "is distributed as",
        "⊂": "is a subset of",
        "⪰": "is at least, as matrices,",
        "⪯": "is at most, as matrices,",
        "⊥": "is perpendicular to",
        "≡": "is identical to",
    }
)

FUNCTIONS = MappingProxyType(
    {
        "log": "natural logarithm",
        "sin": "sine",
        "cos": "cosine",
        "tan": "tangent",
        "sinh": "hyperbolic sine",
        "cosh": "hyperbolic cosine",
        "tanh": "hyperbolic tangent",
        "sigmoid": "sigma",
        "relu": "rectified linear unit",
        "leaky_relu": "leaky rectified linear unit",
        "softplus": "softplus",
        "step": "unit step",
        "sign": "sign",
    }
)

MARKS = MappingProxyType(
    {"*": "star", "'": "prime", "+": "plus", "-": "minus", "infinity": "infinity", "dagger": "dagger", ",": "comma"}
)

ACCENTS = MappingProxyType(
    {
        "hat": "{name} hat",
        "bar": "{name} bar",
        "tilde": "{name} tilde",
        "dot": "{name} dot",
        "ddot": "{name} double dot",
        "cal": "script {name}",
        "bb": "double-struck {name}",
        "frak": "fraktur {name}",
        "Delta": "change of {name}",
    }
)

SCRIPTS = MappingProxyType({"(": "bracket", ")": "close bracket", "_": "sub", "^": "superscript"})

ORDINALS = ("", "", "second ", "third ", "fourth ", "fifth ", "sixth ")

_ACCENTED = re.compile(r"(?P<accent>[A-Za-z]+)\((?P<name>.*)\)")
_NAME_PART = re.compile(r"[A-Za-z]+|\d+|\(|\)|_|\^|[^A-Za-z\d\s]")


def speak(node: Node, say: Say = str) -> str:
    """Return a formula in words.

    Args:
        node: As it was read or built.
        say: Translates the phrases; without it they are English.
    """
    return " ".join(_words(node, say).split())


@singledispatch
def _words(node: Node, say: Say) -> str:
    raise TypeError(f"no way to say {type(node).__name__}")


def _filled(say: Say, phrase: str, **parts: str) -> str:
    return say(phrase).format(**parts)


def _enclosed(node: Node, say: Say) -> str:
    """Return a part so that what comes before and after cannot be taken for a piece of it."""
    if _stands_alone(node):
        return _words(node, say)
    inner = node.body if isinstance(node, Group) else node
    return _filled(say, "open bracket {body} close bracket", body=_words(inner, say))


def _stands_alone(node: Node) -> bool:
    """Tell whether the words of a node end where it ends, whatever follows."""
    match node:
        case Number(text):
            return "e" not in text.lower()
        case Fraction(numerator, denominator):
            return not (_is_atom(numerator) and _is_atom(denominator))
        case Call(function, _):
            return function in ("sqrt", "abs")
        case Symbol() | Matrix() | Norm() | SetOf() | Cases() | Tuple() | Dots() | Blank():
            return True
        case Indexed(_, indices):
            return all(map(_is_atom, indices))
        case _:
            return False


def _is_atom(node: Node) -> bool:
    return isinstance(node, Number | Symbol | Indexed) and _stands_alone(node)


def _listed(nodes: Iterable[Node], say: Say, comma: str = "comma") -> str:
    return f" {say(comma)} ".join(_words(node, say) for node in nodes)


@_words.register
def _(node: Number, say: Say) -> str:
    mantissa, _, exponent = node.text.lower().partition("e")
    mantissa = mantissa.replace(".", say("."))
    if not exponent:
        return mantissa
    power = _filled(say, "10 to the power {exponent}", exponent=str(int(exponent)).replace("-", f"{say('minus')} "))
    return _filled(say, "{left} times {right}", left=mantissa, right=power)


@_words.register
def _(node: Symbol, say: Say) -> str:
    return _name(canonical_name(node.name), say)


@_words.register
def _(node: Indexed, say: Say) -> str:
    base = _name(canonical_name(node.base), say)
    phrase = "{base} sub {index}" if all(map(_is_atom, node.indices)) else "{base} sub {index} end sub"
    return _filled(say, phrase, base=base, index=_listed(node.indices, say))


def _name(name: str, say: Say) -> str:
    """Return a canonical name in words: letters with their marks, labels and subscripts."""
    base, scripts = _split(name)
    accented = _ACCENTED.fullmatch(base)
    if accented:
        inner = _name(accented["name"], say)
        text = _filled(say, ACCENTS.get(accented["accent"], "{name} accent"), name=inner)
    else:
        text = _spelt(base, say) if "(" in base else _letters(base, say)
    label, lowered = _label(scripts) if scripts.startswith("^") else ("", scripts[1:])
    if label:
        raised = MARKS.get(label)
        phrase = "{base} {mark}" if raised else "{base} superscript {mark}"
        text = _filled(say, phrase, base=text, mark=say(raised) if raised else _spelt(label, say))
    return _filled(say, "{base} sub {index}", base=text, index=_spelt(lowered, say)) if lowered else text


def _split(name: str) -> tuple[str, str]:
    """Return the base of a canonical name, and its scripts with the mark before them."""
    depth = 0
    for place, letter in enumerate(name):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter in "_^" and depth == 0 and place:
            return name[:place], name[place:]
    return name, ""


def _label(scripts: str) -> tuple[str, str]:
    """Return the raised label and the subscript of scripts that begin with `^`."""
    label, lowered = _split(scripts[1:])
    return label, lowered[1:]


def _letters(base: str, say: Say) -> str:
    """Return a word or a letter; a capital is told from its small letter, which sounds alike."""
    first = base[:1]
    if first.isupper() and (len(base) == 1 or base.lower() in _GREEK):
        return _filled(say, "capital {letter}", letter=base)
    return say(MARKS[base]) if base in MARKS else base


def _spelt(text: str, say: Say) -> str:
    """Return a label or a subscript piece by piece."""
    return " ".join(
        say(SCRIPTS[piece]) if piece in SCRIPTS else _letters(piece, say) for piece in _NAME_PART.findall(text)
    )


_GREEK = frozenset({"gamma", "delta", "theta", "lambda", "xi", "pi", "sigma", "phi", "psi", "omega"})


@_words.register
def _(node: Term, say: Say) -> str:
    inner = _summand(node.node, say)
    return f"{say('minus')} {inner}" if node.sign < 0 else inner


@_words.register
def _(node: Sum, say: Say) -> str:
    first, *rest = node.terms
    text = _words(first, say)
    for term in rest:
        text += f" {say('minus' if term.sign < 0 else 'plus')} {_summand(term.node, say)}"
    return text


def _summand(node: Node, say: Say) -> str:
    return _enclosed(node, say) if isinstance(node, Sum | Chain | EvaluatedAt) else _words(node, say)


@_words.register
def _(node: Product, say: Say) -> str:
    return f" {say('times')} ".join(_factor(factor, say) for factor in node.factors)


@_words.register
def _(node: Hadamard, say: Say) -> str:
    return f" {say('times entry by entry')} ".join(_enclosed(factor, say) for factor in node.factors)


def _factor(node: Node, say: Say) -> str:
    """Return a factor; one with a sum, a product or a sign of its own stands in brackets."""
    is_loose = isinstance(node, Sum | Product | Hadamard | Chain | EvaluatedAt | Prime | Component)
    return _enclosed(node, say) if is_loose else _words(node, say)


@_words.register
def _(node: Fraction, say: Say) -> str:
    simple = _is_atom(node.numerator) and _is_atom(node.denominator)
    phrase = "{above} over {below}" if simple else "start fraction {above} divided by {below} end fraction"
    return _filled(say, phrase, above=_words(node.numerator, say), below=_words(node.denominator, say))


@_words.register
def _(node: Power, say: Say) -> str:
    base = _enclosed(node.base, say)
    match node.exponent:
        case Number("2"):
            return _filled(say, "{base} squared", base=base)
        case Number("3"):
            return _filled(say, "{base} cubed", base=base)
    return _raised(base, node.exponent, say)


def _raised(base: str, exponent: Node, say: Say) -> str:
    phrase = "{base} to the power {exponent}" if _is_atom(exponent) else "{base} to the power {exponent} end power"
    return _filled(say, phrase, base=base, exponent=_words(exponent, say))


@_words.register
def _(node: Call, say: Say) -> str:
    match node.function, node.arguments:
        case "exp", (exponent,):
            return _raised("e", exponent, say)
        case "sqrt", (argument,):
            return _filled(say, "the square root of {body} end root", body=_words(argument, say))
        case "abs", (argument,):
            return _filled(say, "the absolute value of {body} end absolute value", body=_words(argument, say))
        case function, (argument,) if _is_atom(argument):
            return _filled(say, "{name} of {body}", name=_function(function, say), body=_words(argument, say))
        case function, arguments:
            body = _filled(say, "open bracket {body} close bracket", body=_listed(arguments, say))
            return _filled(say, "{name} of {body}", name=_function(function, say), body=body)


def _function(name: str, say: Say) -> str:
    return say(FUNCTIONS[name]) if name in FUNCTIONS else _name(canonical_name(name), say)


@_words.register
def _(node: Derivative, say: Say) -> str:
    order = len(node.variables)
    ordinal = ORDINALS[order] if order < len(ORDINALS) else "{order}th "
    kind = "partial derivative" if node.symbol == "∂" else "derivative"
    variables = node.variables[:1] if len(set(node.variables)) == 1 else node.variables
    return _filled(
        say,
        f"the {ordinal}{kind} of {{body}} with respect to {{variables}}",
        order=str(order),
        body=_operand(node.body, say),
        variables=f" {say('and then')} ".join(_enclosed(variable, say) for variable in variables),
    )


@_words.register
def _(node: Nabla, say: Say) -> str:
    phrase = "the gradient of {body}" if node.order == 1 else "the Hessian of {body}"
    return _filled(say, phrase, body=_operand(node.body, say))


def _operand(node: Node, say: Say) -> str:
    return _words(node, say) if isinstance(node, Call) else _enclosed(node, say)


@_words.register
def _(node: BigSum, say: Say) -> str:
    return _ranged("the sum from {index} equals {lower} to {upper} of {body} end sum", node, say)


@_words.register
def _(node: BigProduct, say: Say) -> str:
    return _ranged("the product from {index} equals {lower} to {upper} of {body} end product", node, say)


def _ranged(phrase: str, node: BigSum | BigProduct, say: Say) -> str:
    parts = {"index": node.index, "lower": node.lower, "upper": node.upper, "body": node.body}
    return _filled(say, phrase, **{name: _words(part, say) for name, part in parts.items()})


@_words.register
def _(node: SumOver, say: Say) -> str:
    phrase = (
        "the sum over {domain} of {body} end sum"
        if node.sign == "∑"
        else "the product over {domain} of {body} end product"
    )
    return _filled(say, phrase, domain=_words(node.domain, say), body=_words(node.body, say))


@_words.register
def _(node: Matrix, say: Say) -> str:
    if len(node.rows[0]) == 1:
        entries = _listed((row[0] for row in node.rows), say)
        return _filled(say, "the column vector {entries} end vector", entries=entries)
    rows = f" {say('next row')} ".join(_listed(row, say) for row in node.rows)
    size = {"rows": str(len(node.rows)), "columns": str(len(node.rows[0]))}
    return _filled(say, "the {rows} by {columns} matrix {entries} end matrix", entries=rows, **size)


@_words.register
def _(node: Tuple, say: Say) -> str:
    return _filled(say, "open bracket {body} close bracket", body=_listed(node.items, say))


@_words.register
def _(node: SetOf, say: Say) -> str:
    if not node.items:
        return say("the empty set")
    return _filled(say, "the set of {body} end set", body=_listed(node.items, say))


@_words.register
def _(node: Interval, say: Say) -> str:
    left = "included" if node.ends[0] == "[" else "excluded"
    right = "included" if node.ends[1] == "]" else "excluded"
    phrase = f"the interval from {{lower}} {left} to {{upper}} {right}"
    return _filled(say, phrase, lower=_words(node.lower, say), upper=_words(node.upper, say))


@_words.register
def _(node: Transpose, say: Say) -> str:
    return _filled(say, "{body} transposed", body=_enclosed(node.body, say))


@_words.register
def _(node: Determinant, say: Say) -> str:
    return _filled(say, "the determinant of {body}", body=_enclosed(node.body, say))


@_words.register
def _(node: Group, say: Say) -> str:
    return _enclosed(node, say)


@_words.register
def _(node: Norm, say: Say) -> str:
    if node.kind is None:
        return _filled(say, "the norm of {body} end norm", body=_words(node.body, say))
    return _filled(say, "the {kind} norm of {body} end norm", kind=_words(node.kind, say), body=_words(node.body, say))


@_words.register
def _(node: Prime, say: Say) -> str:
    primes = " ".join([say("prime")] * node.order)
    is_function = bool(node.at) and isinstance(node.body, Symbol)
    name = _function(node.body.name, say) if isinstance(node.body, Symbol) else _enclosed(node.body, say)
    text = f"{name} {primes}"
    if not is_function:
        return text
    body = _enclosed(node.at[0], say) if len(node.at) == 1 else _words(Tuple(node.at), say)
    return _filled(say, "{name} of {body}", name=text, body=body)


@_words.register
def _(node: Component, say: Say) -> str:
    return _filled(say, "component {index} of {body}", index=_listed(node.indices, say), body=_enclosed(node.body, say))


@_words.register
def _(node: EvaluatedAt, say: Say) -> str:
    return _filled(
        say,
        "{body} evaluated at {condition} end condition",
        body=_enclosed(node.body, say),
        condition=_words(node.condition, say),
    )


@_words.register
def _(node: Between, say: Say) -> str:
    body, lower, upper = _enclosed(node.body, say), _words(node.lower, say), _words(node.upper, say)
    return _filled(say, "{body} between {lower} and {upper}", body=body, lower=lower, upper=upper)


@_words.register
def _(node: Integral, say: Say) -> str:
    body, variable = _enclosed(node.body, say), _words(node.variable, say)
    if node.lower is None or node.upper is None:
        return _filled(say, "the integral of {body} with respect to {variable}", body=body, variable=variable)
    ends = {"lower": _words(node.lower, say), "upper": _words(node.upper, say)}
    phrase = "the integral from {lower} to {upper} of {body} with respect to {variable}"
    return _filled(say, phrase, body=body, variable=variable, **ends)


@_words.register
def _(node: Limit, say: Say) -> str:
    variable, target = _words(node.variable, say), _words(node.target, say)
    body = _enclosed(node.body, say)
    return _filled(say, "limit as {variable} goes to {target} of {body}", variable=variable, target=target, body=body)


@_words.register
def _(node: Case, say: Say) -> str:
    value = _words(node.value, say)
    if not node.conditions:
        return f"{value} {node.words}".strip()
    return _filled(say, "{value} if {condition}", value=value, condition=_listed(node.conditions, say, "and"))


@_words.register
def _(node: Cases, say: Say) -> str:
    rows = f" {say('next case')} ".join(_words(branch, say) for branch in node.branches)
    return _filled(say, "one of the cases {rows} end cases", rows=rows)


@_words.register
def _(_node: Dots, say: Say) -> str:
    return say("and so on")


@_words.register
def _(_node: Blank, _say: Say) -> str:
    return ""


@_words.register
def _(node: Link, say: Say) -> str:
    return f"{say(RELATIONS[node.relation])} {_member(node.node, say)}"


@_words.register
def _(node: Chain, say: Say) -> str:
    return " ".join((_member(node.first, say), *(_words(link, say) for link in node.links)))


def _member(node: Node, say: Say) -> str:
    return _enclosed(node, say) if isinstance(node, Chain) else _words(node, say)
