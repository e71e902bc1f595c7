"""Every sentence that a template can print, as catalogues have it: for whoever makes or checks a catalogue.

A sentence with conditions in it is followed along every branch; the same condition has one outcome within a sentence.
"""

import ast
import inspect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import jinja2
from jinja2 import nodes

from pipeline.notation import spoken
from pipeline.render import words
from pipeline.render.environment import environment
from pipeline.render.language.sentences import CLOSE, OPEN, has_words, sentence, split, units

_HERE = "\x00"
"""Marks how far a template was followed: the line goes on behind it."""

Outcomes = Mapping[str, bool | str]
"""What was assumed: of conditions by their text, and of names that were compared."""


@dataclass(frozen=True)
class _State:
    """What stands at a place of a template that some branches lead to: a sentence that is not finished."""

    text: str = ""
    outcomes: frozenset[tuple[str, bool | str]] = frozenset()


States = dict[_State, None]
"""In the order in which the branches were followed."""


@dataclass
class _Walk:
    """One template, walked from its beginning to its end."""

    jinja: jinja2.Environment
    found: dict[str, None] = field(default_factory=dict)

    def template(self, name: str, states: States) -> States:
        assert self.jinja.loader is not None
        source, file, _ = self.jinja.loader.get_source(self.jinja, name)
        return self.body(self.jinja.parse(source, name, file).body, states)

    def body(self, body: Iterable[nodes.Node], states: States) -> States:
        for node in body:
            states = self.node(node, states)
        return states

    def node(self, node: nodes.Node, states: States) -> States:
        match node:
            case nodes.Output():
                for part in node.nodes:
                    text = part.data if isinstance(part, nodes.TemplateData) else f"{OPEN}{CLOSE}"
                    states = dict.fromkeys(self.said(state, text) for state in states)
                return states
            case nodes.If():
                return self.choice(node, states)
            case nodes.For():
                return self.loop(node, states)
            case nodes.Include():
                assert isinstance(node.template, nodes.Const)
                return self.template(node.template.value, states)
        return states

    def choice(self, node: nodes.If, states: States) -> States:
        test = cast("nodes.Expr", node.test)
        then: States = {}
        otherwise: States = {}
        for state in states:
            known = _decided(test, dict(state.outcomes))
            if known is not False:
                then[_assuming(state, test, outcome=True)] = None
            if known is not True:
                otherwise[_assuming(state, test, outcome=False)] = None
        rest: list[nodes.Node] = [nodes.If(e.test, e.body, node.elif_[1:], node.else_) for e in node.elif_[:1]]
        return self.body(node.body, then) | self.body(rest or node.else_, otherwise)

    def loop(self, node: nodes.For, states: States) -> States:
        """Follow the body once; what only separates the items of a list is left out, since a list is one gap."""
        is_list = any(isinstance(part, nodes.If) and "revindex" in repr(part.test) for part in node.body)
        body = [part for part in node.body if isinstance(part, nodes.Output)] if is_list else node.body
        return dict.fromkeys(_forgetting(state, "loop") for state in self.body(body, states))

    def said(self, state: _State, text: str) -> _State:
        """Note the sentences that a text ends, and return what has begun since."""
        *done, last = units(state.text + text + _HERE)
        for unit in done:
            self.note(unit.text if unit.is_text else "")
        *ended, left = split(last.text) if last.is_text else (last.text,)
        for piece in ended:
            self.note(piece)
        if not ended:
            whole = last.head + last.text.removesuffix(_HERE)
            return _State(whole, state.outcomes if whole.strip() else frozenset())
        space = last.text[len(last.text.removesuffix(_HERE).rstrip()) :]
        return _State(left.removesuffix(_HERE).rstrip() + space.removesuffix(_HERE), frozenset())

    def note(self, text: str) -> None:
        for piece in split(text):
            one = sentence(piece)
            if has_words(one.text):
                self.found.setdefault(one.text)


def sentences_of(name: str, *folders: Path) -> tuple[str, ...]:
    """Return every sentence that a template can print, in its order.

    Args:
        name: Of the template, relative to its folder.
        folders: Of templates.
    """
    walk = _Walk(environment(*folders))
    for state in walk.template(name, {_State(): None}):
        walk.said(state, "\n\n")
    return tuple(walk.found)


def _compared(test: nodes.Expr) -> tuple[str, str] | None:
    """Return what a condition compares with which word, None where it is another condition."""
    match test:
        case nodes.Compare(expr=left, ops=[nodes.Operand(op="eq", expr=nodes.Const(value=str(word)))]):
            return repr(left), word
    return None


def _decided(test: nodes.Expr, known: Mapping[str, bool | str]) -> bool | None:
    match test:
        case nodes.Not(node=inner):
            inside = _decided(inner, known)
            return None if inside is None else not inside
        case nodes.Compare(expr=left, ops=[nodes.Operand(op="ne", expr=right)]):
            return _decided(nodes.Not(nodes.Compare(left, [nodes.Operand("eq", right)])), known)
    compared = _compared(test)
    if compared and isinstance(known.get(compared[0]), str):
        return known[compared[0]] == compared[1]
    outcome = known.get(repr(test))
    return outcome if isinstance(outcome, bool) else None


def _assuming(state: _State, test: nodes.Expr, *, outcome: bool) -> _State:
    match test:
        case nodes.Not(node=inner):
            return _assuming(state, inner, outcome=not outcome)
        case nodes.Compare(expr=left, ops=[nodes.Operand(op="ne", expr=right)]):
            return _assuming(state, nodes.Compare(left, [nodes.Operand("eq", right)]), outcome=not outcome)
    new: set[tuple[str, bool | str]] = {(repr(test), outcome)}
    compared = _compared(test)
    if compared and outcome:
        new.add(compared)
    return _State(state.text, state.outcomes | new)


def _forgetting(state: _State, name: str) -> _State:
    return _State(state.text, frozenset(item for item in state.outcomes if name not in item[0]))


def spoken_phrases() -> tuple[str, ...]:
    """Return every phrase of spoken formulas, names in braces: those of the tables, and those in the code itself."""
    tables = (spoken.RELATIONS, spoken.FUNCTIONS, spoken.MARKS, spoken.ACCENTS, spoken.SCRIPTS)
    tree = ast.parse(inspect.getsource(spoken))
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) in _SAYING)
    said = (text for call in calls for argument in call.args for text in _texts(argument))
    phrases = [f"the {order}{kind}" for order in (*spoken.ORDINALS[1:], "{order}th ") for kind in _DERIVATIVES]
    phrases += [f"the interval from {{lower}} {left} to {{upper}} {right}" for left in _ENDS for right in _ENDS]
    found = (*(text for table in tables for text in table.values()), *said, *phrases)
    return tuple(dict.fromkeys(text for text in found if text.strip() and not text.startswith(" of ")))


_SAYING = ("say", "_filled", "_ranged")
_ENDS = ("included", "excluded")
_DERIVATIVES = tuple(
    f"{kind} of {{body}} with respect to {{variables}}" for kind in ("derivative", "partial derivative")
)


def _texts(argument: ast.expr) -> Iterator[str]:
    """Yield the phrases that an argument may be; a phrase that is put together is known otherwise."""
    match argument:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=otherwise):
            yield from (*_texts(body), *_texts(otherwise))
        case ast.Subscript():
            pass


def page_words() -> tuple[str, ...]:
    """Return every word that pages have besides their exercises."""
    named = (words.FIGURE, words.TABLE, words.EXERCISE, words.SOLUTION, words.CONTENTS, words.COPY, words.COPIED)
    site = (words.SHEETS, words.ALL_SHEETS, words.SITE, words.DUE, *words.OF_A_SHEET, *words.OF_A_SHEET.values())
    return (
        *named,
        *site,
        *words.MARKS.values(),
        *words.MONTHS,
        "{1} point",
        "{1} points",
        "Figure {1}",
        "Table {1}",
        ": ",
    )
