"""Where this installation comes from, as pip would find it again."""

import json
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any, Final

NAME: Final = "corrige"
WANTED: Final = "corrige[preview]"


def own_requirement() -> str:
    """Return a line of requirements.txt that installs this version again: by its number, or from where it came.

    Source: PEP 610, *Recording the direct URL origin of installed distributions*.
    """
    try:
        installed = distribution(NAME)
    except PackageNotFoundError:
        return WANTED
    text = installed.read_text("direct_url.json")
    return requirement_of(json.loads(text)) if text else f"{WANTED}=={installed.version}"


def requirement_of(origin: Any) -> str:
    """Return the requirement for a recorded origin: a repository at its commit, an archive, a folder."""
    url, repository = origin["url"], origin.get("vcs_info")
    return f"{WANTED} @ {repository['vcs']}+{url}@{repository['commit_id']}" if repository else f"{WANTED} @ {url}"


def is_on_this_machine(requirement: str) -> bool:
    """Tell whether a requirement names a file or folder, which no CI server has."""
    return " @ file:" in requirement
