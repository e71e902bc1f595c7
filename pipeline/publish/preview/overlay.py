"""What the preview adds to a page: the way to the other edition, the mistake on top, and the script that reloads."""

import re
from html import escape
from typing import Final

from pipeline.publish.preview.session import State

EDITIONS: Final = {"sheet.html": "Exercises", "solution.html": "Solution"}

_BODY: Final = re.compile(r"<body[^>]*>")
_EMPTY: Final = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Preview</title></head>
<body></body></html>
"""

_STYLE: Final = """<style>
.corrige-preview { font: 0.85rem/1.4 system-ui, sans-serif; display: flex; gap: 1.2rem; margin: 0 0 1.5rem; }
.corrige-preview a[aria-current] { font-weight: bold; text-decoration: none; color: inherit; }
.corrige-error { position: sticky; top: 0; z-index: 9; margin: 0 0 1.5rem; padding: 0.8rem 1rem; max-height: 60vh;
  overflow: auto; background: #fff0ee; color: #5c1208; border-left: 5px solid #c62f1c; }
.corrige-error pre { margin: 0; font: 0.85rem/1.5 ui-monospace, Menlo, Consolas, monospace; white-space: pre-wrap; }
.corrige-error p { margin: 0.6rem 0 0; font: 0.85rem/1.4 system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { .corrige-error { background: #3a1510; color: #ffd9d2; } }
@media print { .corrige-preview, .corrige-error { display: none; } }
</style>
"""

_SCRIPT: Final = """<script>
new EventSource("/events").onmessage = (event) => { if (event.data !== "%s") location.reload(); };
</script>
"""


def preview_page(name: str, state: State, identity: str) -> bytes:
    """Return a page as the browser shows it.

    Args:
        name: Of the page.
        state: Has the page, or none yet.
        identity: Of this state; the script reloads where it hears of another.
    """
    text = state.files[name].decode("utf-8") if name in state.files else _EMPTY
    added = _STYLE + _SCRIPT % identity + _error(state) + _way(name)
    return _BODY.sub(lambda body: f"{body[0]}\n{added}", text, count=1).encode()


def _error(state: State) -> str:
    if not state.error:
        return ""
    kept = "<p>Below stands the last page that could be made.</p>" if state.files else ""
    return f'<div class="corrige-error" role="alert"><pre>{escape(state.error)}</pre>{kept}</div>\n'


def _way(current: str) -> str:
    here = ' aria-current="page"'
    links = (f'<a href="/{name}"{here if name == current else ""}>{said}</a>' for name, said in EDITIONS.items())
    return f'<nav class="corrige-preview" aria-label="Preview">{" ".join(links)}</nav>\n'
