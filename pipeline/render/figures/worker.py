"""A process that draws figures: requests on its standard input, pictures on its standard output.

It begins to import matplotlib at once, and ends when nobody can ask any more: when its input or its output is closed.
"""

import os
import pickle
import sys
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import IO, TYPE_CHECKING

from pipeline.render.figures.cache import FigureFormat

if TYPE_CHECKING:
    from pipeline.exercises.figures import Figure

Requests = SimpleQueue[tuple["Figure", FigureFormat] | None]
Answers = SimpleQueue[bytes | Exception | None]


def main(requests: IO[bytes], pictures: IO[bytes]) -> None:
    """Answer every request, a figure with its format, by its picture or by the exception that drawing it raised."""
    waiting: Requests = SimpleQueue()
    finished: Answers = SimpleQueue()
    # A pipe holds a picture or two. Whoever asks must never have to wait for a full one, nor must drawing.
    Thread(target=_listen, args=(requests, waiting), daemon=True).start()
    sender = Thread(target=_send, args=(finished, pictures), daemon=True)
    sender.start()
    from pipeline.render.figures.draw import draw  # noqa: F401 - what takes longest comes before the first request

    while (wanted := waiting.get()) is not None:
        finished.put(_answer(*wanted))
    finished.put(None)
    sender.join()


def _listen(requests: IO[bytes], waiting: Requests) -> None:
    with suppress(EOFError):
        while True:
            waiting.put(pickle.load(requests))
    waiting.put(None)


def _send(finished: Answers, pictures: IO[bytes]) -> None:
    """Write what is drawn until nobody reads any more, which ends the process."""
    try:
        while (answer := finished.get()) is not None:
            pickle.dump(answer, pictures)
            pictures.flush()
    except BrokenPipeError:
        os._exit(0)


def _answer(figure: "Figure", output: FigureFormat) -> bytes | Exception:
    from pipeline.render.figures import drawn

    try:
        return drawn(figure, output)
    except Exception as error:
        return error


if __name__ == "__main__":
    with open(sys.stdout.fileno(), "wb", closefd=False) as answers, suppress(BrokenPipeError):
        sys.stdout = sys.stderr  # whatever a library prints must not stand among the answers
        main(sys.stdin.buffer, answers)
