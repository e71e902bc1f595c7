"""Gives every parameter its value: drawn by name, tried against the sheet's constraints."""

from pipeline.parameters.drawing import draw_parameters
from pipeline.parameters.keyed import draw_index
from pipeline.parameters.variant import PUBLISHED, Variant

__all__ = ["PUBLISHED", "Variant", "draw_index", "draw_parameters"]
