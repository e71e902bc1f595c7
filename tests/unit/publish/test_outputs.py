import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from pipeline.errors import WriteError, explain
from pipeline.publish import outputs
from pipeline.publish.manifest import NAME, is_current, manifest_json
from pipeline.publish.outputs import publish_files

INPUTS = {"sheet": "1"}


def _publish(target: Path, **files: str) -> None:
    content = {name.replace("__", "/").replace("_", "."): text.encode() for name, text in files.items()}
    publish_files(target, {**content, NAME: manifest_json(INPUTS, content)})


def _content(folder: Path) -> Mapping[str, str]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != NAME)
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found}


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """Files of an earlier build that the new one does not make are gone, and nothing lies beside the folder."""
    _publish(tmp_path / "s", sheet_pdf="old", figures__a_svg="old")
    _publish(tmp_path / "s", sheet_html="new")
    assert _content(tmp_path / "s") == {"sheet.html": "new"}
    assert _names(tmp_path) == ["s"]


def test_what_others_put_into_the_folder_stays(tmp_path: Path) -> None:
    """Notes, the variants and a picture among the figures are carried over."""
    target = tmp_path / "s"
    _publish(target, figures__a_svg="1")
    (target / "notes.txt").write_text("mine")
    (target / "figures" / "photo.png").write_text("mine")
    (target / "variants" / "0001").mkdir(parents=True)
    (target / "variants" / "0001" / "sheet.pdf").write_text("theirs")
    _publish(target, sheet_pdf="2")
    expected = {"figures/photo.png": "mine", "notes.txt": "mine", "sheet.pdf": "2", "variants/0001/sheet.pdf": "theirs"}
    assert _content(target) == expected


def test_a_folder_of_someone_else_is_refused(tmp_path: Path) -> None:
    """A folder with files but without our manifest is never touched."""
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "thesis.tex").write_text("years")
    with pytest.raises(WriteError) as caught:
        _publish(tmp_path / "s", sheet_pdf="1")
    assert explain(caught.value) == (
        f"error: {tmp_path}/s: this folder holds files that corrige did not write\n"
        "       choose another folder with -o, or move it away"
    )
    assert _content(tmp_path / "s") == {"thesis.tex": "years"}


@pytest.mark.parametrize(("path", "output"), [("sheet.pdf", "sheet_pdf"), ("figures", "figures__a_svg")])
def test_a_file_of_someone_else_is_not_overwritten(tmp_path: Path, path: str, output: str) -> None:
    """An output whose name is taken by a file that we did not write is an error."""
    _publish(tmp_path / "s", sheet_html="1")
    (tmp_path / "s" / path).write_text("mine")
    with pytest.raises(WriteError) as caught:
        _publish(tmp_path / "s", **{output: "2"})
    assert explain(caught.value) == (
        f"error: {tmp_path}/s/{path}: this is in the way of an output\n       corrige did not write it; move it away"
    )
    assert _content(tmp_path / "s") == {"sheet.html": "1", path: "mine"}


def test_a_file_in_the_folders_place_is_refused(tmp_path: Path) -> None:
    """The target has to be a folder."""
    (tmp_path / "s").write_text("mine")
    with pytest.raises(WriteError, match="^this is a file, and the outputs need a folder here$"):
        _publish(tmp_path / "s", sheet_pdf="1")


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    """Where the output folder is a symbolic link, what it leads to is replaced."""
    (tmp_path / "real").mkdir()
    (tmp_path / "s").symlink_to("real")
    _publish(tmp_path / "s", sheet_pdf="1")
    assert (tmp_path / "s").is_symlink()
    assert _content(tmp_path / "real") == {"sheet.pdf": "1"}


def test_without_an_atomic_exchange_the_folder_is_replaced_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two renames do where the system has no exchange."""
    monkeypatch.setattr(outputs, "exchange", lambda first, second: False)
    _publish(tmp_path / "s", sheet_pdf="1")
    (tmp_path / "s" / "notes.txt").write_text("mine")
    _publish(tmp_path / "s", sheet_pdf="2")
    assert _content(tmp_path / "s") == {"notes.txt": "mine", "sheet.pdf": "2"}
    assert _names(tmp_path) == ["s"]


def test_a_folder_that_was_moved_aside_comes_back(tmp_path: Path) -> None:
    """After a kill between the two renames, the next run finds everything, also what was not ours."""
    _publish(tmp_path / "s", sheet_pdf="1")
    (tmp_path / "s" / "notes.txt").write_text("mine")
    (tmp_path / "s").rename(tmp_path / ".s.old")
    outputs.recover(tmp_path / "s")
    assert _content(tmp_path / "s") == {"notes.txt": "mine", "sheet.pdf": "1"}
    assert _names(tmp_path) == ["s"]


def test_a_folder_is_current_only_with_the_same_inputs_and_bytes(tmp_path: Path) -> None:
    """Another input, a changed, a missing file, or a broken manifest asks for a build."""
    target = tmp_path / "s"
    assert not is_current(target, INPUTS)
    _publish(target, sheet_pdf="1", sheet_md="2")
    assert is_current(target, INPUTS)
    assert not is_current(target, {"sheet": "2"})
    (target / "sheet.pdf").write_text("0")
    assert not is_current(target, INPUTS)
    _publish(target, sheet_pdf="1", sheet_md="2")
    (target / "sheet.md").unlink()
    assert not is_current(target, INPUTS)
    (target / NAME).write_text("{")
    assert not is_current(target, INPUTS)


@pytest.mark.parametrize("name", ["mkdir", "write_bytes"])
def test_a_failure_to_write_leaves_the_last_outputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A full disk or a forbidden folder is told in a sentence, and what was there stays as it was."""
    _publish(tmp_path / "s", sheet_pdf="1")

    def refuse(*_args: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, name, refuse)
    with pytest.raises(WriteError) as caught:
        _publish(tmp_path / "s", sheet_pdf="2")
    assert explain(caught.value) == (
        f"error: {tmp_path}/s: the outputs cannot be written: no space left on device\n"
        "       earlier outputs are untouched"
    )
    assert _content(tmp_path / "s") == {"sheet.pdf": "1"}
    assert _names(tmp_path) == ["s"]


WRITER = """
import resource
import sys
from pathlib import Path
from pipeline.publish.manifest import NAME, manifest_json
from pipeline.publish.outputs import publish_files
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
version = 0
while True:
    version += 1
    files = {f"figures/{n}.svg": b"%d" % version * 2000 for n in range(20)}
    publish_files(Path(sys.argv[1]), {**files, NAME: manifest_json({"version": version}, files)})
    print("done", flush=True)
"""


def _start(root: Path, target: Path, largest_file: int = 10**6) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", WRITER, str(target), str(largest_file)]
    return subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_kill_at_any_moment_leaves_a_whole_folder(tmp_path: Path, root: Path) -> None:
    """Killed twenty times at random moments, the folder always holds one build, whole, and the notes beside it."""
    target, chance = tmp_path / "out" / "s", random.Random(3)
    _publish(target, sheet_pdf="0")
    (target / "notes.txt").write_text("mine")
    for _ in range(20):
        with _start(root, target) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.random() * 0.01)
            process.send_signal(signal.SIGKILL)
        outputs.recover(target)
        content = dict(_content(target))
        assert content.pop("notes.txt") == "mine"
        assert (len(content), len(set(content.values()))) == (20, 1)
    assert _names(target.parent) == ["s"]


def test_a_limit_on_file_size_is_told(tmp_path: Path, root: Path) -> None:
    """A write that the system refuses in the middle of a file leaves nothing half done."""
    target = tmp_path / "s"

    with _start(root, target, largest_file=1000) as process:
        assert process.stderr is not None
        said = process.stderr.read()
    assert said.rstrip().endswith("WriteError: the outputs cannot be written: file too large")
    assert _names(tmp_path) == []
