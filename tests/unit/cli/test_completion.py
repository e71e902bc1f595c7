import os
import subprocess
import sys

import pytest


def _complete(*words: str, root: os.PathLike[str]) -> list[str]:
    """What the shell is offered after the last of these words."""
    environment = {
        **os.environ,
        "_CORRIGE_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(words),
        "COMP_CWORD": str(len(words) - 1),
    }
    command = [sys.executable, "-m", "pipeline"]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("corrige", "bu"), ["plain,build"]),
        (("corrige", "kinds", "crit"), ["plain,critical-points"]),
        (("corrige", "build", "sheets/"), ["file,sheets/"]),
        (("corrige", "build", "--pdf-engine", "lua"), ["plain,lualatex"]),
        (("corrige", "build", "--edition", "so"), ["plain,solution"]),
        (("corrige", "build", "--format", "pdf,m"), ["plain,pdf,md"]),
    ],
)
def test_the_shell_completes(words: tuple[str, ...], offered: list[str], root: os.PathLike[str]) -> None:
    """Commands, kinds, files and the words of options are offered, in lists those that are not there yet."""
    assert _complete(*words, root=root) == offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(shell: str, root: os.PathLike[str]) -> None:
    """The line that the README gives prints a script that the shell can read."""
    environment = {**os.environ, "_CORRIGE_COMPLETE": f"{shell}_source"}
    command = [sys.executable, "-m", "pipeline"]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=True)
    assert f"{shell}_complete" in done.stdout
    assert ('string split --max 1 ","' in done.stdout) == (shell == "fish")  # `pdf,html` is one word
    assert "corrige" in done.stdout
