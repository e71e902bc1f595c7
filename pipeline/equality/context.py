"""What holds where a relation stands: names given by formulas, values, index ranges, updates, solutions sought.

A context grows with the text: a definition on the page, a value that the text states, a case ("let i = j") each give
a new context for what follows. Nothing is changed in place.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from typing import Literal

from pipeline.notation.meaning import Definition, Memory, Scope
from pipeline.notation.tree import BigProduct, BigSum, Node, Symbol, descendants
from pipeline.notation.vocabulary import CONSTANTS

MAX_REMEMBERED = 2_000
"""Formulas of one memory that pages share; beyond that it begins anew."""

MAX_MEMORIES = 16

DEFAULT_RANGE = (1, 3)
"""Indices without a range of their own are tried from 1 to 3."""


@dataclass(frozen=True)
class Context:
    """The state of a text at one place.

    Attributes:
        definitions: Names and functions that a formula defines.
        values: Names with a given value; they are variables where both sides of a relation have names left, so that a
            wrong formula is not saved by the numbers of the exercise.
        families: Names with indices that one formula defines for all indices.
        ranges: First and last value of an index letter; a name as last value is a dimension.
        dimensions: Names of dimensions, each tried with several values.
        solutions: Values that a variable takes in the answer of the exercise: `x_1 = 1` is then a statement about
            the answer, and no identity in x_1.
        updates: New value of a name in an update `w ← …`, as a formula.
        cases: Relations between index letters that hold at this place: (i, "=", j).
        rounding: `lenient`: a rounded result may agree with full precision or with the printed operands;
            `full precision`: results and operands are all rounded from the true values, as on our own pages.
        defines: Whether the text may give a meaning to new names; where it may not, a name that means nothing here is a
            free variable, and an equation that would define it is decided (and false).
        hidden: Names of which only the value is known: nobody sees what they depend on.
        variables: Names that may stand for any number; None: every name without a meaning may.
    """

    definitions: Mapping[str, Definition] = field(default_factory=dict)
    values: Mapping[str, Definition] = field(default_factory=dict)
    families: Mapping[str, Definition] = field(default_factory=dict)
    ranges: Mapping[str, tuple[int, int | str]] = field(default_factory=dict)
    dimensions: frozenset[str] = frozenset({"d"})
    solutions: Mapping[str, tuple[Node, ...]] = field(default_factory=dict)
    updates: Mapping[str, Node] = field(default_factory=dict)
    cases: tuple[tuple[str, str, str], ...] = ()
    rounding: Literal["lenient", "full precision"] = "lenient"
    defines: Literal["new names", "nothing"] = "new names"
    hidden: frozenset[str] = frozenset()
    variables: frozenset[str] | None = None

    @cached_property
    def structure(self) -> Scope:
        """Formulas only: given values are free variables."""
        return Scope(self.definitions, families=self.families, inner_products=self.is_by_others)

    @cached_property
    def valued(self) -> Scope:
        """Formulas and values."""
        return self.structure.defining_all(self.values)

    @property
    def is_by_others(self) -> bool:
        """Whether the text is read with more indulgence than a page of ours."""
        return self.rounding == "lenient"

    def remembering(self) -> "Context":
        """Return the context with what was found out about formulas under the same definitions on another page.

        What they mean, and whether they are equal, depends on the definitions alone; variants share general formulas.
        """
        definitions, families = frozenset(self.definitions.items()), frozenset(self.families.items())
        memory_of = partial(_memory, definitions, families, is_by_others=self.is_by_others)
        if len(memory_of().formulas) > MAX_REMEMBERED:
            _memory.cache_clear()
        return self._with_scopes(replace(self.structure, memory=memory_of()))

    def _with_scopes(self, structure: Scope, valued: Scope | None = None) -> "Context":
        """Return the context with scopes that are known; whatever changes the context otherwise makes them anew."""
        same = replace(self)
        vars(same).update({"structure": structure} if valued is None else {"structure": structure, "valued": valued})
        return same

    def knows(self, name: str) -> bool:
        """Tell whether a name means something already."""
        return any(
            name in known for known in (self.definitions, self.values, self.families, self.solutions, self.updates)
        )

    def strange(self, formula: Node) -> str | None:
        """Return a name in a formula that neither means something here nor may stand for any number."""
        if self.variables is None:
            return self.misnumbered(formula) if self.defines == "nothing" else None
        parts = descendants(formula)
        bound = {part.index.name for part in parts if isinstance(part, BigSum | BigProduct)}
        names = (part.name for part in parts if isinstance(part, Symbol))
        allowed = self.variables | bound | CONSTANTS
        return next((name for name in names if name not in allowed and not self.knows(name)), None)

    def misnumbered(self, formula: Node) -> str | None:
        """Return a name with a subscript that means nothing although the same name with another one does: y_7."""
        for part in descendants(formula):
            if isinstance(part, Symbol) and "_" in part.name:
                name = part.name
                if name.partition("_")[0] in self.numbered and not self.knows(name) and name not in CONSTANTS:
                    return name
        return None

    @cached_property
    def numbered(self) -> frozenset[str]:
        """The names that mean something with a subscript, without it."""
        known = (self.definitions, self.values, self.solutions, self.updates)
        return frozenset(name.partition("_")[0] for names in known for name in names if "_" in name)

    def defining(self, name: str, definition: Definition) -> "Context":
        """Return the context in which the name stands for this."""
        return replace(self, definitions={**self.definitions, name: definition})

    def with_value(self, name: str, value: Node) -> "Context":
        """Return the context in which the name has this value."""
        return replace(self, values={**self.values, name: Definition((), value)})

    def with_family(self, base: str, definition: Definition) -> "Context":
        """Return the context in which all names with this base are defined by their indices."""
        return replace(self, families={**self.families, base: definition})

    def in_cases(self, cases: tuple[tuple[str, str, str], ...]) -> "Context":
        """Return the context in which these relations between indices hold, and no others."""
        return replace(self, cases=cases)._with_scopes(self.structure, self.valued)


_Named = frozenset[tuple[str, Definition]]


@lru_cache(MAX_MEMORIES)
def _memory(definitions: _Named, families: _Named, *, is_by_others: bool) -> Memory:
    return Memory()
