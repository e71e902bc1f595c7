r"""Text of users stays text: escaped so that pandoc prints every character as itself.

Escaped is what can mean something anywhere in pandoc's Markdown, and what can mean something only at the
start of a line wherever it could get there. `.` and `-` inside words stay bare, so that the page stays readable.
"""

import re

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ue000-\uf8ff]")
"""Control characters, changes of writing direction, and the private range that `blocks` takes its markers from."""

_SPACE = re.compile(r"[ \t\n\r\f\v\x85\u2028\u2029]+")
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#$|~^@!'\"&]|(?<=[-.:=%+])[-.:=%+]|[-.:=%+](?=[-.:=%+])")
_LINE_START = re.compile(r"^(?:[-+:=%]|\(?(?:\d+|[A-Za-z]|[ivxlcdmIVXLCDM]+)[.)](?= |$))")
_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%",
    "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "`": r"\`{}",
    "'": r"\textquotesingle{}", '"': r"\textquotedbl{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "-": r"-{}",
}  # fmt: skip
"""Commands that pandoc knows as well as LaTeX; the braces break ligatures (a double minus is no dash)."""


def clean(text: str) -> str:
    """Return the text on one line, without control characters and without markers of our own."""
    return _SPACE.sub(" ", _CONTROL.sub("", text)).strip()


def markdown_text(text: str) -> str:
    """Return Markdown that prints the text as it stands, on one line."""
    return _LINE_START.sub(_mark_start, _SPECIAL.sub(r"\\\g<0>", clean(text)))


def _mark_start(match: re.Match[str]) -> str:
    """Put the backslash before the character that makes a list item, a rule or a definition of the line."""
    found = match.group()
    return f"{found[:-1]}\\{found[-1]}"


def markdown_paragraphs(text: str) -> str:
    """Return Markdown paragraphs that print the text as it stands; blank lines separate paragraphs."""
    parts = (markdown_text(part) for part in re.split(r"\n\s*\n", text))
    return "\n\n".join(part for part in parts if part)


def attribute_value(text: str) -> str:
    """Return the text as a quoted value of a pandoc attribute."""
    return '"' + re.sub(r'[\\"&]', r"\\\g<0>", clean(text)) + '"'


def latex_text(text: str) -> str:
    """Return LaTeX that prints the text as it stands, on one line."""
    escaped = "".join(_LATEX.get(character, character) for character in clean(text))
    return re.sub(",(?=,)", ",{}", escaped)
