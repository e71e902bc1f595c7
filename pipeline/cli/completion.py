"""Shell completion beyond click's own: in fish, words and their explanations may have commas."""

from typing import Final

from click.shell_completion import FishComplete, add_completion_class

_CUT: Final = 'string split ","'
_WHOLE: Final = 'string split --max 1 ","'


class Fish(FishComplete):
    """As click's, which drops what stands behind a second comma: of `pdf,html`, of `sheets, CI, site`."""

    source_template = FishComplete.source_template.replace(_CUT, _WHOLE)


def register() -> None:
    """Let click use it."""
    add_completion_class(Fish)
