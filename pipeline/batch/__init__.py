"""A sheet of its own for every student: drawn, built, kept, checked, on one machine or on many."""
