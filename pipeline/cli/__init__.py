"""The command `corrige`: parses what is asked for, calls the pipeline, reports; no arithmetic.

Only click is imported at once. Each command imports the pipeline when it runs, so that `--help` answers immediately.
"""

from pipeline.cli.program import main

__all__ = ["main"]
