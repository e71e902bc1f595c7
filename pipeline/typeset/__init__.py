"""A page becomes documents: PDF, HTML, Markdown, LaTeX, Word."""
