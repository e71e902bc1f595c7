r"""Jinja for texts full of TeX: `\VAR{…}`, `\BLOCK{…}`, `\NOTE{…}`, strict about names and about types.

Guarantee: what stands in a template is on the page as written, a name that does not exist is an error with its place,
and nothing but text is ever printed.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from functools import cache, partial
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Literal, cast

import jinja2
from jinja2.defaults import DEFAULT_FILTERS, DEFAULT_TESTS  # type: ignore[attr-defined] # documented there
from jinja2.ext import Extension

from pipeline.errors import Place, TemplateError
from pipeline.render.compiled import bytecode
from pipeline.render.content import Prepared, Words
from pipeline.render.language.sentences import CLOSE, OPEN, WORDS
from pipeline.render.locations import Folders

Prints = Literal["text", "marked text"]

_COMMAND = re.compile(r"(?<!\\)(?:\\\\)*\\(VAR|BLOCK|NOTE)")
_LOOSE = re.compile(_COMMAND.pattern + r"(?!\{)")
_WHOLE = re.compile(r"\\(?:VAR|BLOCK|NOTE) ?\{[^}]*\}?")
_NOTE = re.compile(r"\\NOTE\{([^}]*)")
_FAILURES: Final = (
    *(jinja2.TemplateRuntimeError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError),
    *(RecursionError, OSError),
)


class _UnknownNameError(jinja2.UndefinedError):
    """A name that the context does not hold; carries what a hint needs."""

    def __init__(self, owner: object, name: object, message: str | None = None) -> None:
        super().__init__(message)
        self.owner = owner
        self.name = str(name)


class _Strict(jinja2.StrictUndefined):
    """Raises on every use, and remembers what was looked for and where."""

    def __init__(self, hint: str | None = None, obj: Any = jinja2.utils.missing, name: Any = None, **_: Any) -> None:
        exception = partial(_UnknownNameError, obj, name)  # Jinja only calls it
        super().__init__(hint, obj, name, cast("type[jinja2.TemplateRuntimeError]", exception))


class _Checks(Extension):
    """Refuses, before Jinja reads a template, what Jinja would misread without a word."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the source unchanged, or raise at the line of a broken command."""
        if loose := _LOOSE.search(source):
            self._refuse(f"\\{loose[1]} is not followed by a brace", source, loose.start(1), name, filename)
        for note in _NOTE.finditer(source):
            if "{" in note[1]:
                self._refuse(r"a \NOTE{…} cannot hold a brace", source, note.start(), name, filename)
        return source

    @staticmethod
    def _refuse(message: str, source: str, position: int, name: str | None, filename: str | None) -> None:
        raise jinja2.TemplateSyntaxError(message, source.count("\n", 0, position) + 1, name, filename)


class _Environment(jinja2.Environment):
    """Looks names up in the context's own keys first, so that an entry may be called `items` or `values`."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


def _only_text(value: object) -> str:
    if isinstance(value, jinja2.Undefined):
        return str(value)  # raises
    if not isinstance(value, str):
        raise TypeError(f"\\VAR prints text only, and this is a {type(value).__name__}")
    return value


def _marked(value: object) -> str:
    """Return what is printed between marks, so that a sentence around it can be found in a catalogue."""
    text = _only_text(value)
    return f"{OPEN}{WORDS if isinstance(value, Words) else ''}{text}{CLOSE}"


class _FirstFolder(jinja2.FileSystemLoader):
    """Finds a template out of date also where a folder that counts before its own has one of that name by now."""

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return source, file, and what tells whether they are still right."""
        try:
            source, file, is_unchanged = super().get_source(environment, template)
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            file = next(str(place) for folder in self.searchpath if (place := Path(folder, template)).is_file())
            raise jinja2.TemplateSyntaxError("the template is not UTF-8 text", line, template, file) from None
        places = [Path(folder, template) for folder in self.searchpath]
        before = places[: places.index(Path(file))]
        return source, file, lambda: is_unchanged() and not any(place.is_file() for place in before)


@cache
def shared_environment(folders: Folders, prints: Prints = "text") -> jinja2.Environment:
    """Return the environment for the templates of all pages; it looks whether one has changed since."""
    return environment(*folders, prints=prints)


def environment(*folders: Path, prints: Prints = "text") -> jinja2.Environment:
    r"""Return the environment of the templates below some folders; where several have one, the first counts.

    Args:
        folders: Of templates.
        prints: Whether what `\VAR` prints is marked as such, for pages that are to be translated.
    """
    return _Environment(
        loader=_FirstFolder(folders),
        bytecode_cache=bytecode(Path(__file__), prints.partition(" ")[0]),
        extensions=[_Checks],
        undefined=_Strict,
        finalize=_only_text if prints == "text" else _marked,
        autoescape=False,
        variable_start_string=r"\VAR{",
        variable_end_string="}",
        block_start_string=r"\BLOCK{",
        block_end_string="}",
        comment_start_string=r"\NOTE{",
        comment_end_string="}",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render_template(jinja: jinja2.Environment, name: str, context: Mapping[str, Prepared], subject: str) -> str:
    """Return the filled template.

    Args:
        jinja: From `environment`.
        name: Of the template, relative to the root.
        context: Prepared text.
        subject: Whose page this is, for messages: `exercise 'rosenbrock'`.

    Raises:
        TemplateError: Where the template is missing or malformed, names something that does not exist, prints
            what is not text, or leaves a command on the page.
        TypeError: Where the context holds anything but text (our bug, not the template's).
    """
    _check(context, subject)
    with template_errors(context, subject):
        text = jinja.get_template(name).render(context)
    if left := _COMMAND.search(text):
        raise TemplateError(f"\\{left[1]} is left over on the page of {subject}", place=_place(name))
    return text


@contextmanager
def template_errors(context: Mapping[str, object], subject: str) -> Iterator[None]:
    """Turn what Jinja raises into errors with file and line; arguments as for `render_template`.

    Raises:
        TemplateError: In place of anything that a template is to blame for.
    """
    try:
        yield
    except jinja2.TemplateNotFound as error:
        place = _line_of(error.__traceback__, str(error.name))
        hint = "where templates/ of the project has none of this path, the built-in one counts, if there is one"
        raise TemplateError(f"there is no template '{error.name}' for {subject}", place=place, hint=hint) from error
    except jinja2.TemplateSyntaxError as error:
        place = _place(error.filename, error.lineno)
        message = (error.message or "malformed template").rstrip(".")
        raise TemplateError(f"{message}, in {subject}", place=place, hint=_syntax_hint(message)) from error
    except _UnknownNameError as error:
        raise _unknown(error, context, subject) from error
    except _FAILURES as error:
        raise TemplateError(f"{str(error).rstrip('.')}, in {subject}", place=_line_of(error.__traceback__)) from error


def _syntax_hint(message: str) -> str:
    if named := re.fullmatch(r"No (filter|test) named '(.*)'", message):
        known = DEFAULT_FILTERS if named[1] == "filter" else DEFAULT_TESTS
        near = get_close_matches(named[2], known, n=1)
        return f"did you mean '{near[0]}'?" if near else f"{named[1]}s are those of Jinja"
    if message.startswith("the template is not UTF-8"):
        return "save it in this encoding in your editor"
    return r"\BLOCK{…} holds a statement of Jinja (if, for, set, include, …), \VAR{…} what is printed"


def _check(value: object, where: str) -> None:
    """Raise TypeError unless the value is nested dicts and lists of text."""
    if isinstance(value, dict):
        for key, item in value.items():
            _check(item, f"{where}.{key}")
    elif isinstance(value, list):
        for position, item in enumerate(value):
            _check(item, f"{where}[{position}]")
    elif not isinstance(value, str):
        raise TypeError(f"{where} is a {type(value).__name__}, and a template's context holds text only")


def _unknown(error: _UnknownNameError, context: Mapping[str, object], subject: str) -> TemplateError:
    whole = error.owner is jinja2.utils.missing
    owner = context if whole else error.owner
    known = sorted(owner) if isinstance(owner, Mapping) else []
    near = get_close_matches(error.name, known, n=1, cutoff=0.5)
    listed = ", ".join(known[:12]) + (", …" if len(known) > 12 else "")
    hint = f"did you mean '{near[0]}'?" if near else f"there is: {listed}" if listed else "it has no parts"
    place = _line_of(error.__traceback__, error.name)
    return TemplateError(f"unknown name '{error.name}' in the template of {subject}", place=place, hint=hint)


def _line_of(traceback: TracebackType | None, name: str = "") -> Place | None:
    """Find the innermost line of a template in a traceback; Jinja rewrites it to the template's own lines."""
    place = None
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if file.endswith(".j2"):
            place = _place(file, traceback.tb_lineno, name)
        traceback = traceback.tb_next
    return place


def _place(file: str | None, line: int | None = None, name: str = "") -> Place | None:
    if file is None:
        return None
    path = Path(file)
    shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    if line is None or not path.is_file():
        return Place(str(shown), line)
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    text = lines[min(line, len(lines)) - 1]
    column, length = _within(text, name)
    return Place(str(shown), line, column, text, length)


def _within(line: str, name: str) -> tuple[int | None, int]:
    """Return column and length of what a mistake is about: a name, else the only command of the line."""
    if name:
        found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", line)
        return (found.start() + 1 if found else None), len(name)
    commands = list(_WHOLE.finditer(line))
    return (commands[0].start() + 1, len(commands[0][0])) if len(commands) == 1 else (None, 1)
