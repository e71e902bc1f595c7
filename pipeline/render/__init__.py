"""Solved exercises become a page: prepared text in Jinja templates, drawn figures, numbered captions."""
