r"""Operators written as names: $\operatorname{grad} f$, $H_f(x, y)$, $J_F$, $D\Phi(r, \varphi)$ say whose they are."""

from collections.abc import Collection

from pipeline.notation.tree import Call, Determinant, Nabla, Node, Product, Symbol

GRADIENTS = frozenset(("grad", "Grad", "gradient"))
HESSIANS = frozenset(("H", "Hess", "cal(H)", "bold(H)", "Hessian"))
JACOBIANS = frozenset(("J", "cal(J)", "bold(J)", "Jac"))
DIFFERENTIALS = JACOBIANS | {"D"}
ROTATIONS = frozenset(("rot", "Rot"))


def as_operator(node: Node, functions: Collection[str], named: Collection[str]) -> Node | None:
    """Return what a name with a function at its foot, or a word before a function, stands for; None for all else.

    Args:
        node: A part of a formula.
        functions: Names that stand for functions.
        named: All names that mean something of their own: they are what the document says.
    """
    match node:
        case Symbol(name) | Call(name, _) if "_" in name and name not in named:
            word, _, function = name.partition("_")
            inner = Call(function, node.arguments) if isinstance(node, Call) else Symbol(function)
            return _applied(word, inner, HESSIANS, JACOBIANS) if function in functions else None
        case Call(word, (Symbol() | Call() as inner,)) if word not in named and _function(inner) in functions:
            return _applied(word, inner, HESSIANS - {"H"}, JACOBIANS - {"J"})
        case Product((Symbol(word), Symbol() | Call() as inner)) if word not in named and _function(inner) in functions:
            return _applied(word, inner, HESSIANS - {"H"}, DIFFERENTIALS)
        case Product((Determinant(Symbol(word)), Symbol() | Call() as inner)) if _function(inner) in functions:
            found = None if word in named else _applied(word, inner, HESSIANS, DIFFERENTIALS)
            return None if found is None else Determinant(found)
        case _:
            return None


def _function(node: Symbol | Call) -> str:
    return node.name if isinstance(node, Symbol) else node.function


def _applied(word: str, inner: Node, hessians: Collection[str], jacobians: Collection[str]) -> Node | None:
    if word in GRADIENTS:
        return Nabla(inner)
    if word in hessians:
        return Nabla(inner, 2)
    if word in jacobians:
        return Call("jacobian", (inner,))
    return Call("curl", (inner,)) if word in ROTATIONS else None
