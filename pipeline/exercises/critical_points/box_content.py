"""Extrema on a box on the page: the derivatives along its edges, a table of all candidates, the extreme values."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from flint import arb

from pipeline.derivation.checked import checked
from pipeline.equality.like_terms import collected
from pipeline.exercises.critical_points.at_point import MAX_WIDTH, Setting, rounded_ball
from pipeline.exercises.critical_points.box_extrema import BoxExtrema, Extent, FaceSet
from pipeline.exercises.critical_points.faces import Candidate, End, Face, is_constant
from pipeline.exercises.critical_points.formula import formula
from pipeline.exercises.critical_points.lines import Derivatives, numbers_in, without_repetition
from pipeline.exercises.critical_points.marks import STYLES, Shown, place
from pipeline.exercises.critical_points.model import Problem
from pipeline.exercises.critical_points.precise import canonical, exactly
from pipeline.exercises.critical_points.region import Region
from pipeline.exercises.critical_points.stationary import Calculus
from pipeline.exercises.critical_points.table import coordinate_cell, value_cell
from pipeline.exercises.naming import point
from pipeline.exercises.solution import Cell, Content, Prose, Table
from pipeline.exercises.wording import listed
from pipeline.notation import expression as ex
from pipeline.notation.build import ZERO, chain
from pipeline.notation.expression import Expr
from pipeline.notation.meaning import Definition, meaning
from pipeline.notation.tree import Call, Chain, EvaluatedAt, Node, Prime, Symbol
from pipeline.notation.width import width

MAX_ROWS = 24
"""Where there are more candidates the table has the extrema only."""

MAX_SLOPES = 3
"""With more variables the table has no room for derivatives."""


class BoxPage:
    """The candidates under their names, and what the page says of them."""

    def __init__(
        self, problem: Problem, derivatives: Derivatives, settings: Sequence[Setting], extrema: BoxExtrema
    ) -> None:
        self.problem = problem
        self.derivatives = derivatives
        self.extrema = extrema
        boundary = iter(range(1, len(extrema.candidates) + 1))
        self.stationary: set[Symbol] = set()
        self.names: list[tuple[Symbol, Candidate]] = []
        for own in extrema.candidates:
            name = next((setting.name for setting in settings if own.is_at(setting.found.at, setting.found.near)), None)
            self.stationary |= set() if name is None else {name}
            self.names.append((name or problem.letters.boundary(next(boundary)), own))

    @property
    def definitions(self) -> dict[str, Definition]:
        """What the page calls the points of the boundary."""
        return {name.name: Definition((), point([exactly(x) for x in own.at])) for name, own in self.names}

    def shown(self) -> list[Shown]:
        """Return the extrema on the boundary that are no stationary points, as pictures show them."""
        kinds = ((name, own, self.extrema.type_of(own)) for name, own in self.names if name not in self.stationary)
        return [Shown(name, place(own.at), kind) for name, own, kind in kinds if kind in STYLES and kind != "undecided"]

    def content(self) -> dict[str, Content]:
        """Return the section."""
        size = len(self.problem.names.variables)
        shown = self._shown()
        return {
            "edges": self._edges() if size == 2 else [],
            "table": self._table(shown),
            "all": "yes" if len(shown) == len(self.names) else "",
            "least": self._extent(self.extrema.least),
            "greatest": self._extent(self.extrema.greatest),
            "subtle": "yes" if any(self._is_subtle(own) for _, own in self.names) else "",
            "kinks": Prose(listed([name for name, own in self.names if own in self.extrema.kinks]))
            if self.extrema.kinks
            else "",
            "smooth": "yes" if self.extrema.is_smooth else "",
            "proved": "yes" if self.extrema.least or self.extrema.greatest else "",
        }

    def _is_subtle(self, own: Candidate) -> bool:
        """Tell whether a point of the boundary is an extremum although a derivative into the box vanishes."""
        return own.classification in ("local minimum", "local maximum") and not set(own.slopes) <= {1, -1}

    # -- edges -----------------------------------------------------------------------------------------

    def _edges(self) -> list[Content]:
        """Return for each edge the derivative along it, and where it vanishes."""
        return [self._edge(face) for face in edges(self.problem.region)]

    @cached_property
    def constant(self) -> list[Face]:
        """The edges of a rectangle along which the function is constant."""
        if len(self.problem.names.variables) != 2:
            return []
        function = meaning(self.problem.function)
        faces = edges(self.problem.region)
        return [face for face in faces if is_constant(Calculus(face.free, face.restricted(function)))]

    def _edge(self, face: Face) -> dict[str, Content]:
        constant = face in self.constant
        on_edge = [name for name, own in self.names if own.place == "edge" and face.contains(own.face)]
        return {
            "line": self._along(face, constant=constant),
            "constant": "yes" if constant else "",
            "points": Prose(listed(on_edge)) if on_edge else "",
            "open": "yes" if face in self.extrema.open else "",
        }

    def _along(self, face: Face, *, constant: bool) -> Chain:
        """Return [∂f/∂y]_{x = a} = numbers put in, as short as it gets; and = 0 where the function is constant."""
        names = self.problem.names
        ((fixed, end),) = face.fixed.items()
        along = names.variables.index(face.free[0])
        slope = self.derivatives.gradient[along]
        left = EvaluatedAt(names.partial(names.symbols[along]), chain(Symbol(fixed), ("=", end)))
        placed = numbers_in(slope, [Symbol(fixed)], [end])
        short = formula(collected(ex.substitute(meaning(slope), {fixed: meaning(end)})))
        links = [("=", min((placed, short), key=width)), *([("=", ZERO)] if constant else [])]
        return checked(without_repetition(chain(left, *links)), self.problem.scope)  # type: ignore[arg-type]

    # -- the table -------------------------------------------------------------------------------------

    def _shown(self) -> list[tuple[Symbol, Candidate]]:
        if len(self.names) <= MAX_ROWS:
            return self.names
        chosen = {id(own) for own in self.extrema.extrema}
        return [(name, own) for name, own in self.names if id(own) in chosen]

    def _table(self, shown: Sequence[tuple[Symbol, Candidate]]) -> Table:
        names = self.problem.names
        slopes = self._slopes()
        size = len(names.variables)
        words = f"with value, derivative{'s' if size > 1 else ''} and type" if slopes else "with value and type"
        return Table(
            "candidates",
            Prose((f"Candidates for extrema on the {'interval' if size == 1 else 'box'}, {words} there.",)),
            ("point", *names.symbols, names.applied, *slopes, "place", "type"),
            tuple(self._row(name, own) for name, own in shown),
            "l" + "d" * (size + 1 + len(slopes)) + "ll",
            tuple(self._meanings(name, own) for name, own in shown),
        )

    def _slopes(self) -> list[Node]:
        names = self.problem.names
        if len(names.variables) == 1:
            return [Prime(names.function_symbol, 1, names.symbols)]
        return [names.partial(x) for x in names.symbols] if len(names.variables) <= MAX_SLOPES else []

    def _results(self, own: Candidate) -> list[Expr]:
        gradient = own.calculus.gradient
        return [own.calculus.function, *(gradient if len(gradient) <= MAX_SLOPES else ())]

    def _row(self, name: Symbol, own: Candidate) -> tuple[Cell, ...]:
        missing = self._missing(own)
        values = ("–" if k in missing else value_cell(own, expr) for k, expr in enumerate(self._results(own)))
        return (name, *map(coordinate_cell, own.at), *values, own.place, self._type(own))

    def _missing(self, own: Candidate) -> set[int]:
        """Return the places of the results that have no value there: derivatives at kinks and at roots of zero."""
        values = [own.value_of(expr) for expr in self._results(own)]
        return {k for k, value in enumerate(values) if k and isinstance(value, arb) and not value.is_finite()}

    def _type(self, own: Candidate) -> str:
        kind = self.extrema.type_of(own)
        return kind.replace("local", "global") if self.extrema.is_global(own) else kind

    def _meanings(self, name: Symbol, own: Candidate) -> tuple[Node | str | None, ...]:
        """Return what the cells have to be: made of the sheet's function at the point."""
        names = self.problem.names
        coordinates = [exactly(value) for value in own.at]
        here = chain(point(names.symbols), ("=", point(coordinates)))
        meant: list[Node] = [Call(names.function, (name,))]
        meant += [EvaluatedAt(names.partial(x), here) for x in names.symbols]
        values: list[Node | str] = [
            ZERO if own.value_of(expr) is ex.ZERO else canonical(node)
            for expr, node in zip(self._results(own), meant, strict=False)
        ]
        values = ["–" if k in self._missing(own) else value for k, value in enumerate(values)]
        return (point(coordinates), *coordinates, *values, own.place, self._type(own))

    # -- extreme values --------------------------------------------------------------------------------

    def _extent(self, extent: Extent | None) -> Mapping[str, Content] | str:
        if extent is None:
            return ""
        taken = [(name, own) for name, own in self.names if own in extent.points]
        return {
            "value": self._value(*taken[0]) if taken else Prose((rounded_ball(extent.value),)),
            "points": Prose(listed([name for name, _ in taken])) if taken else "",
            "several": "yes" if len(taken) > 1 else "",
            "sets": [self._set(own) for own in extent.sets],
            "edges": "yes" if any(face.contains(own.face) for face in self.constant for _, own in taken) else "",
        }

    def _value(self, name: Symbol, own: Candidate) -> Prose:
        """Return f(b) = value, and ≈ decimals where it is no fraction."""
        left = Call(self.problem.names.function, (name,))
        value = own.constant(own.calculus.function)
        if value is None or width(value.node) > MAX_WIDTH:
            return Prose((chain(left, ("≈", rounded_ball(own.value))),))
        rounded = () if value.rational is not None else (("≈", rounded_ball(own.value)),)
        return Prose((chain(left, ("=", value.node), *rounded),))

    def _set(self, own: FaceSet) -> dict[str, Content]:
        """Return the expressions that vanish on a set."""
        fixed = [ex.sub(ex.Var(name), value) for name, value in own.face.values.items()]
        equations = [formula(equation) for equation in (*fixed, *own.equations)]
        return {"equations": Prose(listed(equations)), "several": "yes" if len(equations) > 1 else ""}


def edges(region: Region) -> list[Face]:
    """Return the four edges of a rectangle."""
    ends: tuple[tuple[End | None, End | None], ...] = ((0, None), (1, None), (None, 0), (None, 1))
    return [Face(region, own) for own in ends]
