"""New files for authors, from `templates/starts`: copied with names put in, never over a file that is there."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.errors import Place, UsageError, WriteError
from pipeline.render.locations import templates_root


def start_files(start: str, names: Mapping[str, str]) -> Mapping[str, str]:
    """Return the files of a start by their path.

    Args:
        start: Folder below `templates/starts`.
        names: What comes in place of each stand-in, in paths and texts: `my-kind` → `tangent`.
    """
    stand_in = re.compile("|".join(map(re.escape, names)))

    def named(text: str) -> str:
        return stand_in.sub(lambda word: names[word[0]], text)

    return {named(path): named(text) for path, text in _read(templates_root() / "starts" / start)}


def _read(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")


def kind_start(name: str) -> Mapping[str, str]:
    """Return the files of a new kind.

    Raises:
        UsageError: Where the name cannot be one.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) or len(name) > 60:
        raise UsageError(f"'{name}' cannot name a kind", hint="small letters and digits, words joined by hyphens")
    words = name.split("-")
    camel = "".join(word.capitalize() for word in words)
    return start_files("kind", {"my-kind": name, "my_kind": "_".join(words), "MyKind": camel})


def sheet_start(name: str, exercises: str) -> Mapping[str, str]:
    """Return the file of a new sheet.

    Args:
        name: Its id, and the name of its file.
        exercises: The `[[exercise]]` tables to begin with.

    Raises:
        UsageError: Where the name cannot be one.
    """
    from pipeline.sheet.keys import id_problem

    if problem := id_problem(name):
        raise UsageError(f"the name of a sheet {problem}", hint="letters a to z, digits and hyphens")
    title = name.replace("-", " ").capitalize()
    [(path, head)] = start_files("sheet", {"my-sheet": name, "My sheet": title}).items()
    return {path: head + exercises}


def course_start(title: str, requirement: str) -> Mapping[str, str]:
    """Return the files of a new course repository.

    Args:
        title: Of the course.
        requirement: What pip installs there, as a line of requirements.txt.

    Raises:
        UsageError: Where one of them is no single line of text.
    """
    for said, text in (("title of a course", title), ("requirement", requirement)):
        if not text.strip() or not text.isprintable():
            raise UsageError(f"the {said} must be one line of text")
    quotable = title.replace("\\", "\\\\").replace('"', '\\"')
    files = start_files("course", {"my-requirement": requirement})
    return {
        path: text.replace("My course", quotable if path.endswith(".toml") else title) for path, text in files.items()
    }


def write_missing(folder: Path, files: Mapping[str, str]) -> tuple[str, ...]:
    """Write the files that are not there yet, leave the others as they are, and return the paths of those written.

    Args:
        folder: That the paths are relative to.
        files: Text by path.

    Raises:
        WriteError: Where the system refuses.
    """
    missing = tuple(path for path in files if not os.path.lexists(folder / path))
    for path in missing:
        write_text(folder / path, files[path])
    return missing


def write_new(folder: Path, files: Mapping[str, str]) -> None:
    """Write files that are not there yet: all of them, or none.

    Args:
        folder: That the paths are relative to.
        files: Text by path.

    Raises:
        WriteError: Where one of them is there already, or cannot be written.
    """
    for path in files:
        if (folder / path).exists():
            place = Place(str(folder / path))
            raise WriteError("this is there already, and nothing is overwritten", place=place, hint="take another name")
    for path, text in files.items():
        write_text(folder / path, text)


def write_text(target: Path, text: str) -> None:
    """Write a file and the folders that it stands in.

    Raises:
        WriteError: Where the system refuses.
    """
    write_bytes(target, text.encode())


def write_bytes(target: Path, content: bytes) -> None:
    """Write a file as it is; otherwise as `write_text`."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise WriteError(f"this cannot be written: {reason}", place=Place(str(target))) from None


def append_text(target: Path, text: str) -> None:
    """Add to the end of a file, which may not be there yet; otherwise as `write_text`."""
    already = target.read_bytes() if target.is_file() else b""
    write_bytes(target, already + text.encode())
