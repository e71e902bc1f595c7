"""Expressions of the same structure are one object."""

import copy
import gc
import pickle

from flint import fmpq

from pipeline.notation import expression as ex
from pipeline.notation.calculator import parse_expression
from pipeline.notation.meaning import meaning


def expr(text: str) -> ex.Expr:
    """What a formula in calculator syntax means."""
    return meaning(parse_expression(text))


def test_the_same_structure_is_the_same_object() -> None:
    """However an expression came about, there is one of it; another order or number makes another one."""
    assert expr("x^2 + sin(0.5)") is expr("x^2 + sin(1/2)")
    assert expr("x + y") is not expr("y + x")
    assert expr("x") is not expr("x_1")
    assert ex.Const(fmpq(1)) is ex.ONE


def test_a_copy_is_the_thing_itself() -> None:
    """Pickles and copies lead back to the one object."""
    whole = expr("exp(x) * (1 - x)^2 / pi")
    assert pickle.loads(pickle.dumps(whole)) is whole
    assert copy.deepcopy(whole) is whole


def test_what_nobody_uses_is_forgotten() -> None:
    """Many expressions, one after the other, leave nothing behind."""
    gc.collect()
    before = len(ex._KNOWN)
    for number in range(50):
        whole = expr(f"exp(forgotten_{number}) * forgotten_{number}^2")
        assert ex.variables(ex.derivative(whole, f"forgotten_{number}")) == {f"forgotten_{number}"}
    del whole
    gc.collect()
    assert len(ex._KNOWN) <= before + 1  # constants may be shared with others


def test_derivatives_and_names_are_found_once() -> None:
    """Asked again, also of a part of something larger, the same object comes back."""
    inner = expr("sin(x*y)")
    outer = ex.mul(inner, inner)
    assert ex.derivative(inner, "x") is ex.derivative(inner, "x")
    assert ex.derivative(outer, "z") is ex.ZERO
    assert ex.variables(outer) == {"x", "y"}


def test_what_does_not_change_stays_itself() -> None:
    """A substitution returns the same parts where no variable is replaced."""
    whole = expr("sin(x) + exp(y)")
    changed = ex.substitute(whole, {"y": ex.const(2)})
    assert isinstance(changed, ex.Add)
    assert changed.parts[0] is expr("sin(x)")
    assert ex.substitute(whole, {"z": ex.ONE}) is whole


def test_deep_expressions_are_no_trouble() -> None:
    """No walk recurses, so depth is not limited by Python's stack."""
    deep: ex.Expr = ex.Var("x")
    for _ in range(5000):
        deep = ex.Fn("sin", deep)
    assert ex.variables(deep) == {"x"}
    assert ex.variables(ex.substitute(deep, {"x": ex.Var("y")})) == {"y"}
    assert ex.variables(ex.derivative(deep, "x")) == {"x"}
