"""Tests. A package, so that `tests.needs` means this folder, whatever else is installed."""
