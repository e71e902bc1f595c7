"""What the commands print: errors and progress on stderr, results on stdout."""

import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from pipeline.errors import CorrigeError, UntranslatedWarning, explain


def print_error(error: CorrigeError) -> None:
    """Print an error as a user reads it, its first word in red on a terminal."""
    text = explain(error).removeprefix("error:")
    click.echo(click.style("error:", fg="red", bold=True) + text, err=True)


def print_warning(text: str) -> None:
    """Print a warning in one line, its first word in yellow on a terminal."""
    click.echo(click.style("warning:", fg="yellow", bold=True) + f" {text}", err=True)


def print_warnings(counts: Mapping[str, int]) -> None:
    """Print what many variants were warned of, each warning once, with the number of variants, and then the hint."""
    for text, count in counts.items():
        print_warning(f"{text} (in {count} {'variant' if count == 1 else 'variants'})")
    if counts:
        _print_hint()


def _print_hint() -> None:
    click.echo(f"         {UntranslatedWarning.hint}", err=True)


@contextmanager
def warnings_told() -> Iterator[None]:
    """Print each of our warnings as one line on stderr, without the place in the program that it comes from.

    The hint follows the last.
    """
    usual, told = warnings.showwarning, []

    def show(message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
        if issubclass(category, UntranslatedWarning):
            print_warning(str(message))
            told.append(message)
        else:
            usual(message, category, *place, **more)

    warnings.showwarning = show
    try:
        yield
    finally:
        warnings.showwarning = usual
        if told:
            _print_hint()


@contextmanager
def progress(title: str, *, is_quiet: bool) -> Iterator[Callable[[str], None]]:
    """Show which stage runs while a command works; nothing where stderr is no terminal or nobody wants it."""
    if is_quiet or not sys.stderr.isatty():
        yield lambda _stage: None
        return
    from rich.console import Console

    with Console(stderr=True).status(title) as status:
        yield lambda stage: status.update(f"{title}: {stage}")


def print_timings(seconds: Mapping[str, float]) -> None:
    """Print the stages with their seconds and shares on stderr."""
    total = sum(seconds.values()) or 1.0
    for stage, spent in (*seconds.items(), ("total", total)):
        click.echo(f"  {stage:<10} {spent:7.3f} s  {spent / total:4.0%}", err=True)
