"""Where the templates stand: a project's own first, then those beside the package (checkout) or inside it (wheel)."""

from collections.abc import Iterable
from pathlib import Path

from pipeline.errors import TemplateError

Folders = tuple[Path, ...]
"""Where templates are looked for, by the same path in each: the first one counts."""


def templates_root() -> Path:
    """Return the folder that holds `exercises/` and `layouts/`.

    Raises:
        TemplateError: Where neither place has it (a damaged installation).
    """
    package = Path(__file__).resolve().parents[1]
    for root in (package / "templates", package.parent / "templates"):
        if (root / "layouts").is_dir():
            return root
    raise TemplateError("the templates are missing from this installation", hint="install corrige again")


def template_folders(own: Iterable[Path] = ()) -> Folders:
    """Return where the templates of a sheet are looked for: its own folders, then the built-in one."""
    built_in = templates_root()
    return (*(folder for folder in own if folder.resolve() != built_in.resolve()), built_in)


def find_template(name: str, folders: Folders) -> Path:
    """Return the file of this name that counts.

    Raises:
        TemplateError: Where none of the folders has it.
    """
    for folder in folders:
        if (found := folder / name).is_file():
            return found
    raise TemplateError(f"there is no template '{name}'", hint="looked in " + ", ".join(map(str, folders)))
