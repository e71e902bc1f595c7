"""Functions whose stationary points are known from outside, with their names in the literature.

Sources: Himmelblau's, Booth's and the three-hump camel function from the usual collections of test functions for
optimisation, values by an independent computation with SymPy and mpmath at 80 digits; the others by hand.
"""

from dataclasses import dataclass

MINIMUM, MAXIMUM, SADDLE = "local minimum", "local maximum", "saddle"


@dataclass(frozen=True)
class Case:
    """A function and its stationary points: coordinates, type, value of the function."""

    name: str
    function: str
    variables: str
    points: tuple[tuple[tuple[float, ...], str, float], ...]


CASES = (
    Case(
        "rosenbrock", "100*(y - x^2)^2 + (1 - x)^2", "x y", (((1, 1), MINIMUM, 0),)
    ),
    Case(
        "himmelblau", "(x^2 + y - 11)^2 + (x + y^2 - 7)^2", "x y",
        (
            ((-3.7793102533777469, -3.2831859912861694), MINIMUM, 0),
            ((-3.0730257507643896, -0.081353044287967512), SADDLE, 104.01516291755811),
            ((-2.8051180869527449, 3.131312518250573), MINIMUM, 0),
            ((-0.27084459066734761, -0.92303855647998146), MAXIMUM, 181.6165215225827),
            ((-0.12796134673068007, -1.9537149802445764), SADDLE, 178.33723920192746),
            ((0.086677504555396352, 2.8842547011747761), SADDLE, 67.71915008752614),
            ((3, 2), MINIMUM, 0),
            ((3.3851541836070209, 0.073851879837749288), SADDLE, 13.31192627040559),
            ((3.5844283403304917, -1.8481265269644036), MINIMUM, 0),
        ),
    ),
    Case("booth", "(x + 2*y - 7)^2 + (2*x + y - 5)^2", "x y", (((1, 3), MINIMUM, 0),)),
    Case(
        "three-hump camel", "2*x^2 - 1.05*x^4 + x^6/6 + x*y + y^2", "x y",
        (
            ((-1.7475523458302889, 0.87377617291514445), MINIMUM, 0.29863844223685982),
            ((-1.07054229182366, 0.53527114591182999), SADDLE, 0.87736155776314018),
            ((0, 0), MINIMUM, 0),
            ((1.07054229182366, -0.53527114591182999), SADDLE, 0.87736155776314018),
            ((1.7475523458302889, -0.87377617291514445), MINIMUM, 0.29863844223685982),
        ),
    ),
    Case("folium", "x^3 + y^3 - 3*x*y", "x y", (((0, 0), SADDLE, 0), ((1, 1), MINIMUM, -1))),
    Case(
        "dipole", "(x - y)*exp(-(x^2 + y^2))", "x y",
        (((-0.5, 0.5), MINIMUM, -0.60653065971263342), ((0.5, -0.5), MAXIMUM, 0.60653065971263342)),
    ),
    Case("monkey saddle", "x^3 - 3*x*y^2", "x y", (((0, 0), SADDLE, 0),)),
    Case(
        "saddle in three variables", "x^2 + y^2 - z^2 + z^4", "x y z",
        (
            ((0, 0, -0.70710678118654752), MINIMUM, -0.25),
            ((0, 0, 0), SADDLE, 0),
            ((0, 0, 0.70710678118654752), MINIMUM, -0.25),
        ),
    ),
    Case("no point at all", "x + y^3 + y", "x y", ()),
    Case("real points among complex ones", "x^3 + 3*x + y^2", "x y", ()),
    Case("irrational square", "(x^2 - 2)^2", "x",
        (((-(2**0.5),), MINIMUM, 0), ((0,), MAXIMUM, 4), ((2**0.5,), MINIMUM, 0)),
    ),
    Case("value on a tie", "x^4/8 - x^2/8", "x",
        (((-(0.5**0.5),), MINIMUM, -0.03125), ((0,), MAXIMUM, 0), ((0.5**0.5,), MINIMUM, -0.03125)),
    ),
    Case("rational function", "x + 1/x", "x", (((-1,), MAXIMUM, -2), ((1,), MINIMUM, 2))),
    Case("witch of Agnesi", "1/(1 + x^2)", "x", (((0,), MAXIMUM, 1),)),
    Case("logarithm of a square", "log(1 + x^2)", "x", (((0,), MINIMUM, 0),)),
    # beyond the domain the gradient may vanish too
    Case("logarithmic barrier", "x^2/2 - log(x)", "x", (((1,), MINIMUM, 0.5),)),
    Case("two barriers", "log(x) + log(y) - x - y", "x y", (((1, 1), MAXIMUM, -2),)),
    Case("hole at the origin", "x^3/x", "x", ()),
    Case("hole and a point", "x^2*(x - 2)/(x - 2) + y^2", "x y", (((0, 0), MINIMUM, 0),)),
    # degenerate: second order does not tell
    Case("fourth power", "x^4", "x", (((0,), MINIMUM, 0),)),
    Case("negative fourth power", "-x^4 - y^2", "x y", (((0, 0), MAXIMUM, 0),)),
    Case("cusp-like", "x^2 - y^4", "x y", (((0, 0), SADDLE, 0),)),
    Case("cubic", "x^3", "x", (((0,), SADDLE, 0),)),
    Case("degenerate at an irrational point", "(x^2 - 2)^4", "x",
        (((-(2**0.5),), MINIMUM, 0), ((0,), MAXIMUM, 16), ((2**0.5,), MINIMUM, 0)),
    ),
)  # fmt: skip
