"""Alternative texts of formulas: what a screen reader says where a page shows mathematics.

Guarantee: every formula of the page gets its words, and no sign of LaTeX is among them.
"""

import html
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from pipeline.errors import TemplateError
from pipeline.notation.document import formulas_of
from pipeline.notation.reader import Condition, Statement, Unreadable, read_formula
from pipeline.notation.spoken import Say, speak
from pipeline.notation.vocabulary import PLAIN_VOCABULARY, Vocabulary, surrounding
from pipeline.typeset.layout import html_text, typst_string

REMEMBERED: Final = 2_000
"""Formulas whose words are kept: the pages of variants have many in common."""

OUTSIDE: Final = ""
"""The scope of what stands in no exercise."""

_LATEX_SIGNS: Final = re.compile(r"[\\_{}$^&~#%]+")

_TYPST: Final = re.compile(
    r"^// exercise: (?P<exercise>.*)$"
    r'|(?P<before>#math\.equation\(block: (?:true|false), alt: )"(?P<latex>(?:[^"\\]|\\.)*)"',
    re.MULTILINE,
)
_HEAD_CELL: Final = re.compile(
    r'<(?:section id="(?P<exercise>[^"]*)" class="exercise"'
    r"|(?P<cell>th[^>]*>)<math"
    r"(?P<rest>[^<]*<(?:(?!/math>|th)[^<]*<)*?annotation[^>]*>(?P<latex>[^<]*)</annotation></semantics></math></th>))",
    re.DOTALL,
)
_ESCAPED: Final = re.compile(r"\\(.)")

Alternatives = Mapping[str, Mapping[str, str]]
"""Words by exercise and formula, the formula with single spaces."""


def alternatives(markdown: str, vocabularies: Mapping[str, Vocabulary], say: Say = str) -> Alternatives:
    """Return every formula of a page in words.

    Args:
        markdown: Of the page; exercises in divs `::: {#id .exercise}`.
        vocabularies: What each exercise's formulas are read with, by its id.
        say: Translates the phrases.

    Raises:
        TemplateError: For a formula that cannot be read, so that nobody could hear it.
    """
    found: dict[str, dict[str, str]] = {OUTSIDE: {}}
    around = surrounding(vocabularies.values())
    for formula in formulas_of(markdown).formulas():
        known = found.setdefault(formula.exercise, {})
        text = single_spaced(formula.latex)
        if text not in known:
            vocabulary = vocabularies.get(formula.exercise, around)
            known[text] = formula_in_words(formula.latex, vocabulary, say)
    return found


@lru_cache(REMEMBERED)
def formula_in_words(latex: str, vocabulary: Vocabulary = PLAIN_VOCABULARY, say: Say = str) -> str:
    """Return one formula in words; its statements are separated by semicolons or by the words between them.

    Raises:
        TemplateError: Where it cannot be read.
    """
    text = ""
    for item in read_formula(latex, vocabulary):
        if isinstance(item, Unreadable):
            raise TemplateError(f"a formula cannot be read aloud, {item.reason}: {single_spaced(latex)}")
        text += (_between(item) if text else "") + _statement(item, say)
    return text


def worded(body: str, words: Alternatives) -> str:
    """Return a Typst body with words in place of each formula's LaTeX as alternative text.

    Args:
        body: What pandoc made of the page with `page.lua`, which marks where an exercise begins.
        words: Of the same page.
    """
    return _with_words(
        _TYPST,
        body,
        words,
        lambda formula: _ESCAPED.sub(r"\1", formula["latex"]),
        lambda formula, said: f"{formula['before']}{typst_string(said)}",
    )


def labelled(body: str, words: Alternatives) -> str:
    """Return an HTML body in which each head cell that holds a formula alone has words too, which only a program sees.

    MathML is no name for a row or a column to the programs that announce it with every cell.

    Args:
        body: What pandoc made of the page with `page.lua`.
        words: Of the same page.
    """
    return _with_words(
        _HEAD_CELL,
        body,
        words,
        lambda formula: html.unescape(formula["latex"]),
        lambda formula, said: (
            f'<{formula["cell"]}<span class="spoken">{html_text(said)}</span><math aria-hidden="true"{formula["rest"]}'
        ),
    )


def _with_words(
    pattern: re.Pattern[str],
    body: str,
    words: Alternatives,
    latex: Callable[[re.Match[str]], str],
    replacement: Callable[[re.Match[str], str], str],
) -> str:
    """Replace each match of `pattern` by its words; a match with the group `exercise` says where an exercise begins."""
    scope = words[OUTSIDE]

    def replaced(match: re.Match[str]) -> str:
        nonlocal scope
        if match["exercise"] is not None:
            scope = words.get(match["exercise"], {})
            return match[0]
        formula = single_spaced(latex(match))
        return replacement(match, scope.get(formula) or words[OUTSIDE][formula])

    return pattern.sub(replaced, body)


def _between(statement: Statement) -> str:
    words = _plain(statement.words)
    return f"{words} " if words in (",", ";") else f" {words} " if words else "; "


def _statement(statement: Statement, say: Say) -> str:
    parts = (speak(statement.node, say), *(_condition(one, say) for one in statement.conditions))
    return " ".join(filter(None, parts))


def _condition(condition: Condition, say: Say) -> str:
    return " ".join(filter(None, (_plain(condition.words), speak(condition.node, say) if condition.node else "")))


def _plain(words: str) -> str:
    return single_spaced(_LATEX_SIGNS.sub(" ", words))


def single_spaced(text: str) -> str:
    """Return a text with each run of white space as one space."""
    return " ".join(text.split())
