"""Sends chunks of work to a crew and takes the results as they come; a worker that dies costs no result.

Never more chunks are under way than keep the crew busy, so that memory does not grow with their number.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from pipeline.batch.executors import Crew
from pipeline.errors import ToolFailedError

ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")

MAX_BREAKDOWNS = 3
"""Breakdowns that an item may be part of before it is given up; alone it is to blame for each of them."""

MAX_REFUSED = 3
"""Executors one after the other that take no work at all."""

LOOK_SECONDS = 5.0
"""After so long without a result it is looked whether all workers live.

One that dies in the middle of telling a result leaves the executor listening, and the others waiting for their turn.
"""

PER_WORKER = 2
"""Chunks under way for each worker: one in its hands, one waiting."""


def dispatch(
    crew: Crew,
    function: Callable[[Sequence[ItemT]], Sequence[ResultT]],
    items: Sequence[ItemT],
    chunk: int,
    lost: Callable[[ItemT], ResultT],
) -> Iterator[ResultT]:
    """Yield a result for every item, in the order in which they are done.

    Args:
        crew: Who works.
        function: What a worker does with a chunk; it and everything else has to be picklable.
        items: What is to be done.
        chunk: How many items go to a worker at once.
        lost: What stands for the result of an item whose worker died each time.
    """
    yield from _Dispatch(crew, function, lost).results(items, chunk)


class _Dispatch(Generic[ItemT, ResultT]):
    """Chunks that wait, chunks under way, and how often each item was there when a worker died."""

    def __init__(
        self, crew: Crew, function: Callable[[Sequence[ItemT]], Sequence[ResultT]], lost: Callable[[ItemT], ResultT]
    ) -> None:
        self.crew = crew
        self.function = function
        self.lost = lost
        self.waiting: deque[tuple[ItemT, ...]] = deque()
        self.running: dict[Future[Sequence[ResultT]], tuple[ItemT, ...]] = {}
        self.finished: SimpleQueue[Future[Sequence[ResultT]]] = SimpleQueue()
        self.breakdowns: Counter[int] = Counter()
        self.refused = 0

    def results(self, items: Sequence[ItemT], chunk: int) -> Iterator[ResultT]:
        """Yield the results; one worker's death costs time and no result."""
        self.waiting.extend(tuple(items[start : start + chunk]) for start in range(0, len(items), chunk))
        while self.waiting or self.running:
            is_broken = self.send()
            done = None if is_broken else self.next_done()
            if done is not None and done in self.running:
                sent = self.running.pop(done)
                try:
                    yield from done.result()
                except (BrokenProcessPool, CancelledError):
                    is_broken = True
                    yield from self.again(sent)
                except Exception as error:  # a cluster says in its own words that a worker died
                    if type(error).__name__ != "KilledWorker":
                        raise
                    yield from self.again(sent)
            if is_broken or (done is None and self.crew.has_lost_one):
                yield from self.start_anew()

    def next_done(self) -> Future[Sequence[ResultT]] | None:
        """Wait for what is done next; None where nothing was for long.

        An interrupt while waiting leaves no lock behind that another thread needs, as it might in `futures.wait`.
        """
        try:
            return self.finished.get(timeout=LOOK_SECONDS)
        except Empty:
            return None

    def start_anew(self) -> Iterator[ResultT]:
        """Have everything that was under way done again by other workers."""
        for future, sent in self.running.items():
            is_there = future.done() and not future.cancelled() and future.exception() is None
            yield from future.result() if is_there else self.again(sent)
        self.running.clear()
        self.crew.dismiss()

    def send(self) -> bool:
        """Send as much as keeps the crew busy; tell whether the executor turned out to be broken.

        What was under way when a worker died is tried alone, so that it is known who is to blame.
        """
        while self.waiting and len(self.running) < PER_WORKER * self.crew.size:
            is_alone = self.is_suspect(self.waiting[0]) or any(map(self.is_suspect, self.running.values()))
            if is_alone and self.running:
                return False
            try:
                future = self.crew.executor.submit(self.function, self.waiting[0])
            except (BrokenProcessPool, RuntimeError) as error:
                self.refused += 1
                if self.refused > MAX_REFUSED:
                    raise ToolFailedError("no worker takes any work", hint=str(error)) from None
                return True
            self.refused = 0
            self.running[future] = self.waiting.popleft()
            future.add_done_callback(self.finished.put)
        return False

    def is_suspect(self, chunk: tuple[ItemT, ...]) -> bool:
        """Tell whether a worker has died over a chunk."""
        return any(self.breakdowns[id(item)] for item in chunk)

    def again(self, chunk: tuple[ItemT, ...]) -> Iterator[ResultT]:
        """Have the items of a chunk done once more, one by one; yield what stands for those that are given up."""
        for item in chunk:
            self.breakdowns[id(item)] += 1
            if self.breakdowns[id(item)] >= MAX_BREAKDOWNS:
                yield self.lost(item)
            else:
                self.waiting.appendleft((item,))
