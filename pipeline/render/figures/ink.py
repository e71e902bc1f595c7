"""The colour of text and axes, known without importing matplotlib."""

from typing import Final

INK: Final = "#1b1b1f"
"""Near-black. Nothing else is drawn in it, so that HTML can turn exactly this into `currentColor`."""
