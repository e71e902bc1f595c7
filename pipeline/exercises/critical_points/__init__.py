"""Kind `critical-points`: gradient, Hessian, stationary points and their types, for any function of few variables."""

from pipeline.exercises.critical_points.model import CriticalPoints
from pipeline.exercises.critical_points.solve import answer, pose, solve
from pipeline.exercises.kinds import Kind, QuantityDoc

KIND = Kind(
    name="critical-points",
    summary="stationary points of a function: gradient, Hessian, all points, their types",
    model=CriticalPoints,
    solve=solve,
    pose=pose,
    answer=answer,
    quantities=(
        QuantityDoc(
            "critical_points[*].at", "vector (variables)", "Coordinates; the points are in lexicographic order."
        ),
        QuantityDoc("critical_points[*].classification", "word", "local minimum, local maximum, saddle or undecided."),
        QuantityDoc("critical_points[*].degenerate", "true or false", "Whether the Hessian is singular there."),
        QuantityDoc("critical_points[*].value", "number", "Value of the function."),
        QuantityDoc("critical_points[*].hessian", "matrix (variables, variables)", "Second partial derivatives."),
        QuantityDoc("critical_points[*].minors", "vector (variables)", "Leading principal minors of the Hessian."),
        QuantityDoc("non_isolated", "true or false", "Whether some stationary points are not isolated."),
        QuantityDoc("sets[*].equation", "word", "Equation of a set of stationary points that are not isolated."),
        QuantityDoc("sets[*].classification", "word", "Type of the points of that set."),
        QuantityDoc(
            "box_extrema[*].at", "vector (variables)", "On a box: where the function has a local extremum on it."
        ),
        QuantityDoc("box_extrema[*].place", "word", "inside, face, edge, corner or (of an interval) end."),
        QuantityDoc("box_extrema[*].classification", "word", "local minimum or local maximum, on the closed box."),
        QuantityDoc("box_extrema[*].value", "number", "Value of the function."),
        QuantityDoc("box_extrema[*].global", "true or false", "Whether it is the least or the largest on the box."),
        QuantityDoc("completeness", "word", "proved, proved on the box or not proved."),
    ),
)
