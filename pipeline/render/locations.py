"""Where the templates stand: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path

from pipeline.errors import TemplateError


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
