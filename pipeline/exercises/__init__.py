"""Kinds of exercises: what a sheet may say of them, and how they are solved."""
