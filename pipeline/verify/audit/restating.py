"""The same letter for another function: exercise 5 works on f(x) = …, whatever f was in exercise 1."""

import re

from pipeline.notation.tree import Call, Chain, Node, Number, Symbol, children
from pipeline.verify.audit.comparing import compare, is_true
from pipeline.verify.audit.defining import distinct
from pipeline.verify.audit.knowledge import Knowledge, is_constant
from pipeline.verify.audit.rewriting import prepared
from pipeline.verify.audit.surroundings import Surroundings

FEW = 2
"""Places in which a formula differs from the one before and is still taken for a slip in writing it again."""

_ON = re.compile(
    r"\b(?:on|of|for|to|functions?|minimi[sz]e|maximi[sz]e|objective|with|curve|surface|für|mit|von|Funktion|pour|avec|de)"
    r"\W*$",
    re.IGNORECASE,
)


def restated(chain: Chain, knowledge: Knowledge, words: Surroundings) -> str:
    """Return the function that gets a new formula here; empty where a relation says something of the old one.

    It has to have its formula from an earlier part of the document, the words have to introduce it, and the new
    formula must be another one altogether: one that differs in a sign or a number is the old one with a slip.
    """
    target = chain.first
    if not isinstance(target, Call) or chain.links[0].relation not in ("=", ":=") or not knowledge.parts:
        return ""
    name, names = target.function, distinct(target.arguments)
    old = knowledge.context.definitions.get(name)
    is_introduced = words.states_value or _ON.search(words.before) is not None
    if not names or old is None or not old.parameters or name in knowledge.given or not is_introduced:
        return ""
    if knowledge.said.get(name, 0) > knowledge.parts[-1][0] or words.is_conditional:
        return ""
    body = prepared(chain.links[0].node, knowledge.known())
    if is_constant(body) or differences(old.body, body) <= FEW:
        return ""
    left = prepared(target, knowledge.known())
    return "" if is_true(compare(left, "=", body, knowledge, knowledge.context)) else name


def differences(one: Node, other: Node) -> int:
    """Return in how many places two formulas of the same shape differ; a part of another shape counts as FEW + 1."""
    if one == other:
        return 0
    inner, outer = children(one), children(other)
    if not inner and not outer:
        is_small = isinstance(one, Number | Symbol) and isinstance(other, Number | Symbol)
        return 1 if is_small else FEW + 1
    if type(one) is not type(other) or len(inner) != len(outer):
        return FEW + 1
    return sum(differences(a, b) for a, b in zip(inner, outer, strict=True)) or 1
