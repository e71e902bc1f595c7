"""New files for authors, from `templates/starts`: copied with names put in, never over a file that is there."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.errors import Place, UsageError, WriteError
from pipeline.render.locations import templates_root

_STAND_IN = re.compile(r"my-(?:kind|sheet)|my_kind|MyKind|My sheet")


def start_files(start: str, names: Mapping[str, str]) -> Mapping[str, str]:
    """Return the files of a start by their path.

    Args:
        start: Folder below `templates/starts`.
        names: What comes in place of each stand-in, in paths and texts: `my-kind` → `tangent`.
    """

    def named(text: str) -> str:
        return _STAND_IN.sub(lambda word: names.get(word[0], word[0]), text)

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
