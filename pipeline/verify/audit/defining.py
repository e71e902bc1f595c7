"""How a relation gives a name a meaning: x = 2, f(x) = …, s_i = …, x_{k+1} = …, (a, b) = …, λ_{1,2} = 3 ± 1."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.notation.meaning import FIELDS, Definition
from pipeline.notation.reader.commands import OPERATIONS
from pipeline.notation.tree import (
    Call,
    Chain,
    Component,
    Group,
    Indexed,
    Matrix,
    Node,
    Number,
    Power,
    Product,
    SetOf,
    Symbol,
    Transpose,
    Tuple,
    walk,
)
from pipeline.notation.vocabulary import FUNCTIONS
from pipeline.verify.audit.given import names_in
from pipeline.verify.audit.knowledge import Knowledge, is_constant, vector_entries
from pipeline.verify.audit.recurrences import Recurrence, recurrence
from pipeline.verify.audit.rewriting import IDENTITIES, EntryFunction, NumberedFunction, indexed_call
from pipeline.verify.audit.surroundings import Surroundings

OPERATORS = frozenset(("cross", "inner", "composed", "limit", "integral", "floor", "ceil", "factorial"))
"""Names in trees that no document can give a meaning to: operators and special brackets."""

EVERYWHERE_ALIKE = frozenset(("exp", "log", "sqrt", "abs", "sin", "cos", "tan", "sinh", "cosh", "tanh"))
"""Functions that mean the same in every document."""

BEGINS = {"pi": "3.1", "e": "2.7"}
"""How the decimals of the constants begin: π = 3.1416 says what π is, π = 0.2 lets it be something else."""


def _says_digits(name: str, body: Node) -> bool:
    """Tell whether a number is meant as the digits of π or e."""
    return name in BEGINS and isinstance(body, Number) and body.text.startswith(BEGINS[name])


@dataclass(frozen=True)
class Definer:
    """Lets the knowledge grow by the relations that define something.

    Attributes:
        knowledge: That grows.
        surroundings: Words around the relation.
    """

    knowledge: Knowledge
    surroundings: Surroundings

    def define_alike(self, readings: Sequence[Node]) -> bool:
        """Let m_0 = v_0 = 0, and α_1 = α_2 = α, give every name in it the value at its end."""
        *first, last = readings
        names = [node.name for node in first if isinstance(node, Symbol)]
        knows = self.knowledge.context.knows
        is_new_name = isinstance(last, Symbol) and not knows(last.name) and last.name not in names
        if len(names) < 2 or len(names) < len(first) or not (is_constant(last) or is_new_name):
            return False
        new = [name for name in names if self.surroundings.states_value or not knows(name)]
        if len(new) < len(names) or any(name in self.knowledge.given for name in names):
            return False
        for name in names:
            self.knowledge.define(name, last)
        return True

    def defines_roughly(self, chain: Chain, readings: Sequence[Node]) -> bool:
        """Let p ≈ 0.84 give a new name a rounded value: what follows may use the digits, or what they round."""
        target, body = chain.first, readings[1]
        if chain.links[0].relation != "≈" or not isinstance(target, Symbol) or not is_constant(body):
            return False
        if not isinstance(readings[0], Symbol):
            return False  # a formula gives p_2 already
        if target.name in self.knowledge.said or self.knowledge.context.knows(target.name):
            return False
        if self.knowledge.is_array(body) or _says_digits(target.name, body):
            return False
        self.knowledge.define(target.name, body)
        if len(readings) == 2 and isinstance(body, Number):
            self.knowledge.round_to(target, body)
        if target.name in self.knowledge.variables | self.knowledge.sought:
            self.knowledge.answers.add(target.name)
        return True

    def defines(self, chain: Chain, readings: Sequence[Node]) -> bool:
        """Let the first relation give a name a meaning, if that is what it does."""
        target, body = chain.first, readings[1]
        knowledge = self.knowledge
        if _is_known_otherwise(target, readings[0]):
            return False
        match target:
            case Indexed() if (rule := recurrence(target, body)) is not None and self.may_recur(rule):
                knowledge.recurrences.append(rule)
            case Symbol(name) if isinstance(body, SetOf):
                return self.defines_roots(name, body)
            case Symbol(name) if not _occurs(name, body) and self.may_define(name, body):
                knowledge.define(name, body)
                is_sought = name in knowledge.variables or name in knowledge.sought
                is_answer = is_sought and name in knowledge.context.values and not self.surroundings.states_value
                if is_answer and name not in knowledge.given:
                    knowledge.answers.add(name)
            case Call():
                return self.defines_function(target, readings)
            case Product() if (found := indexed_call(target)) is not None:
                return self.defines_numbered(*found, body)
            case Component(Call(name, (Symbol(vector),)), (Symbol(letter),)) if name not in knowledge.entries:
                knowledge.entries[name] = EntryFunction(vector, letter, body)
            case Indexed(base, indices) if (names := distinct(indices)) and self.is_new_family(base, names):
                knowledge.context = knowledge.context.with_family(base, Definition(names, body))
                knowledge.said[base] = knowledge.statements
                knowledge.mention(body)
            case Power(Symbol(name), Number("2")) if not knowledge.context.knows(name) and not _occurs(name, body):
                knowledge.define(name, Call("sqrt", (body,)))
            case Tuple() | Matrix() | Transpose() if names := distinct(vector_entries(target) or ()):
                return self.defines_each(names, body)
            case _:
                return False
        return True

    def define_second(self, readings: Sequence[Node]) -> None:
        """Let z = g(x, y) = ln(x² + y²) give g its formula, too."""
        target, body = readings[:2]
        if isinstance(target, Symbol) and isinstance(body, Call) and len(readings) > 2:
            self.defines_function(body, readings[1:])

    def defines_roots(self, name: str, roots: SetOf) -> bool:
        """Let λ_{1,2} = 3 ± 1 give two names a value each; any other name means neither of the two."""
        base, _, places = name.partition("_")
        numbers = places.split("_")
        if len(numbers) != len(roots.items) or not all(number.isdigit() for number in numbers):
            return False
        for number, root in zip(numbers, roots.items, strict=True):
            self.knowledge.define(f"{base}_{number}", root)
        return True

    def defines_each(self, names: Sequence[str], body: Node) -> bool:
        """Let (x_1, y_1) = (1, 2) give each name its value, and (a, b) = A⁻¹y each of its unknowns an entry."""
        values = vector_entries(body)
        if values is not None and len(values) == len(names) and all(map(is_constant, values)):
            for name, value in zip(names, values, strict=True):
                self.knowledge.define(name, value)
            return True
        knows = self.knowledge.context.knows
        if values is not None or any(knows(name) or _occurs(name, body) for name in names):
            return False
        if self.knowledge.length(body) != len(names):
            return False
        for place, name in enumerate(names, 1):
            self.knowledge.define(name, Component(Group(body), (Number(str(place)),)))
        return True

    def may_define_function(self, name: str, parameters: Sequence[str], members: Sequence[Node]) -> bool:
        """Tell whether f(x) = … gives a new function: by a formula, and not its value at a point, or at a given w.

        Args:
            name: Of the function.
            parameters: In its brackets.
            members: What it is said to be, one after the other.
        """
        body = members[0]
        if not parameters or self.is_function(name) or name in FIELDS or name in OPERATORS:
            return False
        if name in OPERATIONS and all(parameter[0].isupper() for parameter in parameters):
            return False  # E[X] = μ says nothing of E[X²], E(w) = … does define an error
        knows = self.knowledge.context.knows
        numbered = self.knowledge.numbered
        means = any(knows(parameter) or numbered(parameter) is not None for parameter in parameters)
        if is_constant(members[-1]) and all(self.knowledge.is_array(Symbol(parameter)) for parameter in parameters):
            return False  # the projection of w on u, both given, comes to a vector
        if name in FUNCTIONS and not any(_occurs(parameter, body) for parameter in parameters):
            return False  # cos θ = 3/5 is an equation
        if name in EVERYWHERE_ALIKE:
            return False  # sin x = x − x³/6 + O(x⁵) is a claim
        return not (is_constant(body) and means)

    def defines_function(self, target: Call, readings: Sequence[Node]) -> bool:
        """Let f(x) = … give a new function."""
        names = distinct(target.arguments)
        if not names and self.is_of_squares(target):
            self.knowledge.define(target.function, readings[1])  # ℓ(μ, σ²): by its name alone
            return True
        is_new = self.may_define_function(target.function, names, readings[1:])
        if not is_new or self.is_value_of(target, readings):
            return False
        self.knowledge.define_function(target.function, names, readings[1])
        return True

    def is_of_squares(self, target: Call) -> bool:
        """Tell whether a new name is a function of new names, or of their squares: ℓ(μ, σ²)."""
        roots = distinct([_root(argument) for argument in target.arguments])
        return bool(roots) and not any(map(self.knowledge.context.knows, (target.function, *roots)))

    def is_value_of(self, target: Call, readings: Sequence[Node]) -> bool:
        """Tell whether a call stands for a value: proj_u v = … = (1, 2, 2), and T_2(x) where T_n(x) is known."""
        is_numbered = readings[0] != target and indexed_call(target) is not None
        values, is_array = self.knowledge.context.values, self.knowledge.is_array
        is_at_data = any(name in values or is_array(Symbol(name)) for name in distinct(target.arguments))
        return is_numbered or (is_at_data and is_constant(readings[-1]) and len(readings) > 2)

    def defines_numbered(self, base: str, index: Node, arguments: Sequence[Node], body: Node) -> bool:
        """Let S_n(x) = … give new functions, one for each n."""
        names = distinct((index, *arguments))
        known = self.knowledge.numbered_functions.get(base)
        is_old = known is not None and known.parameters == names[1:]
        if not names or is_old or self.knowledge.context.knows(names[0]):
            return False
        if self.knowledge.context.knows(base) and not self.are_new(names[1:], body):
            return False
        self.knowledge.numbered_functions[base] = NumberedFunction(names[0], names[1:], body)
        self.knowledge.note_ranges(body)
        return True

    def are_new(self, names: Sequence[str], body: Node) -> bool:
        """Tell whether names stand for the first time: in p_k(T) = …, where p is known, T is then an argument."""
        knowledge = self.knowledge
        return all(
            not knowledge.context.knows(name) and name not in knowledge.variables and _occurs(name, body)
            for name in names
        )

    def is_function(self, name: str) -> bool:
        """Tell whether a name is a function already; a matrix H may become a function H(p) later in the text."""
        definition = self.knowledge.context.definitions.get(name)
        return definition is not None and bool(definition.parameters)

    def is_new_family(self, base: str, letters: Sequence[str]) -> bool:
        """Tell whether a name with index letters means nothing yet; a number of the same name is something else."""
        context = self.knowledge.context
        return (
            (not context.knows(base) or base in context.values)
            and self.knowledge.numbered(base) is None
            and not any(context.knows(letter) for letter in letters)
        )

    def may_recur(self, rule: Recurrence) -> bool:
        """Tell whether a rule for one index after the other is new: no formula gives the name for all indices."""
        return rule.base not in self.knowledge.context.families and rule not in self.knowledge.recurrences

    def may_define(self, name: str, body: Node) -> bool:
        """Tell whether a relation gives a name a meaning: a new one, or anew."""
        context = self.knowledge.context
        if self.surroundings.is_after_update and self.knowledge.updates:
            return not context.knows(name)
        if isinstance(body, Tuple | Matrix) and self._lists_own_entries(name, body):
            return True
        if _says_digits(name, body):
            return False
        if self.knowledge.is_defined_through(body, name):
            return False  # after y = x³, x = y³ is an equation for x
        if not context.knows(name):
            return True
        if name in self.knowledge.given and not self.surroundings.states_value:
            return False
        old = context.values.get(name) or context.definitions.get(name)
        is_identity = isinstance(body, Symbol) and body.name in IDENTITIES
        if is_identity and self.surroundings.states_value:
            return True  # with A = I, in the next task
        if old is None or old.parameters:
            return False
        return _is_general(old.body) or (is_constant(body) and self._may_be_replaced(name, old.body, body))

    def _may_be_replaced(self, name: str, old: Node, body: Node) -> bool:
        """Tell whether a name may get another number, or become a vector."""
        return name in self.knowledge.context.values or _is_point(old) or self._becomes_data(old, body)

    def _becomes_data(self, old: Node, body: Node) -> bool:
        """Tell whether y, the model y = a + bt so far, is from here on the vector of measured values."""
        is_array = isinstance(body, Tuple | Matrix | Transpose)
        return is_array and self.surroundings.states_value and not self.knowledge.is_array(old)

    def _lists_own_entries(self, name: str, body: Node) -> bool:
        parts = [part for path, part in walk(body) if path]
        return all(isinstance(part, Symbol) and part.name.startswith(f"{name}_") for part in parts)


def _is_known_otherwise(target: Node, reading: Node) -> bool:
    """Tell whether a name stands for something known: f_x and J_f for derivatives of f."""
    is_other = isinstance(target, Call | Symbol) and type(reading) is not type(target)
    return is_other or (isinstance(reading, Call) and reading.function in FIELDS)


def _root(node: Node) -> Node:
    """Return σ for σ², as what a function depends on."""
    return node.base if isinstance(node, Power) and node.exponent == Number("2") else node


def distinct(nodes: Sequence[Node]) -> tuple[str, ...]:
    """Return the names of distinct variables; empty where the nodes are anything else."""
    names = tuple(node.name for node in nodes if isinstance(node, Symbol))
    return names if len(names) == len(nodes) == len(set(names)) else ()


def _occurs(name: str, node: Node) -> bool:
    return any(isinstance(part, Symbol) and part.name == name for _, part in walk(node))


def _is_general(body: Node) -> bool:
    """Tell whether a formula was said of any network, as C = ½|a^L − y|² is."""
    return any("^l" in name or "^L" in name for name in names_in(body))


def _is_point(node: Node) -> bool:
    return isinstance(node, Tuple) or is_constant(node)
