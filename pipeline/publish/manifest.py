"""manifest.json: what an output folder was made from and what it holds."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.publish.fingerprint import digest

NAME = "manifest.json"

_FORMAT = 1


def manifest_json(
    inputs: Mapping[str, Any], files: Mapping[str, bytes], work: Mapping[str, Any] | None = None
) -> bytes:
    """Return the content of a manifest.

    Args:
        inputs: As `fingerprint.inputs` gives them.
        files: All outputs by path relative to the folder.
        work: What the solutions take, exercise by exercise; absent where nobody asked.
    """
    outputs = {path: digest(files[path]) for path in sorted(files)}
    content: dict[str, Any] = {"format": _FORMAT, "inputs": inputs, "outputs": outputs}
    if work is not None:
        content["work"] = work
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def read_manifest(folder: Path) -> Mapping[str, Any] | None:
    """Return the manifest of a folder, or None where it has none that we wrote."""
    try:
        content = json.loads((folder / NAME).read_bytes())
    except (OSError, ValueError):
        return None
    ours = isinstance(content, dict) and isinstance(content.get("outputs"), dict) and "inputs" in content
    return content if ours else None


def is_current(folder: Path, inputs: Mapping[str, Any]) -> bool:
    """Tell whether a folder holds, byte for byte, what these inputs give."""
    manifest = read_manifest(folder)
    if manifest is None or manifest.get("format") != _FORMAT or manifest["inputs"] != inputs:
        return False
    return all(_has(folder / path, wanted) for path, wanted in manifest["outputs"].items())


def _has(path: Path, wanted: str) -> bool:
    try:
        return digest(path.read_bytes()) == wanted
    except OSError:
        return False
