from pathlib import Path

import pytest

from pipeline.batch.folders import folder_names, is_safe
from pipeline.batch.roster import numbered, read_roster
from pipeline.errors import InputError, explain


def _write(folder: Path, content: str | bytes) -> Path:
    path = folder / "r.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_common_csv_is_read(tmp_path: Path, mark: str, bom: bytes, end: str) -> None:
    """With or without byte order mark, with any common delimiter and line end, quoted or not."""
    lines = [mark.join(row) for row in (("Name", "ID", "Group A"), (f'"Søn{mark} Ann"', "s1", "x"), ("Bo", "s2", ""))]
    roster = read_roster(_write(tmp_path, bom + (end.join(lines) + end).encode()))
    assert [(one.id, one.name, one.columns["group_a"]) for one in roster.students] == [
        ("s1", f"Søn{mark} Ann".replace("\t", " ").replace("  ", " "), "x"),
        ("s2", "Bo", ""),
    ]


def test_names_stay_as_they_are(tmp_path: Path) -> None:
    """What means something to LaTeX, Typst or HTML is text, and spaces at the ends do not count."""
    name = r"O'Brien & Søn_{x} #1 \input{x}"
    [student] = read_roster(_write(tmp_path, f"id,name\n s1 , {name} \n")).students
    assert (student.id, student.folder, student.name) == ("s1", "s1", name)


MISTAKES = {
    "no id": ("name\nAnn\n", "r.csv:1: the roster has no column 'id'"),
    "empty": ("", "r.csv: the roster is empty"),
    "header only": ("id,name\n", "r.csv: the roster names no students"),
    "twice": ("id\na\nb\na\n", "r.csv:4: two students have the id 'a'"),
    "twice in other code points": ("id\n\u00e9\ne\u0301\n", "r.csv:3: two students have the id 'e\u0301'"),
    "no id in a row": ("id,name\na,A\n,B\n", "r.csv:3: this student has no id"),
    "published": ("id\n0\n", "r.csv:2: the id '0' is kept for the published sheet"),
    "too many cells": ("id,name\na,b,c\n", "r.csv:2: this row has 3 cells, and the header names 2"),
    "open quote": ('id,name\na,"b\n', "r.csv:2: the roster is no CSV here: unexpected end of data"),
    "not UTF-8": (b"id\na\n\xff\n", "r.csv:3: the roster is not UTF-8 text"),
    "binary": (b"id\na\0\n", "r.csv: the roster is no text file"),
    "two columns": ("id,Name,name\na,b,c\n", "r.csv:1: two columns of the roster are called 'name'"),
}


@pytest.mark.parametrize(("content", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_in_a_roster_are_told_with_their_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | bytes, sentence: str
) -> None:
    """A roster that cannot be right is refused, with the line to mend."""
    monkeypatch.chdir(tmp_path)
    _write(tmp_path, content)
    with pytest.raises(InputError) as caught:
        read_roster(Path("r.csv"))
    assert explain(caught.value).splitlines()[0] == f"error: {sentence}"


def test_ids_that_no_folder_can_have_get_a_safe_one_and_it_is_said(tmp_path: Path) -> None:
    """Paths, reserved names, very long ids and such as differ in capital letters only are safe, distinct and told."""
    ids = [
        "../x",
        "CON",
        "a" * 300,
        "aux.txt",
        "ok",
        "OK",
        "a/b",
        "a\\b",
        ".hidden",
        "end.",
        "keys.csv",
        "naïve",
        "x y",
    ]
    roster = read_roster(_write(tmp_path, "id\n" + "\n".join(ids)))
    assert [one.id for one in roster.students] == ids
    folders = [one.folder for one in roster.students]
    assert all(map(is_safe, folders))
    assert len({folder.casefold() for folder in folders}) == len(ids)
    assert folders[4] == "ok"
    assert len(roster.notes) == len(ids) - 1
    assert roster.notes[0].startswith("the id '../x' cannot name a folder everywhere; its folder is x-")


def test_a_folder_depends_on_its_id_only() -> None:
    """Another order or other students leave the folders of unsafe ids as they were."""
    assert folder_names(["../x", "a/b"])[0] == folder_names(["c", "a/b", "../x"])[0][:0:-1]


def test_numbered_students_have_folders_of_four_digits() -> None:
    """1 lies in 0001, and 10000 in a folder of its own."""
    students = numbered(10_000).students
    assert (students[0].id, students[0].folder, students[-1].folder) == ("1", "0001", "10000")
