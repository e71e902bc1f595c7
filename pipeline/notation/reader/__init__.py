r"""LaTeX → notation tree: the formulas of worked solutions, whoever wrote them.

`read_formula` never raises: what it cannot read comes back as an `Unreadable` with its place, and reading goes on.
It shares no code with the writer, so that each checks the other.
"""

from pipeline.notation.reader.macros import written_length
from pipeline.notation.reader.read import MAX_LENGTH, read_formula
from pipeline.notation.reader.statement import Condition, Item, Statement, Unreadable

__all__ = ["MAX_LENGTH", "Condition", "Item", "Statement", "Unreadable", "read_formula", "written_length"]
