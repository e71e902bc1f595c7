"""Names on the page of a plateau, and what they stand for."""

from pipeline.exercises.error_surface.model import Plateau
from pipeline.exercises.naming import FunctionNames, point, vector
from pipeline.exercises.numerals import given_node
from pipeline.notation.meaning import Definition, Scope
from pipeline.notation.tree import Call, Product, Sum, Symbol, Term
from pipeline.notation.vocabulary import symbol_latex

ETA = Symbol("eta")


def coordinate(variable: str, step: int | str) -> Symbol:
    """Return one entry of the point before a step: $w_1^{(k)}$."""
    return Symbol(f"{symbol_latex(variable)}^{{({step})}}")


def norm_at(names: FunctionNames, step: int | str) -> Call:
    r"""Return $|\nabla E(w^{(k)})|$."""
    return Call("abs", (names.gradient_at(step),))


def scope_of(plateau: Plateau, names: FunctionNames) -> Scope:
    """Return what holds on the page: the function, the learning rate, the vector of variables, the start."""
    definitions = {
        plateau.name: Definition(plateau.variables, plateau.function),
        ETA.name: Definition((), given_node(plateau.rate)),
        names.point(0).name: Definition((), vector([given_node(x) for x in plateau.start])),
    }
    if len(names.variables) > 1:
        definitions[names.vector] = Definition((), point(names.symbols))
    return Scope(definitions)


def update_from(names: FunctionNames, step: int | str) -> Sum:
    r"""Return $w^{(k)} - \eta\,\nabla E(w^{(k)})$."""
    return Sum((Term(1, names.point(step)), Term(-1, Product((ETA, names.gradient_at(step))))))
