r"""Letters for the unknowns of the equations: $u = e^x$, $s = \sin x$, $c = \cos x$, $r = \sqrt{x^2 + y^2}$."""

from collections.abc import Mapping, Sequence

from pipeline.exercises.critical_points.formula import formula
from pipeline.exercises.critical_points.unknowns import Form, Unknown
from pipeline.exercises.naming import FunctionNames
from pipeline.notation.names import canonical_name
from pipeline.notation.tree import Node, Symbol

LETTERS: Mapping[str, Sequence[str]] = {
    "exp": ("u", "w", "t", "z"),
    "log": ("l", "t", "w", "z"),
    "sin": ("s", "S", "v", "b"),
    "cos": ("c", "C", "k", "a"),
    "sqrt": ("r", "q", "h", "g"),
    "abs": ("a", "m", "h", "b"),
    "sign": ("tau", "chi", "eta"),
    "pi": ("pi",),
    "other": ("z", "w", "t", "h"),
}


def names_of(form: Form, names: FunctionNames) -> tuple[Symbol, ...]:
    """Return a symbol for each unknown: the variable itself, or a free letter, with a number where several need it."""
    taken = {
        canonical_name(n).partition("_")[0].partition("^")[0] for n in (names.function, names.vector, *names.variables)
    }
    found: list[Symbol] = []
    letters: dict[str, str] = {}
    for unknown in form.unknowns:
        if unknown.kind in ("plain", "pi"):
            found.append(Symbol(unknown.variables[0] if unknown.kind == "plain" else "pi"))
            continue
        if unknown.kind not in letters:
            letters[unknown.kind] = next(letter for letter in LETTERS[unknown.kind] if letter not in taken)
            taken.add(letters[unknown.kind])
        found.append(Symbol(_numbered(letters[unknown.kind], unknown, form)))
    return tuple(found)


def _numbered(letter: str, unknown: Unknown, form: Form) -> str:
    alike = [own for own in form.unknowns if own.kind == unknown.kind]
    return letter if len(alike) == 1 else f"{letter}_{alike.index(unknown) + 1}"


def meanings_of(form: Form) -> tuple[Node, ...]:
    """Return what each unknown stands for, as a formula."""
    return tuple(formula(unknown.meaning) for unknown in form.unknowns)
