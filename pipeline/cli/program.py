"""The group of commands, and how a command ends: exit codes and messages for every way of going wrong."""

import _thread
import atexit
import errno
import gc
import os
import sys
import threading
from collections.abc import Sequence
from typing import NoReturn

import click

from pipeline.cli.audit import audit
from pipeline.cli.build import build
from pipeline.cli.check import check
from pipeline.cli.doctor import doctor
from pipeline.cli.init import init
from pipeline.cli.kinds import kinds
from pipeline.cli.new import new
from pipeline.cli.preview import preview
from pipeline.cli.publish import publish
from pipeline.cli.report import print_error, warnings_told
from pipeline.cli.stress import stress
from pipeline.cli.variants import variants
from pipeline.errors import CorrigeError, Place, WriteError

_REFUSALS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.EFBIG, errno.EIO})

SUCCESS, USAGE, OUR_BUG, INTERRUPTED = 0, 2, 70, 130


def _print_version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    from pipeline.publish.fingerprint import versions

    own, *others = versions().items()
    click.echo(f"corrige {own[1]}")
    python = ".".join(map(str, sys.version_info[:3]))
    for name, version in (("Python", python), *others):
        click.echo(f"  {name} {version}")
    context.exit()


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="\b\nExample:\n  corrige build sheets/assignment-03.toml",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version, and those of what it stands on.",
)
def corrige() -> None:
    """Worked solutions that check themselves.

    One TOML file describes a sheet of exercises; complete worked solutions come out as PDF and HTML.
    """


corrige.add_command(audit)
corrige.add_command(build)
corrige.add_command(check)
corrige.add_command(doctor)
corrige.add_command(init)
corrige.add_command(kinds)
corrige.add_command(new)
corrige.add_command(variants)
corrige.add_command(stress)
corrige.add_command(preview)
corrige.add_command(publish)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and end the process with the exit code that its outcome has."""
    # Most of what a command makes lives until it ends: looking for garbage all the time finds little.
    gc.set_threshold(200_000, 10, 10)
    sys.unraisablehook = _interrupt_again
    code = run(arguments)
    if threading.active_count() == 1:
        _leave(code)
    sys.exit(code)


def _interrupt_again(lost: "sys.UnraisableHookArgs") -> None:
    """Let Ctrl-C reach the command when it came at a moment at which Python drops exceptions, as in a finalizer."""
    if issubclass(lost.exc_type, KeyboardInterrupt):
        threading.Timer(0.01, _thread.interrupt_main).start()
    else:
        sys.__unraisablehook__(lost)


def _leave(code: int) -> NoReturn:
    """End the process without freeing its objects one by one, which takes a while; what was registered is done."""
    try:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):  # a pipe that nobody reads any more
        sys.exit(code)
    os._exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: Without the name of the program; the process's own by default.

    Returns:
        The exit code: that of the error's class, 2 for a wrong command line, 70 for an error of ours.
    """
    if "_CORRIGE_COMPLETE" in os.environ:
        from pipeline.cli.completion import register

        register()
    try:
        with warnings_told():
            outcome = corrige.main(arguments, prog_name="corrige", standalone_mode=False)
        sys.stdout.flush()
        return outcome if isinstance(outcome, int) else SUCCESS
    except click.ClickException as error:
        error.show()
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):  # click meets a broken pipe by leaving, even where it was told not to
        return _quietly()
    except CorrigeError as error:
        print_error(error)
        return error.exit_code
    except OSError as error:
        return _report_refusal(error)
    except Exception:  # the last line of defence, where our own mistakes end
        return _report_bug()


def _quietly() -> int:
    """Whoever read our output has seen enough; keep Python from complaining when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return SUCCESS


def _report_refusal(error: OSError) -> int:
    """Tell what the system refused: a full disk or a forbidden folder is nobody's mistake in the program."""
    if error.errno not in _REFUSALS:
        return _report_bug()
    place = Place(str(error.filename)) if error.filename else None
    refused = WriteError(f"writing failed: {(error.strerror or '').lower()}", place=place)
    print_error(refused)
    return refused.exit_code


def _report_bug() -> int:
    import traceback

    traceback.print_exc()
    click.echo(
        "error: this is a mistake in corrige, not in your files\n"
        "       please report it with the lines above and the sheet: see CONTRIBUTING.md, 'Reporting a mistake'",
        err=True,
    )
    return OUR_BUG
