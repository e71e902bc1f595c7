"""Figures drawn by another process."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from matplotlib.font_manager import FontManager

from pipeline.exercises.figures import Bars, Figure
from pipeline.exercises.solution import Content
from pipeline.render.figures import ahead, drawn
from pipeline.render.figures.cache import kept
from pipeline.render.figures.fonts import FONTS, write_font_list


def figure(height: float) -> Figure:
    """Bars of a height."""
    return Figure("f", (Bars(("a", "b"), (("w", (height, 1.0)),), "y"),), "c", "a")


@pytest.fixture(autouse=True)
def _empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORRIGE_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[ahead.Studio]:
    """A studio with a process of its own, however many processors there are."""
    monkeypatch.setattr(ahead, "processors", lambda: 2)
    with ahead.studio() as studio:
        yield studio


def test_pictures_are_those_that_would_be_drawn_here(worker: ahead.Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for in any order, they come from the other process, with the bytes that drawing here gives."""
    for height in (1.0, 2.0, 3.0):
        worker.begin(figure(height), "svg")
    monkeypatch.setattr(worker, "_draw", lambda *_: pytest.fail("drawn here"))
    for height in (3.0, 1.0, 2.0, 3.0):
        assert worker.picture(figure(height), "svg") == drawn(figure(height), "svg")


def test_many_requests_wait_for_nobody(worker: ahead.Studio) -> None:
    """More is asked for, and answered, than pipes can hold before anybody waits for the first picture."""
    name = "n" * 5000
    figures = [Figure(f"{name}{number}", figure(1.0 + number).drawing, "c", "a") for number in range(40)]
    for one in figures:
        worker.begin(one, "svg")
    assert worker.picture(figures[-1], "svg").startswith(b"<?xml")


def test_drawing_goes_on_while_nobody_reads(worker: ahead.Studio) -> None:
    """More pictures than a pipe holds are drawn and kept before anybody asks for the first."""
    figures = [figure(1.0 + number) for number in range(40)]
    for one in figures:
        worker.begin(one, "svg")
    deadline = time.monotonic() + 60
    while any(kept(one, "svg") is None for one in figures):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert sum(len(worker.picture(one, "svg")) for one in figures) > 4 * 65536


def test_a_figure_that_cannot_be_drawn_raises_here(worker: ahead.Studio) -> None:
    """What went wrong in the other process is told to who waits, and the next figure comes all the same."""
    broken = Figure("f", (object(),), "c", "a")  # type: ignore[arg-type] # nothing that can be drawn
    worker.begin(broken, "svg")
    worker.begin(figure(1.0), "svg")
    with pytest.raises((KeyError, AttributeError)):
        worker.picture(broken, "svg")
    assert worker.picture(figure(1.0), "svg").startswith(b"<?xml")


def test_a_dead_worker_is_replaced_by_ourselves(worker: ahead.Studio) -> None:
    """Where the other process has gone, figures are drawn here."""
    worker.begin(figure(1.0), "svg")
    worker.close()
    worker.begin(figure(2.0), "svg")
    assert worker.picture(figure(1.0), "svg") == drawn(figure(1.0), "svg")
    assert worker.picture(figure(2.0), "svg") == drawn(figure(2.0), "svg")


def test_one_processor_draws_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process is started where it would only compete with ours."""
    monkeypatch.setattr(ahead, "processors", lambda: 1)
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: pytest.fail("a process was started"))
    with ahead.studio() as studio:
        studio.begin(figure(1.0), "svg")
        assert studio.picture(figure(1.0), "svg") == drawn(figure(1.0), "svg")


def test_our_list_of_fonts_is_matplotlibs() -> None:
    """Every font that we list is one that matplotlib finds in its own folder, with these properties."""
    found = {
        (entry.name, Path(entry.fname).stem, entry.style, entry.weight, entry.variant, entry.stretch)
        for entry in FontManager().ttflist
    }
    assert {(*font, "normal", "normal") for font in FONTS} <= found


def test_matplotlib_takes_our_list_of_fonts(tmp_path: Path) -> None:
    """A first import in an empty folder reads our list and searches no fonts; in the second the file is left alone."""
    write_font_list(tmp_path)
    (file,) = tmp_path.iterdir()
    before = file.read_bytes()
    assert len(json.loads(before)["ttflist"]) == len(FONTS)
    count = "import matplotlib.font_manager as f; print(len(f.fontManager.ttflist))"
    done = subprocess.run(
        [sys.executable, "-c", count],
        env=os.environ | {"MPLCONFIGDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) == len(FONTS)
    write_font_list(tmp_path)
    assert file.read_bytes() == before


def test_drawing_loads_our_fonts_only() -> None:
    """The drawing code imports matplotlib with our list, so that no font of the machine decides how a figure looks."""
    code = (
        "import pipeline.render.figures.draw, matplotlib.font_manager as f; "
        "print(sorted({e.name for e in f.fontManager.ttflist}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(sorted({family for family, *_ in FONTS}))


def test_figures_are_found_wherever_they_stand() -> None:
    """Content holds figures in lists and mappings of any depth."""
    first, second = figure(1.0), figure(2.0)
    content: dict[str, Content] = {"a": [first, {"b": second}], "c": "text"}
    assert list(ahead.figures_in(content)) == [first, second]
