import pytest

from pipeline.cli import crew
from pipeline.cli.crew import progress_bar


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands still until it is set."""
    now = [100.0]
    monkeypatch.setattr(crew, "monotonic", lambda: now[0])
    return now


def test_progress_in_a_log_is_a_line_now_and_then(clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    """Count, time left and failures stand in plain lines; what was done before does not make the rate."""
    with progress_bar("week.toml", is_quiet=False) as show:
        show("building", 10, 50, 0)
        for seconds, done, failed in ((2, 11, 0), (4, 12, 0), (10, 20, 1), (11, 21, 1), (40, 50, 1)):
            clock[0] = 100.0 + seconds
            show("building", done, 50, failed)
    assert capsys.readouterr().err.splitlines() == [
        "week.toml: building 20 of 50, 30 s left, 1 failed",
        "week.toml: building 50 of 50, 1 failed",
    ]


def test_quiet_shows_no_progress(clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever happens, nothing is said."""
    with progress_bar("week.toml", is_quiet=True) as show:
        clock[0] += 60
        show("building", 3, 4, 1)
    assert capsys.readouterr() == ("", "")
