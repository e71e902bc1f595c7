"""What is wrong with a formula beyond its truth: names, indices, operators, divisions."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.equality.indices import free_indices
from pipeline.notation.tree import (
    Call,
    Chain,
    Derivative,
    EvaluatedAt,
    Fraction,
    Indexed,
    Integral,
    Matrix,
    Node,
    Number,
    Sum,
    Symbol,
    Transpose,
    walk,
)
from pipeline.notation.vocabulary import symbol_latex
from pipeline.verify.audit.chains import Judged
from pipeline.verify.audit.comparing import names_left
from pipeline.verify.audit.findings import FindingClass, Severity
from pipeline.verify.audit.knowledge import Knowledge
from pipeline.verify.audit.reading import Read

SOLVED = ("proved", "consistent", "refuted")


@dataclass(frozen=True)
class Remark:
    """A doubt about a part of a formula."""

    node: Node
    severity: Severity
    kind: FindingClass
    message: str
    repair: str = ""


def remarks(read: Read, knowledge: Knowledge) -> Iterator[Remark]:
    """Yield what is doubtful in one statement."""
    statement = read.statement
    if statement is None:
        return
    yield from _derivatives(statement.node, knowledge)
    yield from _undefined(statement.node, knowledge)
    for judged in read.judged:
        if judged.ambiguous is not None and _reach(judged.accepted) > _reach(judged.ambiguous):
            yield Remark(
                judged.ambiguous,
                "warning",
                "notation",
                "how far the operator reaches is ambiguous: the relation holds only if it reaches over the whole sum",
                "set brackets around what is differentiated",
            )
        if judged.assumed:
            letter = symbol_latex(judged.assumed)
            yield Remark(
                judged.shown,
                "warning",
                "logic",
                f"this holds only if the entries of {letter} add up to 1, which the document does not say",
            )
        if judged.joined:
            yield Remark(judged.right, "advice", "notation", "two statements are run together without a sign between")
        if judged.outcome in ("definition", "refuted", "unknown"):
            yield from _lone_indices(statement.node, judged, knowledge)


def _reach(node: Node) -> int:
    """Return over how many nodes the operators in a formula reach."""
    operators = [part for _, part in walk(node) if isinstance(part, Derivative) and part.form == "operator"]
    return sum(sum(1 for _ in walk(operator.body)) for operator in operators)


def _derivatives(node: Node, knowledge: Knowledge) -> Iterator[Remark]:
    seen: set[Node] = set()
    for _, part in walk(node):
        if not isinstance(part, Derivative):
            continue
        for variable in part.variables:
            if isinstance(variable, Symbol | Indexed) or variable in seen:
                continue
            seen.add(variable)
            yield Remark(
                variable,
                "warning",
                "notation",
                "a derivative is taken by something that is no variable",
                "differentiate by a name" if not isinstance(variable, Call) else "",
            )


def _undefined(node: Node, knowledge: Knowledge) -> Iterator[Remark]:
    """A name without an index where only numbered ones mean something: b beside b_1 and b_2."""
    own = {part.name for _, inner in walk(node) if isinstance(inner, Derivative) for part in _names(inner.variables)}
    if isinstance(node, Chain) and isinstance(node.first, Symbol | Call):
        own |= {node.first.name} if isinstance(node.first, Symbol) else {p.name for p in _names(node.first.arguments)}
    own |= knowledge.variables
    own |= {part.name for _, inner in walk(node) if isinstance(inner, EvaluatedAt) for part in _names((inner,))}
    own |= {inner.variable.name for _, inner in walk(node) if isinstance(inner, Integral)}
    own |= {part.name for _, inner in walk(node) if isinstance(inner, Indexed) for part in _names(inner.indices)}
    seen: set[str] = set()
    if any(isinstance(part, Matrix | Transpose) or _is_matrix(part, knowledge) for _, part in walk(node)):
        return  # x beside a matrix is the vector of x_1, x_2
    for _, part in walk(node):
        if not isinstance(part, Symbol) or part.name in own or part.name in seen or len(part.name) > 1:
            continue
        seen.add(part.name)
        if knowledge.context.knows(part.name) or knowledge.numbered(part.name) is None:
            continue
        if any(part.name == base for base in _bases(node)):
            continue
        first, last = knowledge.numbered(part.name) or (1, 1)
        numbered = ", ".join(f"{part.name}_{i}" for i in range(first, min(last, 3) + 1))
        yield Remark(part, "warning", "undefined", f"'{part.name}' is not defined; {numbered} are")


def _is_matrix(node: Node, knowledge: Knowledge) -> bool:
    return isinstance(node, Symbol) and node.name in knowledge.shapes


def _bases(node: Node) -> Iterator[str]:
    for _, part in walk(node):
        if isinstance(part, Indexed):
            yield part.base


def _names(nodes: tuple[Node, ...]) -> Iterator[Symbol]:
    for node in nodes:
        for _, part in walk(node):
            if isinstance(part, Symbol):
                yield part


def _lone_indices(node: Node, judged: Judged, knowledge: Knowledge) -> Iterator[Remark]:
    """An index letter on one side of a relation only, where the other side has indices too."""
    if not isinstance(node, Chain) or judged.link >= len(node.links):
        return
    left = node.links[judged.link - 1].node if judged.link else node.first
    right = node.links[judged.link].node
    context = knowledge.context
    ours, theirs = free_indices(left, context), free_indices(right, context)
    new = theirs - ours - set(_bases(node))  # i_t is a name, and w_i one of its parts
    if ours and new:
        letters = ", ".join(sorted(new))
        yield Remark(right, "warning", "notation", f"the index {letters} occurs on the right side only")


def may_divide_by_zero(root: Node, knowledge: Knowledge) -> Fraction | None:
    """Return a fraction in a solution whose denominator has names without a value in it, if there is one."""
    for _, part in walk(root):
        if isinstance(part, Fraction) and not _is_number(part.denominator):
            names = names_left(part.denominator, knowledge.context.structure) - knowledge.context.dimensions
            if names and "?" not in names:
                return part
    return None


def _is_number(node: Node) -> bool:
    return all(isinstance(part, Number | Sum) for _, part in walk(node))
