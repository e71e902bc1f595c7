"""Judges what is about to be published, and what others have written.

As a library: `from pipeline.verify import audit_file`, or `audit(text)`; the names below are loaded when they are used.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.verify.audit import Finding, Given, Report, audit_file, load_given
    from pipeline.verify.audit.audit import audit as audit_text

__all__ = ["Finding", "Given", "Report", "audit_file", "audit_text", "load_given"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from pipeline.verify import audit

    return audit.audit if name == "audit_text" else getattr(audit, name)
