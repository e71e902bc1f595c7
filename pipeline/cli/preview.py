"""`corrige preview`: a sheet in the browser while it is being written."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import check_drawing, drawing_options

if TYPE_CHECKING:
    from pipeline.publish.preview.session import Session, State


@click.command(
    short_help="Show a sheet in the browser while you write it.",
    epilog="\b\nExample:\n  corrige preview sheets/assignment-03.toml --open",
)
@click.argument("sheet", type=click.Path(path_type=Path), metavar="SHEET")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The first that is tried.")
@click.option("--open", "opens", is_flag=True, help="Open the browser.")
@drawing_options
def preview(sheet: Path, port: int, opens: bool, seed: int | None, variant: str, settings: tuple[str, ...]) -> int:
    """Serve the pages of SHEET on this machine, and make them anew when the sheet, a template or a kind is saved.

    The browser reloads by itself. While something is wrong the last good page stays, with the error on top. Ctrl-C
    ends it.
    """
    from pipeline.publish.fingerprint import Options
    from pipeline.publish.preview.session import Session, closing
    from pipeline.publish.preview.watching import check_installed
    from pipeline.sheet.toml import read_toml

    check_drawing(variant, settings)
    check_installed()
    read_toml(sheet)  # a file that is not there, or no TOML at all, is told at once
    session = Session(sheet, Options(("html",), ("sheet", "solution"), seed, variant, "typst", settings))
    with closing(session):
        _serve(session, port, opens=opens)
    return 0


def _serve(session: "Session", port: int, *, opens: bool) -> None:
    from threading import Thread

    from pipeline.publish.preview.server import open_server
    from pipeline.publish.preview.watching import Watcher
    from pipeline.render.figures.ahead import studio

    with open_server(port, session) as server, studio() as drawing:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        watcher = Watcher(session.sheet)
        try:
            _tell("", session.rebuild(drawing))
            click.echo(f"{server.address}  (Ctrl-C ends)")
            if opens:
                click.launch(server.address)
            for names in watcher.changes():
                _tell(", ".join(names), session.rebuild(drawing))
        except KeyboardInterrupt:
            click.echo("ended")
        finally:
            watcher.stop()
            session.close()
            server.shutdown()


def _tell(cause: str, state: "State") -> None:
    if state.error:
        click.echo(state.error, err=True)
    else:
        click.echo(f"{cause + ': ' if cause else ''}built in {state.seconds:.2f} s")
