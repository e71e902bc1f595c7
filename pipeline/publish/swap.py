"""Puts a new folder in the place of an old one in one step, where the system can."""

import ctypes
import os
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def exchange(first: Path, second: Path) -> bool:
    """Let two folders on the same file system change names, atomically.

    Returns:
        False where the system or the file system cannot; nothing has changed then.

    Source:
        renameat2(2), Linux 3.15.
    """
    function = getattr(ctypes.CDLL(None), "renameat2", None) if os.name == "posix" else None
    if function is None:
        return False
    status = function(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _RENAME_EXCHANGE)
    return bool(status == 0)
