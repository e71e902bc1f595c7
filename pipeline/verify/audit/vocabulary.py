r"""Which names of a document are functions and which have several letters, found before it is read.

A name is a function where the document introduces it as one ($f(x) = …$, $f: …$, $\nabla f$, $f'$, $\sigma(t)$ with a
definition), or where it never stands without a bracket behind it. Everything else before a bracket is a factor.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from pipeline.notation.document import Document
from pipeline.notation.names import canonical_name
from pipeline.notation.reader import MAX_LENGTH
from pipeline.notation.vocabulary import FUNCTIONS, Macro, Vocabulary
from pipeline.verify.audit.rewriting import builtin

MAX_WRITTEN_OUT = 4
"""Commands within commands that are looked through for names."""

MAX_CHARACTERS = 500_000
"""Of a document's formulas, its commands written out, that are looked through for names."""

_WORD = r"\\(?:text|mathrm|operatorname|textrm|mathit|textit|mathsf)\*?\{([A-Za-z][A-Za-z0-9]*)\}"
_ACCENTED = (
    r"\\(?:mathcal|mathbb|mathfrak|hat|tilde|bar|widehat|vec|mathbf|boldsymbol|bm)\s*(?:\{\\?[A-Za-z]+\}|[A-Za-z])"
)
_NAME = rf"(?:{_WORD}|{_ACCENTED}|\\([A-Za-z]+)|([A-Za-z]))(?:_(?:\{{[^{{}}]{{1,20}}\}}|\\[A-Za-z]+|[A-Za-z0-9]))?"
_LETTERS = re.compile(r"(?<![\\A-Za-z])([A-Za-z]{2,20})(?![A-Za-z])")
_UPRIGHT = re.compile(_WORD)
_WORD_DEFINED = re.compile(
    r"(?:^|&|\\\\|\\quad|,|\\partial)\s*(?P<word>[a-z]{3,12})(?P<index>_(?:\{[^{}]{1,20}\}|[A-Za-z0-9]))?\s*&?\s*(?:=|:=|\\approx)"
)
_SCRIPTS = r"(?:[_^](?:\{[^{}]{1,20}\}|[A-Za-z0-9]))*"
_GRADIENT_NAMED = re.compile(
    rf"(?:^|&|\\\\|\\quad|(?<!\\),)\s*(?P<name>d(?P<letter>[A-Za-z]))(?P<scripts>{_SCRIPTS})\s*&?\s*(?::=|=|\\approx)(?P<rest>[^=]*)"
)
_DIFFERENTIAL = re.compile(r"(?<![\\A-Za-z])d\s*[a-z](?![A-Za-z])|\\mathrm\{d\}|\\int(?![A-Za-z])")
_LAYER = re.compile(r"\^\{?\s*[\[(]")
_ALONE = re.compile(r"(?<![\\A-Za-z])[a-z](?![A-Za-z])")
_ARGUMENT = r"\\?[A-Za-z]+(?:_(?:\{[^{}]{1,10}\}|\\[A-Za-z]+|[A-Za-z0-9]))?(?:(?<=sigma)\^\{?2\}?)?"
_HEADED = re.compile(
    rf"(?P<name>{_NAME})\s*(?:\\left|\\bigl|\\big)?\(\s*{_ARGUMENT}\s*(?:,\s*{_ARGUMENT}\s*)*(?:\\right|\\bigr|\\big)?\)"
    r"\s*(?:_\{?[a-z]\}?)?\s*&?\s*(?::=|=|\\coloneqq|\\equiv)"
)
_COORDINATE = re.compile(r"^\s*[a-z]\s*&?\s*=\s*$")
_MAPPED = re.compile(rf"(?P<name>{_NAME})\s*(?:\\colon|:)\s*(?:\\mathbb|\(|\[|[A-Z]\s*\\to)")
_OPERATED = re.compile(rf"\\nabla(?:\^\{{?2\}}?)?\s*(?P<name>{_NAME})(?=\s*\()|(?P<primed>{_NAME})'+\s*(?=\()")
_DIFFERENTIATED = re.compile(rf"\\partial(?:\^\{{?\d\}}?)?\s*(?P<name>{_NAME})\s*(?=\()")
_APPLIED = re.compile(rf"(?P<name>{_NAME})\s*(?:\\left|\\bigl|\\big)?\(")
_PRIMED = re.compile(rf"(?P<name>{_NAME})'")
_AT_NUMBER = re.compile(rf"(?P<name>{_NAME})\s*\(\s*-?[0-9.]+\s*\)")
_BARE = re.compile(rf"(?P<name>{_NAME})(?!\s*(?:\\left|\\bigl|\\big)?\()")

_LETTER = r"(\\[A-Za-z]+|(?<![A-Za-z\\])[A-Za-z])"
_TWO_LETTERS = re.compile(_LETTER + r"(?:\^\{?[^{}]{1,3}\}?)?_\{\s*[ijklmn]\s*[ijklmn]\s*\}")
_TWO_DIGITS = re.compile(_LETTER + r"(?:\^\{?[^{}]{1,3}\}?)?_\{\s*[1-9]\s*[1-9]\s*\}")
_NEXT_LAYER = re.compile(_LETTER + r"\^\{\s*[lL]\s*[-+]\s*1\s*\}")
_AT_LAYER = re.compile(_LETTER + r"\^(?:[lL](?![A-Za-z])|\{\s*[lL]\s*(?:[-+]\s*1\s*)?\})")
_BOLD = re.compile(r"\\(?:mathbf|boldsymbol|bm|pmb|vec|symbf)\s*\{?\s*(\\[A-Za-z]+|[A-Za-z])\s*\}?(?![A-Za-z])")
_PLAIN_LETTER = re.compile(r"(\\[A-Za-z]+|(?<![A-Za-z\\])[A-Za-z])(?![A-Za-z]|\s*[_{])")
_SUBSCRIBED = re.compile(
    rf"(?P<name>(?P<base>{_ACCENTED}|\\[A-Za-z]+|[A-Za-z])_(?:\{{[^{{}}]{{1,20}}\}}|[A-Za-z]))\s*\("
)

_ARGUMENTS = re.compile(r"\{([^{}]*)\}")
_COMMAND = re.compile(r"\\([A-Za-z]+)[ \t]*((?:\{[^{}]*\})*)")

_BRACED_COMMA = re.compile(
    r"(?<![0-9])(?:[0-9]{4,}\{,\}[0-9]|[0-9]{1,3}\{,\}(?:[0-9]{1,2}|[0-9]{4,})(?![0-9])|0\{,\}[0-9])"
)
_BARE_COMMA = re.compile(r"(?<![0-9,])0,[0-9]+(?![0-9,])")
_POINT = re.compile(r"[0-9]\.[0-9]")
_LONG_COMMA = re.compile(r"(?<![0-9,])0,[0-9]{3,}(?![0-9,])")
_PAIR = re.compile(r"(?<![a-z])(?:[(,\[]|\\\{|_\{)\s*-?[0-9]+,-?[0-9]+\s*[,)\]}\\]")

NOT_NAMES = frozenset(
    (
        *("frac", "left", "right", "cdot", "sum", "prod", "partial", "nabla", "begin", "end", "text", "mathrm"),
        *("quad", "qquad", "sqrt", "det", "exp", "ln", "log", "sin", "cos", "tan", "times", "int", "lim", "pm"),
        *("Leftrightarrow", "Rightarrow", "iff", "implies", "to", "in", "le", "leq", "ge", "geq", "neq", "approx"),
        *("sinh", "cosh", "tanh", "max", "min", "arg", "big", "bigl", "bigr", "Big", "mathbb", "operatorname", "dots"),
        *("cdots", "ldots", "leftarrow", "rightarrow", "hat", "bar", "vec", "mathbf", "tfrac", "dfrac", "ll", "gg"),
        *("langle", "rangle", "lambda", "forall", "quad", "tag", "label", "top", "circ", "ne", "coloneqq", "equiv"),
    )
)
"""Commands that no function's name begins with."""

USUAL_FUNCTIONS = frozenset("fghuvFGH")
"""Letters that are functions where they never stand without a bracket behind them."""


def vocabulary_of(document: Document, given: Iterable[str] = ()) -> Vocabulary:
    """Return what the document's formulas are to be read with.

    Args:
        document: Taken apart.
        given: Names given from outside as they are written, `g(x)` for functions.
    """
    formulas = list(_looked_through((formula.latex for formula in document.formulas()), document.macros))
    functions = {name for latex in formulas for name in _introduced(latex)}
    functions |= {canonical_name(name.partition("(")[0].strip()) for name in given if "(" in name}
    functions |= _always_applied(formulas)
    words = {match.group(1) for latex in formulas for match in _UPRIGHT.finditer(latex)}
    words |= {_stem(name) for name in given} | _words_defined(formulas) | set(_gradients_named(formulas))
    names = frozenset(word for word in words if len(word) > 1 and word.isalpha() and word not in FUNCTIONS)
    known = {name: builtin(name) if name not in _defined(formulas) else name for name in functions}
    known |= {name: name for name in _partials(formulas, set(known))}
    commas = _commas(formulas)
    return Vocabulary(
        names=names - {"T"},
        functions=known,
        decimal="," if commas else ".",
        commas=commas or "bare",
        macros=document.macros,
        bold=_bold_names(formulas),
        pairs=_pairs(formulas),
        layered=_layered(formulas),
    )


def _pairs(formulas: list[str]) -> frozenset[str]:
    """Return the letters whose subscripts are two indices each: w in w_{ji} and w_{12}."""
    lettered = {match[1] for latex in formulas for match in _TWO_LETTERS.finditer(latex)}
    numbered = {match[1] for latex in formulas for match in _TWO_DIGITS.finditer(latex)}
    return frozenset(name.lstrip("\\") for name in lettered & numbered)


def _layered(formulas: list[str]) -> frozenset[str]:
    """Return the letters whose raised numbers are layers: z and a where z^l = W^l a^{l-1} + b^l stands somewhere."""
    if not any(_NEXT_LAYER.search(latex) for latex in formulas):
        return frozenset()
    found = {match[1].lstrip("\\") for latex in formulas for match in _AT_LAYER.finditer(latex)}
    return frozenset({"delta"} | found | {name.lower() for name in found} | {name.upper() for name in found})


def _words_defined(formulas: list[str]) -> set[str]:
    """Return the words in italics that a relation begins with, net_1 = … or out = …, unless all letters are names.

    abc = 6 is a product where a, b and c stand alone somewhere.
    """
    alone = {match[0] for latex in formulas for match in _ALONE.finditer(latex)}
    found = [match for latex in formulas for match in _WORD_DEFINED.finditer(latex)]
    words = {match["word"] for match in found if match["index"] or not set(match["word"]) <= alone}
    return {word for word in words if word not in FUNCTIONS and set(word) & set("aeiou")}


def _gradients_named(formulas: list[str]) -> Iterator[str]:
    """Yield dW, dz, … where they are names of gradients, dz^{[2]} = a^{[2]} - y, and no differentials: du = 2x dx."""
    found = [match for latex in formulas for match in _GRADIENT_NAMED.finditer(latex)]
    for name in {match["name"] for match in found}:
        own = [match for match in found if match["name"] == name]
        is_marked = name[1].isupper() or any(_LAYER.match(match["scripts"]) for match in own)
        is_difference = any(_DIFFERENTIAL.search(match["rest"]) for match in own)
        below = re.compile(rf"[{{/]\s*{name}(?![A-Za-z])")
        if (is_marked or not is_difference) and not any(below.search(latex) for latex in formulas):
            yield name


def _looked_through(formulas: Iterable[str], macros: Mapping[str, Macro]) -> Iterator[str]:
    """Yield each distinct formula, its commands written out, until they have MAX_CHARACTERS in all."""
    length = 0
    for latex in dict.fromkeys(formulas):
        if length > MAX_CHARACTERS:
            return
        written = _written_out(latex, macros)
        length += len(written)
        yield written


def _written_out(latex: str, macros: Mapping[str, Macro]) -> str:
    """Return a formula with the document's own commands replaced, as far as their arguments hold no braces."""
    for _ in range(MAX_WRITTEN_OUT if macros and "\\" in latex else 0):
        longer = _COMMAND.sub(lambda match: _body(match, macros), latex)
        if longer == latex or len(longer) > MAX_LENGTH:
            break
        latex = longer
    return latex


def _body(match: re.Match[str], macros: Mapping[str, Macro]) -> str:
    macro = macros.get(match[1])
    arguments = _ARGUMENTS.findall(match[2])
    if macro is None or len(arguments) < macro.arguments:
        return match[0]
    body = macro.body
    for place, argument in enumerate(arguments[: macro.arguments], 1):
        body = body.replace(f"#{place}", argument)
    rest = "".join(f"{{{argument}}}" for argument in arguments[macro.arguments :])
    gap = " " if body[-1:].isalpha() and not rest else ""
    return f"{body}{rest}{gap}"


def _commas(formulas: list[str]) -> Literal["", "bare", "in braces"]:
    """Return how decimal commas are written; empty where the document has none.

    In braces they stand in front of other than three digits; without, only where nothing else can be meant: where a
    number goes on with many decimals, or where no brackets hold two whole numbers.
    """
    if any(_BRACED_COMMA.search(latex) for latex in formulas):
        return "in braces"
    if any(_POINT.search(latex) for latex in formulas):
        return ""
    if any(_LONG_COMMA.search(latex) for latex in formulas):
        return "bare"
    if any(_PAIR.search(latex) for latex in formulas):
        return ""
    return "bare" if any(_BARE_COMMA.search(latex) for latex in formulas) else ""


def _partials(formulas: list[str], functions: set[str]) -> Iterator[str]:
    """Yield the functions written with a subscript, f_x(1, 2), that are derivatives of functions."""
    for latex in formulas:
        for match in _SUBSCRIBED.finditer(latex):
            if canonical_name(match["base"]) in functions and _begins_name(match["base"]):
                yield canonical_name(match["name"])


def _bold_names(formulas: list[str]) -> frozenset[str]:
    """Return the letters that stand both in bold and plain, without an index and outside of bold."""
    bold = {match[1].lstrip("\\") for latex in formulas for match in _BOLD.finditer(latex)}
    if not bold:
        return frozenset()
    plain = {
        match[1].lstrip("\\")
        for latex in formulas
        for match in _PLAIN_LETTER.finditer(_UPRIGHT.sub(" ", _BOLD.sub(" ", latex)))
    }
    return frozenset(canonical_name(name) for name in bold & plain)


def _introduced(latex: str) -> Iterator[str]:
    for pattern in (_HEADED, _MAPPED, _OPERATED, _DIFFERENTIATED):
        for match in pattern.finditer(latex):
            text = match["name"] if match["name"] else match.groupdict().get("primed") or ""
            is_value = text in USUAL_FUNCTIONS and _COORDINATE.search(latex, 0, match.start())  # z = g(x, y) = …
            if _begins_name(text) and (is_value or not _is_product(latex, match.start())):
                yield canonical_name(text)


def _is_product(latex: str, start: int) -> bool:
    """Tell whether something is multiplied in front, or equal to it: in `ab(c) =` nothing is introduced."""
    before = latex[:start].rstrip().removesuffix("&").rstrip()
    if before.endswith(("=", r"\approx")):
        return True
    return bool(before) and (before[-1].isalnum() or before[-1] == ")") and not re.search(r"\\[A-Za-z]+$", before)


def _begins_name(text: str) -> bool:
    return bool(text) and text.lstrip("\\").partition("_")[0] not in NOT_NAMES


def _always_applied(formulas: list[str]) -> set[str]:
    applied: set[str] = set()
    bare: set[str] = set()
    for latex in formulas:
        applied |= {match["name"] for match in _APPLIED.finditer(latex) if _begins_name(match["name"])}
        bare |= {match["name"] for match in _BARE.finditer(latex)}
    usual = {name for name in applied - bare if name in USUAL_FUNCTIONS or name == r"\sigma" or "text" in name}
    return {canonical_name(name) for name in usual | _in_differential_equations(formulas)}


def _in_differential_equations(formulas: list[str]) -> set[str]:
    """Return names that have a derivative and a value at a number, as in y' = -2y with y(0) = 1."""
    primed, valued = (
        {match["name"] for latex in formulas for match in pattern.finditer(latex) if _begins_name(match["name"])}
        for pattern in (_PRIMED, _AT_NUMBER)
    )
    return primed & valued


def _defined(formulas: list[str]) -> set[str]:
    return {
        canonical_name(match["name"])
        for latex in formulas
        for match in _HEADED.finditer(latex)
        if not _is_product(latex, match.start())
    }


def _stem(name: str) -> str:
    match = _LETTERS.match(canonical_name(name).partition("_")[0])
    return match.group(1) if match else ""
