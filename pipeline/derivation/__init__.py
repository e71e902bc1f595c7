"""Formulas rewritten rule by rule, every step checked."""
