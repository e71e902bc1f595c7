"""How the page on stationary points is read back: the function of the sheet, its points, and what is made of them.

Everything on the page is decided against the function as the sheet has it. Minors and eigenvalues at a point are
given here by second derivatives of the function, not by the matrix that the page shows.
"""

from collections.abc import Iterator, Mapping, Sequence

from pipeline.equality.context import Context
from pipeline.exercises.critical_points.algebraic import real_roots, squarefree
from pipeline.exercises.critical_points.at_point import Setting, is_diagonal
from pipeline.exercises.critical_points.beyond_content import Local
from pipeline.exercises.critical_points.content import MAX_WORKED
from pipeline.exercises.critical_points.eigenvalues import precise_eigenvalues
from pipeline.exercises.critical_points.lines import matrix
from pipeline.exercises.critical_points.model import Problem
from pipeline.exercises.critical_points.polynomials import exact_number
from pipeline.exercises.critical_points.precise import canonical, exactly
from pipeline.exercises.critical_points.stationary import StationaryPoints
from pipeline.exercises.critical_points.uniqueness import SearchStep
from pipeline.exercises.critical_points.unknown_names import names_of
from pipeline.exercises.naming import point
from pipeline.exercises.reading import Reading
from pipeline.notation.build import chain
from pipeline.notation.meaning import Definition
from pipeline.notation.names import canonical_name
from pipeline.notation.tree import Determinant, EvaluatedAt, Node
from pipeline.notation.vocabulary import Vocabulary


def reading_of(
    problem: Problem,
    found: StationaryPoints,
    settings: Sequence[Setting],
    steps: Sequence[SearchStep] | None,
    polynomials: Mapping[str, Definition],
) -> Reading:
    """Return the key to the page.

    Args:
        problem: The function.
        found: All points.
        settings: The points, with their names.
        steps: The printed search, or None.
        polynomials: What the page calls p_1, p_2, … and the letters for their unknowns.
    """
    minors = _minors(problem) if [setting.label for setting in settings] != ["*"] else {}
    definitions = dict(problem.scope.definitions) | dict(polynomials) | minors
    taylor: dict[str, Definition] = {}
    worked = len(settings) <= MAX_WORKED
    for setting in settings:
        definitions |= _at_point(setting, worked=worked)
        taylor |= _taylor(setting) if worked else {}
    definitions |= taylor
    functions = [problem.names.function, *(n for n, d in polynomials.items() if d.parameters), *minors, *taylor]
    return Reading(
        Vocabulary(functions={canonical_name(name): canonical_name(name) for name in functions}, indices=frozenset()),
        Context(
            definitions=_canonical(definitions),
            dimensions=frozenset(),
            solutions={canonical_name(name): values for name, values in _solutions(problem, found, steps).items()},
            rounding="full precision",
            defines="nothing",
            variables=frozenset(map(canonical_name, _free_names(problem))),
        ),
    )


def _canonical(definitions: Mapping[str, Definition]) -> dict[str, Definition]:
    return {
        canonical_name(name): Definition(
            tuple(canonical_name(parameter) for parameter in definition.parameters), canonical(definition.body)
        )
        for name, definition in definitions.items()
    }


def _minors(problem: Problem) -> dict[str, Definition]:
    """Return the leading principal minors of the Hessian as functions of the point."""
    names = problem.names
    found: dict[str, Definition] = {}
    for k in range(1, len(names.variables) + 1):
        block = matrix([[names.partial(a, b) for b in names.symbols[:k]] for a in names.symbols[:k]])
        found[problem.letters.minor(k).name] = Definition(names.variables, block if k == 1 else Determinant(block))
    return found


def _free_names(problem: Problem) -> tuple[str, ...]:
    """Return the names that may stand for any number: variables, the unknown eigenvalue, parameters of curves."""
    letters = problem.letters
    return (*problem.names.variables, letters.eigenvalue.name, *(symbol.name for symbol in letters.parameters))


def _at_point(setting: Setting, *, worked: bool) -> dict[str, Definition]:
    """Return the point, and where it is worked out what the page says has a name there."""
    problem, label = setting.problem, setting.label
    at = point([exactly(value) for value in setting.found.at])
    here = chain(point(problem.names.symbols), ("=", at))
    own = {setting.name.name: Definition((), at)}
    values = enumerate(_eigenvalues(setting) if worked and setting.found.finding.by != "rough" else (), 1)
    own |= {
        problem.letters.eigenvalue_at(k, label).name: Definition((), EvaluatedAt(value, here)) for k, value in values
    }
    if label == "*":
        minors = _minors(problem).items()
        own |= {name: Definition((), EvaluatedAt(minor.body, here)) for name, minor in minors}
    return own


def _taylor(setting: Setting) -> Mapping[str, Definition]:
    """Return the Taylor polynomial that the page shows at a point, made of the function's derivatives there."""
    verdict = setting.found.finding.verdict
    if verdict is None or setting.coordinates is None or setting.found.classification == "undecided":
        return {}
    return Local(setting, verdict).definitions


def _eigenvalues(setting: Setting) -> Iterator[Node]:
    """Yield the eigenvalues of the Hessian: its diagonal, or the roots of its characteristic polynomial."""
    names = setting.problem.names
    if is_diagonal(setting):
        yield from (names.partial(x, x) for x in names.symbols)
    else:
        yield from precise_eigenvalues(setting.found)


def _solutions(
    problem: Problem, found: StationaryPoints, steps: Sequence[SearchStep] | None
) -> dict[str, tuple[Node, ...]]:
    """Return the values that each variable takes at a point or on a branch of the search."""
    values: dict[str, dict[Node, None]] = {name: {} for name in problem.names.variables}
    for at in found.points:
        for name, value in zip(problem.names.variables, at.at, strict=True):
            values[name][exactly(value)] = None
    unknowns = () if found.form is None else [symbol.name for symbol in names_of(found.form, problem.names)]
    for step in steps or ():
        own = values.setdefault(unknowns[step.elimination.variable], {})
        own.update(dict.fromkeys(exact_number(root) for root in step.roots))
    if steps is None and found.system is not None and found.system.monomials:
        for name, polynomial in zip(unknowns, found.system.eliminants, strict=True):
            own = values.setdefault(name, {})
            own.update(dict.fromkeys(exactly(x) for x in real_roots(squarefree(polynomial.numer()))))
    return {name: tuple(own) for name, own in values.items()}
