"""Names of folders that every file system takes, one for each id."""

import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

MAX_LENGTH: Final = 60
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]*(?<!\.)")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\..*)?", re.IGNORECASE)
_OURS: Final = frozenset({"keys.csv", "keys.json", "index.html", "manifest.json", "sheets.pdf", "solutions.pdf"})
"""What lies beside the folders."""


def folder_names(ids: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return a folder for each id, and a sentence for each that could not keep its own name.

    Where two ids differ in small and capital letters only, the later one gets a mark, since some systems see no
    difference; so does whatever is unsafe.
    """
    taken: set[str] = set()
    folders, notes = [], []
    for identity in ids:
        folder = identity if is_safe(identity) and identity.casefold() not in taken else marked(identity)
        if folder != identity:
            notes.append(f"the id {_shown(identity)} cannot name a folder everywhere; its folder is {folder}")
        taken.add(folder.casefold())
        folders.append(folder)
    return folders, notes


def is_safe(text: str) -> bool:
    """Tell whether a text can name a folder on every system."""
    if len(text) > MAX_LENGTH or text.casefold() in _OURS:
        return False
    return bool(_SAFE.fullmatch(text)) and not _RESERVED.fullmatch(text)


def marked(identity: str) -> str:
    """Return a safe name that says something of the id, with a part of its hash so that no two are alike."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", identity).strip("-")[:30].strip("-") or "id"
    return f"{plain}-{sha256(identity.encode()).hexdigest()[:10]}"


def _shown(identity: str) -> str:
    return f"'{identity}'" if len(identity) <= 40 else f"'{identity[:30]}…' of {len(identity)} characters"
