"""Templates full of TeX, and what is wrong with them."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from pipeline.errors import TemplateError, explain
from pipeline.render.content import Prepared
from pipeline.render.environment import environment, render_template, shared_environment

CONTEXT: Mapping[str, Prepared] = {
    "function": "x^2",
    "points": ["a", "b"],
    "figure": {"block": "B", "ref": "Figure 1", "items": "I"},
}


def rendered(folder: Path, source: str, context: Mapping[str, Prepared] = CONTEXT) -> str:
    """Fill a template that holds this source."""
    (folder / "t.md.j2").write_text(source, encoding="utf-8")
    return render_template(environment(folder), "t.md.j2", context, "exercise 'e'")


def test_a_template_of_ones_own_counts_from_when_it_is_there(tmp_path: Path) -> None:
    """Written while a preview runs, it takes the place of the built-in one; taken away, it gives it back."""
    own, built_in = tmp_path / "own", tmp_path / "built-in"
    own.mkdir()
    built_in.mkdir()
    (built_in / "t.md.j2").write_text("built in", encoding="utf-8")

    def page() -> str:
        return render_template(shared_environment((own, built_in)), "t.md.j2", CONTEXT, "exercise 'e'")

    assert page() == "built in"
    (own / "t.md.j2").write_text("own", encoding="utf-8")
    assert page() == "own"
    (own / "t.md.j2").unlink()
    assert page() == "built in"


STATEMENTS = r"       \BLOCK{…} holds a statement of Jinja (if, for, set, include, …), \VAR{…} what is printed"


@pytest.mark.parametrize(
    "source",
    [r"$\frac{{a}}{b}$ {{x}}", "(((a)))", "{% raw %} {# no #}", r"\begin{aligned} a &= b \\ \end{aligned}", "## x"],
)
def test_tex_and_braces_stay_as_they_are(tmp_path: Path, source: str) -> None:
    """Nothing but the three commands means anything to the template engine."""
    assert rendered(tmp_path, source) == source


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"$\frac{\VAR{function}}{2}$", r"$\frac{x^2}{2}$"),
        ("\\BLOCK{for p in points}\n- \\VAR{p}\n\\BLOCK{endfor}\n", "- a\n- b\n"),
        (r"a\NOTE{ hidden }b", "ab"),
        (r"\VAR{figure.ref}, \VAR{figure.items}", "Figure 1, I"),
        (r"\BLOCK{if missing is defined}no\BLOCK{else}yes\BLOCK{endif}", "yes"),
        (r"two \\VAR{function}", r"two \x^2"),
    ],
)
def test_commands_are_filled(tmp_path: Path, source: str, expected: str) -> None:
    """The three commands print, control and comment, also inside formulas."""
    assert rendered(tmp_path, source) == expected


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "one\n$\\VAR{functoin}$",
            "error: {file}:2:7: unknown name 'functoin' in the template of exercise 'e'\n"
            "       $\\VAR{functoin}$\n             ^^^^^^^^\n       did you mean 'function'?",
        ),
        (
            r"\VAR{figure.blok}",
            "error: {file}:1:13: unknown name 'blok' in the template of exercise 'e'\n"
            "       \\VAR{figure.blok}\n                   ^^^^\n       did you mean 'block'?",
        ),
        (
            "\n\\BLOCK{for x in nowhere}\\BLOCK{endfor}",
            "error: {file}:2:17: unknown name 'nowhere' in the template of exercise 'e'\n"
            "       \\BLOCK{for x in nowhere}\\BLOCK{endfor}\n                       ^^^^^^^\n"
            "       there is: figure, function, points",
        ),
        (
            r"a \VAR{points}",
            "error: {file}:1:3: \\VAR prints text only, and this is a list, in exercise 'e'\n"
            "       a \\VAR{points}\n         ^^^^^^^^^^^^",
        ),
        (
            r"\VAR{1 / 0} \VAR{points}",  # which of the two it is, nobody says
            "error: {file}:1: division by zero, in exercise 'e'",
        ),
        (
            "x\n\\VAR {function}",
            "error: {file}:2:1: \\VAR is not followed by a brace, in exercise 'e'\n"
            "       \\VAR {function}\n       ^^^^^^^^^^^^^^^\n" + STATEMENTS,
        ),
        (
            r"\NOTE{ a {b} }",
            "error: {file}:1:1: a \\NOTE{…} cannot hold a brace, in exercise 'e'\n"
            "       \\NOTE{ a {b} }\n       ^^^^^^^^^^^^\n" + STATEMENTS,
        ),
        (
            "\n\n\\BLOCK{for}",
            "error: {file}:3:1: Expected an expression, got 'end of statement block', in exercise 'e'\n"
            "       \\BLOCK{for}\n       ^^^^^^^^^^^\n" + STATEMENTS,
        ),
        (
            r"\VAR{function | uper}",
            "error: {file}:1:1: No filter named 'uper', in exercise 'e'\n"
            "       \\VAR{function | uper}\n       ^^^^^^^^^^^^^^^^^^^^^\n       did you mean 'upper'?",
        ),
        (
            'a\n\\BLOCK{include "other.md.j2"}',
            "error: {file}:2:17: there is no template 'other.md.j2' for exercise 'e'\n"
            '       \\BLOCK{include "other.md.j2"}\n                       ^^^^^^^^^^^\n'
            "       where templates/ of the project has none of this path, the built-in one counts, if there is one",
        ),
        ('\\BLOCK{include "t.md.j2"}', "error: {file}:1:1: maximum recursion depth exceeded"),
    ],
)
def test_mistakes_are_told_with_their_place(tmp_path: Path, source: str, message: str) -> None:
    """A mistake in a template is one sentence with file and line, and a hint where there is one."""
    with pytest.raises(TemplateError) as caught:
        rendered(tmp_path, source)
    file = str(tmp_path / "t.md.j2")
    told, expected = explain(caught.value), message.replace("{file}", file)
    assert told == expected or ("recursion" in message and told.startswith(expected))


def test_a_template_that_is_no_text_is_told(tmp_path: Path) -> None:
    """Also where another one includes it: file and line of the byte."""
    (tmp_path / "part.md.j2").write_bytes(b"one\ntw\xe9\n")
    with pytest.raises(TemplateError) as caught:
        rendered(tmp_path, r'\BLOCK{include "part.md.j2"}')
    first = f"error: {tmp_path / 'part.md.j2'}:2: the template is not UTF-8 text, in exercise 'e'\n"
    assert explain(caught.value) == first + "       save it in this encoding in your editor"


def test_a_command_in_the_context_does_not_reach_the_page(tmp_path: Path) -> None:
    """A name of the user's that looks like a command of ours is refused, not left in the output."""
    with pytest.raises(TemplateError, match="is left over"):
        rendered(tmp_path, r"$\VAR{function}$", {"function": r"\VAR{x}"})


def test_an_escaped_command_of_a_user_is_text(tmp_path: Path) -> None:
    r"""Words such as `\VAR{x}` in a title print as themselves."""
    assert rendered(tmp_path, r"\VAR{function}", {"function": r"\\VAR\{x\}"}) == r"\\VAR\{x\}"


def test_only_text_enters_the_context(tmp_path: Path) -> None:
    """A number in the context is our own mistake and does not get printed somehow."""
    with pytest.raises(TypeError, match=r"exercise 'e'\.list\[1\] is a int"):
        rendered(tmp_path, "", {"list": ["a", 1]})  # type: ignore[list-item] # on purpose


def test_a_missing_template_is_named(tmp_path: Path) -> None:
    """A kind without a template is told which one it lacks."""
    with pytest.raises(TemplateError, match=r"there is no template 'x\.md\.j2' for exercise 'e'"):
        render_template(environment(tmp_path), "x.md.j2", {}, "exercise 'e'")
