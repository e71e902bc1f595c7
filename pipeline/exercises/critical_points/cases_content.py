"""The cases of a search on the page: what was chosen, what was solved for, what is left, and how it was searched."""

from collections.abc import Mapping, Sequence

from pipeline.exercises.critical_points.boxes_content import boxes_content
from pipeline.exercises.critical_points.cases import Case, Choice, Powers, Step
from pipeline.exercises.critical_points.formula import formula
from pipeline.exercises.critical_points.lines import matrix
from pipeline.exercises.critical_points.polynomials import exact_number
from pipeline.exercises.critical_points.solved_variables import SolvedVariable, expanded
from pipeline.exercises.critical_points.stationary import SearchedCase
from pipeline.exercises.critical_points.unknowns import form_of
from pipeline.exercises.naming import FunctionNames
from pipeline.exercises.solution import Content, Prose
from pipeline.exercises.wording import listed
from pipeline.notation import expression as ex
from pipeline.notation.build import chain, neg, product_of, sum_of
from pipeline.notation.expression import Expr
from pipeline.notation.tree import Chain, Determinant, EvaluatedAt, Node, Symbol, Tuple


def _together(steps: Sequence[Mapping[str, Content]]) -> list[Content]:
    """Put factors that are chosen one after the other, without a line between, into one step."""
    found: list[dict[str, Content]] = []
    for step in steps:
        last = found[-1] if found else {}
        alike = all(own.get("kind") == "choice" and not own.get("line") for own in (step, last))
        if alike and step["consequence"] == last["consequence"]:
            found[-1] = {**last, "factors": [*last["factors"], *step["factors"]]}  # type: ignore[misc]
        else:
            found.append(dict(step))
    return list(found)


def cases_content(names: FunctionNames, cases: Sequence[SearchedCase]) -> list[Content]:
    """Return every case; a line that an earlier case has shown is not shown again."""
    shown: set[Chain] = set()
    return [_CaseLines(names, searched, shown).content() for searched in cases]


class _CaseLines:
    """The lines of one case."""

    def __init__(self, names: FunctionNames, searched: SearchedCase, shown: set[Chain]) -> None:
        self.names = names
        self.searched = searched
        self.shown = shown
        self.known: dict[str, Expr] = {}
        self.chosen: set[int] = set()
        size = len(names.symbols)
        is_powers = any(isinstance(step, Powers) for step in searched.case.steps)
        self.first_consequence = 2 * size + 1 if is_powers else size  # the bases and the determinant come before

    def content(self) -> dict[str, Content]:
        case = self.searched.case
        steps = [self._step(step) for step in case.steps]
        return {
            "steps": _together([step for step in steps if step]),
            "remaining": self._remaining(case) if case.steps else [],
            "factors_left": self._factors_left(case),
            "left": formula(next(iter(case.equations.values()))) if len(case.equations) == 1 else "",
            "kind": case.kind,
            "accounts": boxes_content(self.searched),
            "on_line": "yes" if len(case.variables) == 1 else "",
            "is_algebra": "yes" if not any(part.searches for part in self.searched.enclosures) else "",
        }

    def _step(self, step: Step) -> dict[str, Content]:
        match step:
            case Choice():
                return self._choice(step)
            case Powers():
                return self._powers(step)
            case _:
                return self._solved(step)

    def _powers(self, step: Powers) -> dict[str, Content]:
        rows = [[formula(entry) for entry in row] for row in step.whole.jacobian]
        line = chain(Determinant(matrix(rows)), ("=", formula(step.whole.determinant)))
        return {
            "kind": "powers",
            "bases": Prose(listed([formula(base) for base in step.whole.bases])),
            "determinant": self._once(line),
            "are_zero": "yes" if step.are_zero else "",
            "line": "yes",
        }

    def _choice(self, step: Choice) -> dict[str, Content]:
        is_own = step.equation not in self.chosen and self._is_given(step.equation)
        line = chain(self._partial(step.equation), ("=", formula(step.product))) if is_own else ""
        self.chosen.add(step.equation)
        return {
            "kind": "choice",
            "line": self._once(line),
            "factors": [Prose((formula(expanded(step.factor, self.names.variables)),))],
            "consequence": "yes" if step.equation >= self.first_consequence else "",
        }

    def _solved(self, step: SolvedVariable) -> dict[str, Content]:
        value = formula(step.value)
        is_chosen = bool(self.chosen & set(step.weights))
        line = "" if is_chosen else self._combination(step, value)
        names = self.names.variables
        put_in = {step.name: step.value}
        self.known = {name: expanded(ex.substitute(own, put_in), names) for name, own in self.known.items()} | put_in
        if is_chosen and step.value == ex.ZERO and step.factor in (ex.ONE, ex.MINUS_ONE):
            return {}
        return {"kind": "solved", "line": self._once(line), "variable": Symbol(step.name), "value": value}

    def _combination(self, step: SolvedVariable, value: Node) -> Chain | str:
        """Return the combination of derivatives that was solved, as factor · (variable − value)."""
        if step.factor is None or not all(map(self._is_given, step.weights)):
            return ""
        scaled = (product_of((exact_number(w), self._derivative(i))) for i, w in sorted(step.weights.items()))
        gap = sum_of((Symbol(step.name), neg(value)))
        return chain(self._placed(sum_of(scaled)), ("=", product_of((formula(step.factor), gap))))

    def _remaining(self, case: Case) -> list[Content]:
        """Return what is left of the derivatives of which no factor was chosen."""
        return [
            chain(self._partial(i), ("=", formula(equation)))
            for i, equation in case.equations.items()
            if i not in self.chosen and self._is_given(i)
        ]

    def _factors_left(self, case: Case) -> Content:
        """Return what is left of chosen factors where variables were put into them afterwards; nothing if unchanged."""
        chosen = {step.factor for step in case.steps if isinstance(step, Choice)}
        left = (equation for i, equation in case.equations.items() if i in self.chosen and equation not in chosen)
        formulas = [self._essential(equation) for equation in left]
        return Prose(listed(formulas)) if formulas and case.kind == "open" else ""

    def _essential(self, equation: Expr) -> Node:
        """Return the product of the factors of a formula that may vanish."""
        names = self.names.variables
        form = form_of([equation], names)
        if form is None:
            return formula(equation)
        return formula(ex.mul(*(expanded(form.expression(factor), names) for factor in form.parts[0].factors)))

    def _is_given(self, i: int) -> bool:
        return i < len(self.names.symbols)

    def _derivative(self, i: int) -> Node:
        return self.names.partial(self.names.symbols[i])

    def _partial(self, i: int) -> Node:
        return self._placed(self._derivative(i))

    def _placed(self, node: Node) -> Node:
        """Return a formula where variables have the values that were found for them."""
        if not self.known:
            return node
        names, values = tuple(map(Symbol, self.known)), tuple(map(formula, self.known.values()))
        left, right = (side[0] if len(side) == 1 else Tuple(side) for side in (names, values))
        return EvaluatedAt(node, chain(left, ("=", right)))

    def _once(self, line: Chain | str) -> Content:
        if isinstance(line, str) or line in self.shown:
            return ""
        self.shown.add(line)
        return line
