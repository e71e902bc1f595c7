"""Built-in templates as bytecode, kept beside their sources as Python keeps that of its modules.

Compiling the templates of a sheet takes longer than filling them.
"""

import hashlib
from contextlib import suppress
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, FileSystemBytecodeCache

from pipeline.render.locations import templates_root

_FOREIGN = ""


class _BesideSources(FileSystemBytecodeCache):
    """Keeps the templates of the installation and no others; a folder that cannot be written keeps nothing."""

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return a name for a template in a file, of which a moved installation has others."""
        is_ours = filename is not None and Path(filename).is_relative_to(Path(self.directory).parent)
        return super().get_cache_key(name, filename) if is_ours else _FOREIGN

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read one template, if it is there."""
        if bucket.key != _FOREIGN:
            with suppress(OSError):
                super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write one template, whole or not at all."""
        if bucket.key != _FOREIGN:
            with suppress(OSError):
                Path(self.directory).mkdir(exist_ok=True)
                super().dump_bytecode(bucket)


def bytecode(environment: Path, settings: str) -> jinja2.BytecodeCache:
    """Return the cache of compiled templates.

    Jinja compares each template's source by itself; that it was compiled by the same Jinja, with the same settings, is
    in the name.

    Args:
        environment: The module that sets Jinja up.
        settings: What sets this environment apart from the others that it makes; part of a file's name.
    """
    made_by = hashlib.sha256(environment.read_bytes() + jinja2.__version__.encode()).hexdigest()[:12]
    return _BesideSources(str(templates_root() / "__pycache__"), f"%s-{made_by}-{settings}.jinja")
