"""A static site of a course: each solution from its release on, and nothing of it before."""
