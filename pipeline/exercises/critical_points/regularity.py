"""Whether a function is continuously differentiable on all of a box, shown by interval arithmetic."""

from collections.abc import Iterator, Sequence

from pipeline.exercises.critical_points.box import Box
from pipeline.notation import expression as ex
from pipeline.notation.expression import Expr

MAX_PIECES = 4_096
"""Into so many pieces a box is cut before the question is left open."""


def is_smooth_on(function: Expr, variables: tuple[str, ...], box: Box) -> bool:
    """Tell whether a function is seen to be continuously differentiable on a closed box.

    Args:
        function: Over the variables.
        variables: Names.
        box: Bounded; one side per variable.
    """
    own = [(base, positive) for base, positive in guards(function) if ex.variables(base)]
    return not own or _hold(own, variables, box)


def never_vanish(expr: Expr, variables: tuple[str, ...], box: Box) -> bool:
    """Tell whether an expression is seen to keep away from zero on a closed box."""
    return _hold([(expr, False)], variables, box)


def is_positive_on(expr: Expr, variables: tuple[str, ...], box: Box) -> bool:
    """Tell whether an expression is seen to be positive on a closed box."""
    return _hold([(expr, True)], variables, box)


def guards(function: Expr) -> Iterator[tuple[Expr, bool]]:
    """Yield what has to be other than zero for every part to be smooth, and whether it has to be positive."""
    for node in ex.subexpressions(function):
        match node:
            case ex.Fn("log" | "sqrt", argument):
                yield argument, True
            case ex.Fn("tan", argument):
                yield ex.Fn("cos", argument), False
            case ex.Fn(name, argument) if name in ex.KINKED:
                yield argument, False
            case ex.Pow(base, ex.Const(value)) if value.q == 1:
                if value < 0:
                    yield base, False
            case ex.Pow(base, _):
                yield base, True
            case _:
                pass


def _hold(own: Sequence[tuple[Expr, bool]], variables: tuple[str, ...], box: Box) -> bool:
    """Cut the box until every guard keeps away from zero on every piece."""
    import numpy as np  # what polynomials do not need

    from pipeline.exercises.critical_points.tape import tape_of

    tape = tape_of([base for base, _ in own], variables)
    low, high = (np.array([[side[end]] for side in box]) for end in (0, 1))
    while low.shape[1]:
        if low.shape[1] > MAX_PIECES:
            return False
        values, unclear = tape.run(low, high)
        for value, (_, positive) in zip(values, own, strict=True):
            unclear = unclear | ~(value.low > 0 if positive else (value.low > 0) | (value.high < 0))
        low, high = low[:, unclear], high[:, unclear]
        side, columns = (high - low).argmax(axis=0) if low.size else 0, np.arange(low.shape[1])
        left, right = high.copy(), low.copy()
        left[side, columns] = right[side, columns] = (low[side, columns] + high[side, columns]) / 2
        low, high = np.hstack((low, right)), np.hstack((left, high))
    return True
