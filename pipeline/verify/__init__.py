"""Judges what is about to be published."""
