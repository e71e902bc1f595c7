"""Mathematics as written: trees, their LaTeX, what they mean."""
