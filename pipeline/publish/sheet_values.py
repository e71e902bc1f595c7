"""`--sheet sheet.toml`: what a sheet gives to the document that solves it: functions, weights, inputs, the loss."""

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.notation.tree import Node, Number, walk
from pipeline.verify.audit.given import Given

if TYPE_CHECKING:
    from pipeline.equality.context import Context


MAX_GIVEN_DIGITS = 17


def joined(first: Given, second: Given) -> Given:
    """Return both; the second one counts where both give a name."""
    return Given(
        (*first.names, *second.names),
        {**first.values, **second.values},
        {**first.functions, **second.functions},
    )


def given_of_sheet(path: Path) -> Given:
    """Return the values and functions that the exercises of a sheet give, in the sheet's own names.

    Raises:
        CorrigeError: Where the sheet is malformed or cannot be solved.
    """
    from pipeline.publish.build import solve_sheet
    from pipeline.publish.fingerprint import Options
    from pipeline.publish.stopwatch import Stopwatch
    from pipeline.sheet.toml import read_toml

    options = Options(("md",), ("solution",), None, "0", "typst")
    solved = solve_sheet(read_toml(path), options, Stopwatch(lambda _stage: None))
    given = Given()
    for solution in solved.solutions.values():
        given = joined(given, _of_context(solution.reading.context))
    return given


def _of_context(context: "Context") -> Given:
    """Return the numbers and the functions of an exercise; what is computed from them is the document's to say."""
    values = {name: found.body for name, found in context.values.items() if _is_short(found.body)}
    functions = {
        name: (found.parameters, found.body) for name, found in context.definitions.items() if found.parameters
    }
    written = (*values, *(f"{name}({', '.join(parameters)})" for name, (parameters, _) in functions.items()))
    return Given(written, values, functions)


def _is_short(node: Node) -> bool:
    """Tell whether a value is a given one, and no long decimal that the solution has computed."""
    return all(len(part.text) <= MAX_GIVEN_DIGITS for _, part in walk(node) if isinstance(part, Number))
