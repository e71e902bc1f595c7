r"""Germs of two variables by Newton's polygon: which monomials lead in which direction, and where they cancel.

Where $y \sim c x^{w_2/w_1}$ the terms on one edge of the polygon lead. If they cancel for some c, the curve
$y = cx^k$ is made the new axis and the polygon of what remains is looked at, close to that axis only.

Source:
    Arnold, Gusein-Zade and Varchenko, *Singularities of Differentiable Maps I* (1985), chapter 8; Brieskorn and
    Knörrer, *Plane Algebraic Curves* (1986), § 8.3.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from flint import fmpq, fmpq_poly

from pipeline.exercises.critical_points.algebraic import RealAlgebraic, real_roots, squarefree
from pipeline.exercises.critical_points.constants import ONE, Constant, constant_of, rational
from pipeline.exercises.critical_points.germ import Evidence, Path, SignOf, proportional, restricted
from pipeline.exercises.critical_points.taylor import Series, displacement
from pipeline.notation.meaning import meaning

MAX_DEPTH = 4

Vertex = tuple[int, int]


@dataclass(frozen=True)
class Edge:
    """An edge of the polygon; on it w_1·i + w_2·j is constant.

    Attributes:
        start, end: Vertices, the exponent of x rising.
    """

    start: Vertex
    end: Vertex

    @property
    def slope(self) -> fmpq:
        """w_2/w_1: the edge leads where y is of the size of x to this power."""
        return fmpq(self.end[0] - self.start[0], self.start[1] - self.end[1])

    def holds(self, point: Sequence[int]) -> bool:
        """Tell whether a monomial lies on the edge."""
        (a, b), s = self.start, self.slope
        return a + s * b == point[0] + s * point[1]


def polygon(support: Sequence[Sequence[int]]) -> list[Vertex]:
    """Return the vertices of the Newton polygon, the exponent of x rising, that of y falling."""
    lowest: list[Vertex] = []
    for i, j in sorted((m[0], m[1]) for m in support):
        if not lowest or j < lowest[-1][1]:
            lowest.append((i, j))
    hull: list[Vertex] = []
    for point in lowest:
        while len(hull) > 1 and _is_above(hull[-2], hull[-1], point):
            hull.pop()
        hull.append(point)
    return hull


def _is_above(a: Vertex, b: Vertex, c: Vertex) -> bool:
    """Tell whether b lies on or above the segment from a to c."""
    return (b[0] - a[0]) * (c[1] - a[1]) <= (b[1] - a[1]) * (c[0] - a[0])


@dataclass(frozen=True)
class Plane:
    """A germ of two variables, seen where |y| is small against |x|^near (everywhere for near = 0).

    Attributes:
        germ: Of size 2.
        near: See above.
        back: From a curve in these coordinates to one in the coordinates of the beginning.
        depth: How often an axis was moved.
    """

    germ: Series
    near: fmpq
    back: Callable[[Path], Path]
    depth: int = 0

    @property
    def vertices(self) -> list[Vertex]:
        """Of the polygon, all of them."""
        return polygon(list(self.germ.terms))

    @property
    def edges(self) -> list[Edge]:
        """The edges that lead somewhere in the region."""
        return [edge for edge in (Edge(a, b) for a, b in pairwise(self.vertices)) if edge.slope > self.near]


def examine(plane: Plane, evidence: Evidence) -> bool:
    """Look at all directions of a plane; return whether the germ is proved to be positive there but at the point.

    Args:
        plane: Where to look.
        evidence: Takes the curves on which the germ rises or falls.
    """
    if not plane.germ.terms:
        return False
    vertices, edges = plane.vertices, plane.edges
    evidence.try_all(map(plane.back, _vertex_paths(plane)))
    if evidence.has_both:
        return False
    reaches = vertices[-1][1] == 0 and (plane.near > 0 or vertices[0][0] == 0)
    leading = [v for edge in edges for v in (edge.start, edge.end)] or [vertices[-1]]
    positive = all(_is_square(plane, v, evidence.sign_of) for v in leading)
    proved = [_edge(plane, edge, evidence) for edge in edges]  # all are looked at: one may hold the evidence
    return all(proved) and reaches and positive and not evidence.has_both


def _is_square(plane: Plane, vertex: Vertex, sign_of: SignOf) -> bool:
    return vertex[0] % 2 == vertex[1] % 2 == 0 and sign_of(plane.germ.terms[vertex]) > 0


def _vertex_paths(plane: Plane) -> Iterator[Path]:
    """Yield curves on which a vertex leads, in all quadrants."""
    vertices = plane.vertices
    slopes = [Edge(a, b).slope for a, b in pairwise(vertices)]
    for k, vertex in enumerate(vertices):
        low = max(plane.near, slopes[k - 1] if k else fmpq(0))
        high = slopes[k] if k < len(slopes) else None
        if high is not None and high <= low:
            continue
        slope = _between(low, high)
        yield from _quadrants(vertex, int(slope.q), int(slope.p), plane.near)


def _quadrants(vertex: Vertex, w1: int, w2: int, near: fmpq) -> Iterator[Path]:
    if vertex[1] == 0:
        yield from (({1: rational(s)}, {}) for s in (1, -1))
    elif vertex[0] == 0 and near == 0:
        yield from (({}, {1: rational(s)}) for s in (1, -1))
    else:
        yield from (({w1: rational(a)}, {w2: rational(b)}) for a in (1, -1) for b in (1, -1))


def _between(low: fmpq, high: fmpq | None) -> fmpq:
    """Return a simple fraction strictly between two numbers; None is infinity."""
    whole = low.floor() + 1
    if high is None or whole < high:
        return fmpq(whole)
    below = fmpq(whole - 1)
    if low > below:
        return below + 1 / _between(1 / (high - below), 1 / (low - below))
    return below + 1 / _between(1 / (high - below), None)


def _edge(plane: Plane, edge: Edge, evidence: Evidence) -> bool:
    """Look along the curves on which an edge leads; return whether the germ is proved to be positive there."""
    if evidence.has_both:
        return False
    terms = {m: c for m, c in plane.germ.terms.items() if edge.holds(m)}
    ratios = proportional(terms, evidence.sign_of)
    if ratios is None:
        return False
    w1, w2 = int(edge.slope.q), int(edge.slope.p)
    proved: list[bool] = []
    for side in (1, -1) if w1 % 2 == 0 else (1,):
        roots = _nonzero_roots(restricted(ratios, side))
        samples = [c for c in _samples(roots) if c != 0]
        evidence.try_all(plane.back(({w1: rational(side)}, {w2: rational(c)})) for c in samples)
        proved += [_beside(plane, edge, side, root, evidence) for root in roots]
    return all(proved)


def _nonzero_roots(coefficients: Sequence[fmpq]) -> list[RealAlgebraic]:
    numerator = fmpq_poly(list(coefficients)).numer()
    if numerator.degree() <= 0:
        return []
    return [root for root in real_roots(squarefree(numerator)) if root.rational != 0]


def _samples(roots: Sequence[RealAlgebraic]) -> Iterator[fmpq]:
    """Yield simple numbers, at least one in each interval between roots and zero."""
    yield from (fmpq(c) for c in (1, -1, 2, -2))
    yield from (fmpq(s, 2) for s in (1, -1))
    places = sorted([0.0, *(float(root.ball(64).mid()) for root in roots)])
    ends = [places[0] - 1, *places, places[-1] + 1]
    for a, b in pairwise(ends):
        yield simplest_between(a, b)


def simplest_between(a: float, b: float) -> fmpq:
    """Return a fraction of small denominator in the open interval, near its middle."""
    middle, room = (a + b) / 2, (b - a) / 4
    bottom = 1
    while abs(round(middle * bottom) / bottom - middle) > room and bottom < 2**40:
        bottom *= 2
    return fmpq(round(middle * bottom), bottom)


def _beside(plane: Plane, edge: Edge, side: int, root: RealAlgebraic, evidence: Evidence) -> bool:
    """Make the curve on which an edge cancels the new axis, and look beside it."""
    node = root.node()
    if plane.depth >= MAX_DEPTH or node is None or evidence.has_both:
        return False
    c, slope = constant_of(meaning(node)), edge.slope
    if slope.q == 1:
        return examine(_moved(plane, c, int(slope.p)), evidence)
    if slope.p == 1 and plane.near == 0:
        # x = (side/c^k)·y^k: the curve in the other order of the coordinates
        k = int(slope.q)
        turned = replace(plane, germ=_turned(plane.germ), back=lambda path: plane.back((path[1], path[0])))
        return examine(_moved(turned, rational(side) * c.inverse.to(k), k), evidence)
    return False


def _turned(germ: Series) -> Series:
    return Series({(m[1], m[0]): c for m, c in germ.terms.items()}, 2, germ.degree)


def _moved(plane: Plane, c: Constant, k: int) -> Plane:
    """Return the plane in which y counts from the curve y = c·x^k."""
    degree = plane.germ.degree
    x, y = displacement(0, 2, degree), displacement(1, 2, degree)
    curve = Series({(k, 0): c}, 2, degree)

    def back(path: Path) -> Path:
        return plane.back((path[0], _plus(path[1], _power_of(path[0], k), c)))

    return Plane(plane.germ.at((x, y + curve)), fmpq(k), back, plane.depth + 1)


Polynomial = Mapping[int, Constant]


def _power_of(part: Polynomial, k: int) -> Polynomial:
    found: Polynomial = {0: ONE}
    for _ in range(k):
        found = _times(found, part)
    return found


def _times(a: Polynomial, b: Polynomial) -> Polynomial:
    found: dict[int, Constant] = {}
    for i, x in a.items():
        for j, y in b.items():
            found[i + j] = found[i + j] + x * y if i + j in found else x * y
    return found


def _plus(a: Polynomial, b: Polynomial, factor: Constant) -> Polynomial:
    found = dict(a)
    for e, c in b.items():
        found[e] = found[e] + c * factor if e in found else c * factor
    return {e: c for e, c in found.items() if not c.is_seen_zero}
