"""Kind `error-surface`: what the shape of an error function does to gradient descent.

Part `plateau` walks down a given function from a flat place; part `curvature` looks at a stationary point whose
Hessian is given by eigenvalues and eigenvectors.
"""

from collections.abc import Mapping
from fractions import Fraction

from pipeline.exercises.error_surface.curvature import pose_curvature, solve_curvature
from pipeline.exercises.error_surface.model import ErrorSurface
from pipeline.exercises.error_surface.plateau import pose_plateau, solve_plateau
from pipeline.exercises.kinds import Kind, QuantityDoc
from pipeline.exercises.solution import Content, Solution


def solve(model: ErrorSurface, parameters: Mapping[str, Fraction]) -> Solution:
    """Return the solved exercise of either part."""
    if model.part == "plateau":
        return solve_plateau(model.plateau(parameters))
    return solve_curvature(model.curvature())


def pose(model: ErrorSurface, parameters: Mapping[str, Fraction]) -> dict[str, Content]:
    """Return what the statement of either part names."""
    if model.part == "plateau":
        return pose_plateau(model.plateau(parameters))
    return pose_curvature(model.curvature())


KIND = Kind(
    name="error-surface",
    summary="flat regions and negative curvature of an error function, and what gradient descent makes of them",
    model=ErrorSurface,
    solve=solve,
    pose=pose,
    quantities=(
        QuantityDoc("path[*].at", "vector (variables)", "Point before step k + 1 of gradient descent (part plateau)."),
        QuantityDoc("path[*].value", "number", "Value of the function there (part plateau)."),
        QuantityDoc("path[*].gradient_norm", "number", "Euclidean norm of the gradient there (part plateau)."),
        QuantityDoc(
            "change[*][*]",
            "matrix (eigenvalues, epsilons)",
            "Change of the function to second order, ½ε²λ, for eigenvalue i and epsilon j (part curvature).",
        ),
    ),
)
