"""No skip hides: what CORRIGE_REQUIRE promises."""

from pathlib import Path

import pytest

from tests import needs

TESTS = """
import pytest

@pytest.mark.needs("office")
def test_with_office():
    pass

def test_skipped_for_another_reason():
    pytest.skip("I do not feel like it")
"""


@pytest.fixture(autouse=True)
def no_office(root: Path, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without an office, whatever this one has."""
    monkeypatch.setenv("PYTHONPATH", str(root))
    monkeypatch.delenv("CORRIGE_REQUIRE", raising=False)
    pytester.makeconftest("import shutil\nshutil.which = lambda name, *rest: None\npytest_plugins = ['tests.needs']\n")
    pytester.makeini("[pytest]\nmarkers = needs(tool): a program\n")
    pytester.makepyfile(TESTS)


def test_an_absent_program_skips_with_its_name(pytester: pytest.Pytester) -> None:
    """Without CORRIGE_REQUIRE a test whose program is absent skips, and says which program."""
    result = pytester.runpytest_subprocess("-rs")
    result.assert_outcomes(skipped=2)
    result.stdout.fnmatch_lines(["*needs office: soffice is not installed"])


def test_a_required_program_fails(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that CORRIGE_REQUIRE names has to be there."""
    monkeypatch.setenv("CORRIGE_REQUIRE", "office")
    result = pytester.runpytest_subprocess("-k", "office")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*soffice is not installed, but CORRIGE_REQUIRE names it"])


def test_other_skips_are_refused(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """With CORRIGE_REQUIRE set, only an optional program is a reason to skip."""
    monkeypatch.setenv("CORRIGE_REQUIRE", "tex")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(skipped=1, failed=1)
    result.stdout.fnmatch_lines(["*CORRIGE_REQUIRE allows no such skip*I do not feel like it*"])


def test_a_mistyped_requirement_stops_the_run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown name in CORRIGE_REQUIRE is an error: it would hide skips."""
    monkeypatch.setenv("CORRIGE_REQUIRE", "latex")
    result = pytester.runpytest_subprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*CORRIGE_REQUIRE names*latex*known are*"])


def test_the_known_needs_are_those_of_the_guide(root: Path) -> None:
    """CONTRIBUTING.md names each need that a test can have."""
    guide = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [need for need in needs.PROGRAMS if f"`{need}`" not in guide] == []
