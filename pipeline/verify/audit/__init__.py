"""Audits what someone else wrote: which equations of a Markdown or LaTeX document are wrong, and why."""

from pipeline.verify.audit.audit import audit, audit_file
from pipeline.verify.audit.findings import Finding, Report, Where
from pipeline.verify.audit.given import Given, load_given

__all__ = ["Finding", "Given", "Report", "Where", "audit", "audit_file", "load_given"]
