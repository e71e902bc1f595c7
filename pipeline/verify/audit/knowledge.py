"""What an audited document has said so far: it grows with every statement, in document order."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.equality.context import Context
from pipeline.equality.indices import DIMENSIONS
from pipeline.equality.relation import decimals
from pipeline.notation import expression as ex
from pipeline.notation.arrays import Array, ShapeError
from pipeline.notation.evaluate import ball, precision
from pipeline.notation.meaning import Definition, MeaningError, Scope, meaning, value_of
from pipeline.notation.tree import (
    BigProduct,
    BigSum,
    Call,
    Chain,
    Component,
    Derivative,
    Indexed,
    Matrix,
    Node,
    Number,
    Product,
    Sum,
    Symbol,
    Term,
    Transpose,
    Tuple,
    walk,
)
from pipeline.verify.audit.given import Given, names_in, parts_of_vector
from pipeline.verify.audit.recurrences import Recurrence, numbered
from pipeline.verify.audit.rewriting import ANY_SIZE, EntryFunction, Known, NumberedFunction

NEW_VALUE_DIGITS = 60
DEFAULT_PLACES = 4

MAX_DISPUTED = 40
MAX_ENTRIES_NAMED = 12

MAX_PARTS = 6
"""Beginnings of parts, from the last one back, from which a refuted relation is judged anew."""

MAX_REACHED = 60
"""Names that a formula is followed to through the definitions: beyond, a name counts as not reached."""

FRESH = 4
"""Statements for which the value in an answer surely holds."""


@dataclass
class Knowledge:
    """The state of a document at one place; names are canonical.

    Attributes:
        context: Definitions and values.
        entries: Vector functions with one formula for their entries.
        entries_of_vectors: Names that are entries of a vector with a value.
        squares: Sizes of the names that stand for square matrices.
        shapes: Of all names that stand for matrices.
        sized: Names that are summed up to a size, by the size's name.
        updates: Recorded `name ← formula`.
        rules: Updates said for all indices of a name: w_i ← …
        answers: Names whose value was said as an answer, and holds for what follows only loosely.
        sought: Unknowns of equations.
        given: Names whose value comes from outside.
        printed: Quantities whose rounded value was printed, and that number.
        rounded: Literals that were results of roundings, and what they round.
        places: Least decimals of a literal that counts as rounded when it is put into a formula.
        index_ranges: Last range of each index letter.
        variables: Names that were arguments of functions or differentiated by.
        unit_sums: Names whose entries are said to add up to one; `unit_sums_said`: in words, of whichever name.
        speaks_of_taylor: Whether the document has the word.
        recurrences: Rules from one index to the next.
        disputed: Names whose printed value was refuted: what follows may go on with it, and is no mistake of its own.
        statements: How many there have been; `said` is at which each name got its meaning.
        parts: Where parts of the document begin, as a number of statements, and whether a new task begins there.
        in_vain: How often something was computed at great cost, and without a result.
        formulas: Of derivatives, as the document has them: with printed numbers put in they give rounded values.
        numbered_functions: One formula for functions with an index: S_n(x) = …
        mentioned: Numbered names in the formulas of definitions, whether or not they mean something themselves.
    """

    context: Context = field(default_factory=Context)
    entries: dict[str, EntryFunction] = field(default_factory=dict)
    squares: dict[str, int] = field(default_factory=dict)
    shapes: dict[str, tuple[int, int]] = field(default_factory=dict)
    sized: dict[str, set[str]] = field(default_factory=dict)
    entries_of_vectors: set[str] = field(default_factory=set)
    updates: dict[str, Node] = field(default_factory=dict)
    rules: dict[str, Chain] = field(default_factory=dict)
    answers: set[str] = field(default_factory=set)
    sought: set[str] = field(default_factory=set)
    given: frozenset[str] = frozenset()
    printed: dict[Node, Node] = field(default_factory=dict)
    rounded: dict[str, Node] = field(default_factory=dict)
    places: int = DEFAULT_PLACES
    index_ranges: dict[str, tuple[int, int | str]] = field(default_factory=dict)
    variables: set[str] = field(default_factory=set)
    statements: int = 0
    unit_sums: set[str] = field(default_factory=set)
    unit_sums_said: bool = False
    speaks_of_taylor: bool = False
    recurrences: list[Recurrence] = field(default_factory=list)
    disputed: dict[str, Node] = field(default_factory=dict)
    said: dict[str, int] = field(default_factory=dict)
    parts: list[tuple[int, bool]] = field(default_factory=list)
    in_vain: Counter[str] = field(default_factory=Counter)
    mentioned: set[str] = field(default_factory=set)
    formulas: dict[Node, Node] = field(default_factory=dict)
    numbered_functions: dict[str, NumberedFunction] = field(default_factory=dict)

    # -- growing ---------------------------------------------------------------------------------------

    def take_given(self, given: Given) -> None:
        """Start with the values from outside."""
        for name, node in given.values.items():
            self.define(name, node)
        for name, (parameters, node) in given.functions.items():
            self.define_function(name, parameters, node)
        self.given = frozenset((*self.context.values, *self.context.definitions))

    def round_to(self, quantity: Node, literal: Number) -> None:
        """Remember that this is a rounded value of a quantity."""
        self.printed[quantity] = literal
        self.places = max(1, min(self.places, decimals(literal.text)))

    def begin_part(self, *, is_task: bool) -> None:
        """Note that a new part of the document begins here, perhaps a new task."""
        if not self.parts or self.parts[-1][0] != self.statements:
            self.parts.append((self.statements, is_task))
        elif is_task:
            self.parts[-1] = (self.statements, True)

    def recent(self) -> Iterator[tuple["Knowledge", bool]]:
        """Yield what was said since each beginning of a part, the last one first, and whether a task begins there.

        A document may use the names of an earlier part for something else without a word.
        """
        seen: set[frozenset[str]] = {frozenset()}
        for start, is_task in list(reversed(self.parts))[:MAX_PARTS]:
            old = frozenset(
                name
                for name in (*self.context.definitions, *self.context.values, *self.context.families)
                if self.said.get(name, 0) <= start and name not in self.given
            )
            if old not in seen:
                seen.add(old)
                yield self.without(old), is_task

    def without(self, names: frozenset[str]) -> "Knowledge":
        """Return a copy in which these names mean nothing."""
        context = replace(
            self.context,
            definitions={key: value for key, value in self.context.definitions.items() if key not in names},
            values={key: value for key, value in self.context.values.items() if key not in names},
            families={key: value for key, value in self.context.families.items() if key not in names},
        )
        return replace(
            self,
            context=context,
            entries=dict(self.entries),
            squares={key: value for key, value in self.squares.items() if key not in names},
            shapes={key: value for key, value in self.shapes.items() if key not in names},
            sized={key: set(value) for key, value in self.sized.items()},
            entries_of_vectors=self.entries_of_vectors - names,
            updates={key: value for key, value in self.updates.items() if key not in names},
            rules=dict(self.rules),
            unit_sums=set(self.unit_sums),
            sought=set(self.sought),
            disputed=dict(self.disputed),
            recurrences=list(self.recurrences) if not names else [],
            answers=self.answers - names,
            printed=dict(self.printed),
            rounded=dict(self.rounded),
            index_ranges=dict(self.index_ranges),
            variables=set(self.variables),
            said=dict(self.said),
            parts=list(self.parts),
            mentioned=set(self.mentioned),
            formulas=dict(self.formulas),
            numbered_functions=dict(self.numbered_functions),
        )

    def dispute(self, name: str, value: Node) -> None:
        """Remember a refuted value with which the document may go on."""
        if is_constant(value) and len(self.disputed) < MAX_DISPUTED:
            self.disputed[name] = value

    def with_disputed(self, names: frozenset[str]) -> "Knowledge | None":
        """Return a copy in which refuted values hold; None where none of these names has one."""
        found = {name: value for name, value in self.disputed.items() if name in names}
        if not found:
            return None
        copy = self.without(frozenset())
        copy.disputed = {}
        for name, value in found.items():
            copy.define(name, value)
        return copy

    def with_vectors(self, node: Node) -> "Knowledge | None":
        """Return a copy in which x is the vector of the x_1, x_2, … that a statement speaks of beside it.

        Returns:
            None where no name is written both with and without an index.
        """
        names = set(names_in(node))
        found: dict[str, tuple[str, ...]] = {}
        for name in names:
            entries = parts_of_vector(name, iter(names))
            if len(entries) > 1 and not (name in self.given or name in self.squares):
                found[name] = entries
        if not found:
            return None
        stale = {entry for entries in found.values() for entry in entries if entry not in self.given}
        copy = self.without(frozenset((*found, *stale)))
        for name, entries in found.items():
            copy.context = copy.context.defining(name, Definition((), Tuple(tuple(map(Symbol, entries)))))
        for function, definition in list(copy.context.definitions.items()):
            if found.keys() & set(definition.parameters):
                copy.define_function(function, definition.parameters, definition.body)
        return copy

    def adopt(self, other: "Knowledge", before: Context) -> None:
        """Take over what a copy has learnt since its context was `before`."""
        for name, definition in other.context.values.items():
            if before.values.get(name) is not definition:
                self.forget(name)
                self.context = replace(self.context, values={**self.context.values, name: definition})
                self.said[name] = self.statements
        for name, definition in other.context.definitions.items():
            if before.definitions.get(name) is not definition:
                self.forget(name)
                for old in set(names_in(definition.body)) - other.context.definitions.keys():
                    if self.is_defined_through(Symbol(old), name):
                        self.forget(old)
                self.context = self.context.defining(name, definition)
                self.said[name] = self.statements
        for name, definition in other.context.families.items():
            if before.families.get(name) is not definition:
                self.context = self.context.with_family(name, definition)
                self.said[name] = self.statements
        self.squares.update(other.squares)
        self.shapes.update(other.shapes)
        self.entries_of_vectors |= other.entries_of_vectors
        self.answers |= other.answers
        self.variables |= other.variables
        self.unit_sums |= other.unit_sums
        self.recurrences += [rule for rule in other.recurrences if rule not in self.recurrences]

    def define(self, name: str, node: Node) -> None:
        """Let a name stand for a formula, a number, a vector or a matrix from here on; what it was is shadowed."""
        self.forget(name)
        self.said[name] = self.statements
        self.mention(node)
        parts = vector_entries(node)
        if parts is not None and len(parts) > 1 and not _names_itself(name, parts):
            symbols = tuple(Symbol(f"{_unmarked(name)}_{place}") for place in range(1, len(parts) + 1))
            for symbol, part in zip(symbols, parts, strict=True):
                self.define(symbol.name, part)
                self.entries_of_vectors.add(symbol.name)
            self.context = self.context.defining(name, Definition((), Tuple(symbols)))
            self.look_again(name)
        elif is_constant(node) and not self.is_array(node) and not self.free_names(node):
            self.context = self.context.with_value(name, node)
        else:
            self.context = self.context.defining(name, Definition((), node))
            self.name_entries(name)
            if isinstance(node, Matrix):
                self.shapes[name] = (len(node.rows), len(node.rows[0]))
                self.look_again(name)
            if isinstance(node, Matrix) and len(node.rows) == len(node.rows[0]):
                self.squares[name] = len(node.rows)
                self.look_again(name)

    def define_by_value(self, target: Node, value: Node) -> None:
        """Let a name stand for the entries at the end of a chain whose formula has no meaning here."""
        if isinstance(target, Symbol) and target.name not in self.given:
            self.define(target.name, value)
            self.context = replace(self.context, hidden=self.context.hidden | {target.name})

    def name_entries(self, name: str) -> None:
        """Let r_1, r_2, … be the entries of a vector that a formula gives: r = y − ŷ."""
        for place in range(1, self.length(Symbol(name)) + 1):
            entry = f"{_unmarked(name)}_{place}"
            if not self.context.knows(entry):
                self.said[entry] = self.statements
                self.context = self.context.defining(
                    entry, Definition((), Component(Symbol(name), (Number(str(place)),)))
                )

    def has_entries(self, name: str) -> bool:
        """Tell whether a name is a vector whose entries have values."""
        definition = self.context.definitions.get(name)
        entries = definition.body.items if definition is not None and isinstance(definition.body, Tuple) else ()
        return any(isinstance(entry, Symbol) and entry.name in self.context.values for entry in entries)

    def length(self, node: Node) -> int:
        """Return how many entries a formula has that comes to a vector; 0 where it does not, or to a long one."""
        try:
            value = value_of(node, self.context.valued)
        except (MeaningError, ShapeError, RecursionError):
            return 0
        if not isinstance(value, Array) or value.shape[1] != 1:
            return 0
        return value.shape[0] if value.shape[0] <= MAX_ENTRIES_NAMED else 0

    def look_again(self, name: str) -> None:
        """Read the functions again whose formulas have waited for this matrix: f(θ) = ½ θᵀAθ with A given after it."""
        for function, found in self.context.definitions.items():
            is_waiting = len(found.parameters) == 1 and not self.is_array(Symbol(found.parameters[0]))
            if is_waiting and name in set(names_in(found.body)):
                self.define_function(function, found.parameters, found.body)

    def define_function(self, name: str, parameters: tuple[str, ...], body: Node) -> None:
        """Let a function stand for a formula; one vector argument stands for its entries where the formula has them."""
        parameters = self.as_entries(parameters, body)
        self.variables.update(parameters)
        for name_of_variable in parameters:
            if name_of_variable in names_in(body) and self.is_array(Symbol(name_of_variable)):
                self.forget(name_of_variable)
        if len(parameters) == 1:
            entries = parts_of_vector(parameters[0], names_in(body))
            if entries and parameters[0] not in set(names_in(body)):
                vector = Tuple(tuple(map(Symbol, entries)))
                if parameters[0] not in self.context.definitions:
                    self.context = self.context.defining(parameters[0], Definition((), vector))
                parameters = entries
            elif not entries:
                parameters = self.as_vector(parameters[0], body) or parameters
        self.said[name] = self.statements
        self.mention(body)
        self.context = self.context.defining(name, Definition(parameters, body))

    def mention(self, body: Node) -> None:
        """Note the numbered names of a formula: z = w_1 x_1 + w_2 x_2 says from where to where w_j runs."""
        self.mentioned.update(name for name in names_in(body) if numbered(name) is not None)
        for _, part in walk(body):
            if isinstance(part, BigSum | BigProduct) and part.upper == Symbol(ANY_SIZE):
                self.note_size(ANY_SIZE, part)

    def as_entries(self, parameters: tuple[str, ...], body: Node) -> tuple[str, ...]:
        """Return the variables of a function of several vectors, k(x, z), as the entries of the vectors."""
        found: list[str] = []
        for name in parameters:
            vector = self.context.definitions.get(name)
            items = vector.body.items if vector is not None and isinstance(vector.body, Tuple) else ()
            entries = [item.name for item in items if isinstance(item, Symbol)]
            free = bool(entries) and len(entries) == len(items) and not any(map(self.context.knows, entries))
            found += entries if free and len(parameters) > 1 and name in set(names_in(body)) else [name]
        return tuple(found)

    def as_vector(self, name: str, body: Node) -> tuple[str, ...]:
        """Return entries for an argument that has to be a vector, as in f(θ) = ½ θᵀAθ; empty where it need not be."""
        used = set(names_in(body))
        sizes = sorted({size for other in used & self.shapes.keys() for size in self.shapes[other]})
        if not sizes or _is_scalar(body, self.context.structure.keeping(name)):
            return ()
        for size in sizes:
            entries = tuple(f"{_unmarked(name)}_{place}" for place in range(1, size + 1))
            if any(self.context.knows(entry) for entry in entries):
                entries = tuple(f"{name}[{place}]" for place in range(1, size + 1))
            trial = self.context.defining(name, Definition((), Tuple(tuple(map(Symbol, entries)))))
            if _is_scalar(body, trial.structure):
                self.context = trial
                return entries
        return ()

    def forget(self, name: str) -> None:
        """Let a name mean nothing again."""
        if name in self.context.definitions or name in self.context.values:
            self.context = replace(
                self.context,
                hidden=self.context.hidden - {name},
                definitions={key: value for key, value in self.context.definitions.items() if key != name},
                values={key: value for key, value in self.context.values.items() if key != name},
            )
        self.answers.discard(name)
        self.squares.pop(name, None)
        self.shapes.pop(name, None)
        self.entries_of_vectors.discard(name)

    def was_found_earlier(self, name: str) -> bool:
        """Tell whether a formula in other names was found for a name in an earlier part: it may be free in this one."""
        definition = self.context.definitions.get(name)
        is_formula = definition is not None and not definition.parameters and bool(self.free_names(definition.body))
        return is_formula and bool(self.parts) and self.said.get(name, 0) <= self.parts[-1][0]

    def forget_equations(self) -> None:
        """Forget what equations made of a function's variables: after x = y, found for V(x, y), x is free again."""
        definitions = self.context.definitions
        together = [frozenset(definition.parameters) for definition in definitions.values()]
        for name in sorted(definitions.keys() - set(self.given)):
            used = set(names_in(definitions[name].body))
            if any(name in variables and used & variables for variables in together):
                self.forget(name)

    def note_ranges(self, node: Node) -> None:
        """Remember over what the index letters of sums run."""
        for _, part in walk(node):
            if isinstance(part, Chain) and isinstance(part.first, Symbol | Tuple) and part.links[0].relation == "∈":
                self.variables.update(names_in(part.first))
            if isinstance(part, Derivative):
                self.variables.update(variable.name for variable in part.variables if isinstance(variable, Symbol))
            if isinstance(part, BigSum | BigProduct) and isinstance(part.lower, Number) and part.lower.text.isdigit():
                upper = part.upper
                first = int(part.lower.text[:4])
                if isinstance(upper, Number) and upper.text.isdigit():
                    self.index_ranges[part.index.name] = (first, int(upper.text[:4]))
                elif isinstance(upper, Symbol) and len(upper.name) == 1 and not self.context.knows(upper.name):
                    self.note_size(upper.name, part)
                    self.context = replace(self.context, dimensions=self.context.dimensions | {upper.name})

    def is_array(self, node: Node) -> bool:
        """Tell whether a formula is a vector or a matrix."""
        try:
            return not isinstance(value_of(node, self.context.valued), ex.Expr)
        except (MeaningError, ShapeError, RecursionError):
            return False

    def has_meaning(self, node: Node) -> bool:
        """Tell whether a formula comes to something; one with the identity I may not, outside of its chain."""
        try:
            value = value_of(node, self.context.structure)
        except (MeaningError, ShapeError, RecursionError):
            return False
        names = ex.variables(value) if isinstance(value, ex.Expr) else frozenset()
        return not names

    def has_unknown_vector(self, node: Node) -> bool:
        """Tell whether a name without a meaning stands behind a matrix: it may well be a vector."""
        for _, part in walk(node):
            if not isinstance(part, Product):
                continue
            for before, factor in pairwise(part.factors):
                if not isinstance(factor, Symbol) or self.context.knows(factor.name) or factor.name in self.variables:
                    continue
                if self.is_array(before):
                    return True
        return False

    def note_size(self, name: str, node: BigSum | BigProduct) -> None:
        """Remember a size that the data fix: a sum over x_i up to n, where x_1, …, x_4 have values, has n = 4."""
        for _, part in walk(node.body):
            if isinstance(part, Indexed) and part.indices == (node.index,):
                self.sized.setdefault(name, set()).add(part.base)

    # -- asking ----------------------------------------------------------------------------------------

    def known(self) -> Known:
        """Return what rewriting needs."""
        functions = {name: found for name, found in self.context.definitions.items() if found.parameters}
        bodies = [found.body for found in self.context.families.values()]
        own = (name for body in bodies for name in names_in(body) if numbered(name) is not None)
        named = frozenset((*self.context.definitions, *self.context.values, *own))  # α_0 in α_t = α_0/(1 + kt)
        families = frozenset(name for name, found in self.context.families.items() if len(found.parameters) == 1)
        return Known(
            functions,
            self.single_variable,
            self.entries,
            self.index_ranges,
            self.squares,
            named,
            families,
            self.length,
            self.numbered,
            self.numbered_functions,
        )

    def single_variable(self, name: str) -> str | None:
        """Return the only variable of a function or of a name that a formula defines; None where there are more."""
        definition = self.context.definitions.get(name)
        if definition is None:
            return None
        names = definition.parameters or tuple(self.free_names(Symbol(name)))
        return names[0] if len(names) == 1 else None

    def is_defined_through(self, node: Node, name: str) -> bool:
        """Tell whether a formula contains a name that is defined by another one, as y³ does where y = x³ and x."""
        definitions = self.context.definitions
        reached = set(names_in(node)) - {name}
        waiting = sorted(reached & definitions.keys())
        while waiting and len(reached) < MAX_REACHED:
            definition = definitions[waiting.pop()]
            new = set(names_in(definition.body)) - reached - set(definition.parameters)
            reached |= new
            waiting += sorted(new & definitions.keys())
        return name in reached

    def free_names(self, node: Node) -> frozenset[str]:
        """Return the names that are left after all formulas; empty where there is no scalar meaning."""
        try:
            return ex.variables(meaning(node, self.context.structure))
        except (MeaningError, RecursionError):
            return frozenset()

    def outer_function(self, name: str) -> str:
        """Return the function whose value a name is defined to be, σ for h where h = σ(…); empty where it is none."""
        definition = self.context.definitions.get(name) or self.context.families.get(name)
        if definition is None and self.numbered(name):
            definition = self.context.definitions.get(f"{name}_1")
        body = definition.body if definition is not None else None
        return body.function if isinstance(body, Call) else ""

    def numbered(self, base: str) -> tuple[int, int] | None:
        """Return the first and the last index of the names base_1, base_2, … that mean something, if there are any."""
        known = {*self.context.definitions, *self.context.values}
        last = 0
        while f"{base}_{last + 1}" in known:
            last += 1
        return (1, last) if last else None

    def written(self, base: str) -> tuple[int, int] | None:
        """Return the first and the last index of the names base_1, base_2, … that stand in definitions."""
        last = len(parts_of_vector(base, iter(self.mentioned)))
        return (1, last) if last > 1 else None

    def ranged(self, *nodes: Node) -> Context:
        """Return the context with the ranges that the index letters of these formulas have here."""
        ranges: dict[str, tuple[int, int | str]] = {}
        loose: set[str] = set()
        for base, index in _indices(nodes):
            if isinstance(index, Symbol):
                numbers = self.numbered(base) or self.written(base)
                if numbers is None:
                    loose.add(index.name)
                elif index.name not in ranges or numbers[1] < int(ranges[index.name][1]):
                    ranges[index.name] = numbers
            else:
                loose.update(names_in(index))
        if any(name in self.context.dimensions for node in nodes for name in names_in(node)):
            return self.context
        least = min((int(last) for _, last in ranges.values()), default=0)
        for letter in loose - ranges.keys():
            known = self.index_ranges.get(letter) or ((1, least) if least else None)
            if known is not None:
                ranges[letter] = known
        return replace(self.context, ranges=ranges)

    def letters(self, node: Node) -> set[str]:
        """Return the names that are indices in a formula."""
        return {name for _, index in _indices((node,)) for name in names_in(index)}

    def stale(self) -> frozenset[str]:
        """Return the names whose values were answers so long ago that they may mean something else by now."""
        return frozenset(name for name in self.answers if self.statements - self.said.get(name, 0) > FRESH)

    def sizes(self, name: str) -> tuple[int, ...]:
        """Return the values with which a size is tried: that of the data, else some small ones."""
        counts = {found[1] for base in self.sized.get(name, ()) if (found := self.numbered(base)) is not None}
        return (min(counts),) if counts else DIMENSIONS

    def after_update(self) -> Context | None:
        """Return the context in which every updated name has its new value; None where nothing was updated."""
        values = dict(self.context.values)
        for name, node in self.updates.items():
            try:
                with precision(300):
                    new = ball(meaning(node, self.context.valued))
            except (MeaningError, ShapeError, KeyError, RecursionError):
                return None
            if not new.is_finite():
                return None
            text = new.mid().str(NEW_VALUE_DIGITS, radius=False)
            values[name] = Definition((), _literal(str(text)))
        return replace(self.context, values=values) if self.updates else None


def _unmarked(name: str) -> str:
    """Return the name of a bold vector as its entries have it: **y** has the entries y_1, y_2."""
    return name.removeprefix("bold(").removesuffix(")") if name.startswith("bold(") else name


def _is_scalar(body: Node, scope: Scope) -> bool:
    """Tell whether a formula is a single number in this scope."""
    try:
        meaning(body, scope)
    except (MeaningError, ShapeError, RecursionError):
        return False
    return True


def _literal(text: str) -> Node:
    number = Number(text.lstrip("-"))
    return Sum((Term(-1, number),)) if text.startswith("-") else number


def _indices(nodes: tuple[Node, ...]) -> Iterator[tuple[str, Node]]:
    for node in nodes:
        for _, part in walk(node):
            if isinstance(part, Indexed):
                for index in part.indices:
                    yield part.base, index


def vector_entries(node: Node) -> tuple[Node, ...] | None:
    """Return the entries of a point or a column that is written out."""
    if isinstance(node, Transpose):
        return vector_entries(node.body) if isinstance(node.body, Tuple) else _row(node.body)
    if isinstance(node, Tuple):
        return node.items
    if isinstance(node, Matrix) and all(len(row) == 1 for row in node.rows):
        return tuple(row[0] for row in node.rows)
    return None


def _row(node: Node) -> tuple[Node, ...] | None:
    return node.rows[0] if isinstance(node, Matrix) and len(node.rows) == 1 else None


def _names_itself(name: str, parts: tuple[Node, ...]) -> bool:
    return any(isinstance(part, Symbol) and part.name.startswith(f"{name}_") for part in parts)


def is_constant(node: Node) -> bool:
    """Tell whether a formula is made of numbers only."""
    return not any(isinstance(part, Symbol | Indexed) for _, part in walk(node)) and not _is_open(node)


def _is_open(node: Node) -> bool:
    from pipeline.notation.tree import Blank, Derivative, Dots, Nabla, Prime, SetOf

    return any(isinstance(part, Derivative | Nabla | Prime | SetOf | Dots | Blank) for _, part in walk(node))
