"""A browser without a window, in an empty profile."""

import subprocess
from pathlib import Path

from tests.needs import program

_QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip


def run_browser(profile: Path, url: str, *options: str) -> str:
    """Open a page and return what the options make the browser print."""
    command = [program("browser"), *_QUIET, f"--user-data-dir={profile}", *options, url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True, stdin=subprocess.DEVNULL)
    return done.stdout
