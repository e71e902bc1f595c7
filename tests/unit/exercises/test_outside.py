"""Kinds from outside the package: what is wrong with one is told in a sentence, before anything is made of it."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from flint import arb

from pipeline.errors import ComputationError, InputError
from pipeline.exercises.fields import KindModel
from pipeline.exercises.kinds import Kind, QuantityDoc
from pipeline.exercises.outside import kind_problem, solution_problem
from pipeline.exercises.own_kinds import _checked
from pipeline.exercises.solution import Prose, Solution
from pipeline.notation.build import number

DOCUMENTED = (QuantityDoc("value", "number", "The value."), QuantityDoc("rows[*].at", "vector", "Where."))


def _solve(model: Any, parameters: Any) -> Solution:
    return Solution({"value": Fraction(1)})


def _made(quantities: Any, content: Any = None, **more: Any) -> Solution:
    """Make one with parts that the types forbid."""
    return Solution(quantities, content or {}, **more)


GOOD = Kind("own", "a summary", KindModel, _solve, DOCUMENTED)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({}, ""),
        ({"model": dict}, "its model is no class derived from KindModel"),
        ({"model": 5}, "its model is no class derived from KindModel"),
        ({"summary": None}, "its summary is no line of text"),
        (
            {"quantities": (("value", "number", "x"),)},
            "its quantities are no tuple of QuantityDoc(path, shape, meaning)",
        ),
        ({"solve": 5}, "its solve cannot be called"),
        ({"pose": "x"}, "its pose cannot be called"),
    ],
)
def test_a_kind_is_what_it_should_be(change: dict[str, Any], problem: str) -> None:
    """Each part of what a file exports as KIND."""
    assert kind_problem(replace(GOOD, **change)) == problem


@pytest.mark.parametrize(
    ("solution", "problem"),
    [
        (Solution({"value": Fraction(1, 3), "rows": [{"at": [arb(2), "word", True, None]}]}), ""),
        (Solution({"value": Fraction(1)}, {"a": number(1), "b": [{"c": Prose(("x",))}, "text"]}), ""),
        (None, "solve gave a NoneType, no Solution"),
        (_made({"value": 0.5}),
         "the quantity 'value' is a float: numbers are exact Fractions, or arb around the true value"),
        (Solution({"other": Fraction(1)}), "the quantity 'other' is not among the kind's quantities"),
        (Solution({"rows": [{"by": "x"}]}), "the quantity 'rows[0].by' is not among the kind's quantities"),
        (_made({}, {"a": {"b": ["x", 5]}}),
         "the content 'a.b[1]' is a int: a page takes text, nodes, displays, tables and figures"),
        (_made({}, reading=None), "the reading is a NoneType, no Reading"),
        (_made([]), "the quantities are a list, no mapping from names"),
    ],
)  # fmt: skip
def test_a_solution_is_what_it_should_be(solution: object, problem: str) -> None:
    """Quantities that are exact and documented, content that a page can take, a reading."""
    assert solution_problem(solution, GOOD) == problem


def _leave(model: Any, parameters: Any) -> Any:
    raise SystemExit(0)


def _worded(value: Any) -> Any:
    return lambda _model, _parameters: {"x": value}


@pytest.mark.parametrize(
    ("change", "call", "sentence"),
    [
        ({"solve": _leave}, "solve", "SystemExit: 0"),
        (
            {"pose": _worded(1.5)},
            "pose",
            "the content 'x' is a float: a page takes text, nodes, displays, tables and figures",
        ),
        ({"answer": _worded("y")}, "answer", "the quantity 'x' is not among the kind's quantities"),
    ],
)
def test_what_a_kind_does_wrong_is_told_as_its_mistake(change: dict[str, Any], call: str, sentence: str) -> None:
    """Whatever it raises, also where it ends the program, and whatever it returns."""
    kind = _checked("own", replace(GOOD, **change), __file__)
    with pytest.raises(ComputationError) as caught:
        getattr(kind, call)(None, {})
    assert caught.value.message == f"the kind 'own' failed: {sentence}"
    assert str(caught.value.place).partition("tests/")[2].startswith("unit/exercises/test_outside.py")


def test_a_kind_that_cannot_be_used_is_told() -> None:
    """It is refused when it is loaded."""
    with pytest.raises(InputError, match="the kind 'own' cannot be used: its solve cannot be called"):
        _checked("own", replace(GOOD, solve=5), "k.py")  # type: ignore[arg-type] # on purpose
