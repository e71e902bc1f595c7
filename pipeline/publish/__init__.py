"""Puts finished documents where they belong: all of them, or none."""
