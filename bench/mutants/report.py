"""What the run has shown: tables by kind of change, by place and by exercise, and every survivor."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from bench.mutants.run import CAUGHT, WRONG, Fate, Result, Run
from bench.mutants.truth import REASONS

LEAST_CAUGHT = 0.97
MOST_DROPPED = 0.15
LEAST_MUTANTS = 500
SHOWN: tuple[Fate, ...] = ("dropped", "refuted", "unreadable", "unknown", "survived")


def table(title: str, results: Iterable[Result], group: Callable[[Result], str]) -> Iterator[str]:
    """Yield the lines of a table with one row for each group."""
    counts: dict[str, Counter[str]] = {}
    for result in results:
        for name in (group(result), "all"):
            counts.setdefault(name, Counter())[result.fate] += 1
    yield "".join((f"{title:16} {'made':>6}", *(f" {fate:>10}" for fate in SHOWN), f" {'rate':>8}"))
    for name in sorted(counts, key=lambda name: (name == "all", name)):
        one = counts[name]
        wrong = sum(one[fate] for fate in WRONG)
        rate = f" {sum(one[fate] for fate in CAUGHT) / wrong:8.1%}" if wrong else f" {'–':>8}"
        yield "".join((f"{name:16} {one.total():6}", *(f" {one[fate]:10}" for fate in SHOWN), rate))


def drops(run: Run) -> Iterator[str]:
    """Yield how many mutants were dropped for which reason."""
    counts = Counter(result.why for result in run.with_fate("dropped"))
    yield f"dropped, since SymPy shows that they are still true: {counts.total()} ({run.drops:.1%})"
    for reason, meaning in REASONS.items():
        if counts[reason]:
            yield f"  {counts[reason]:4}  {reason}: {meaning}"


def listed(results: Iterable[Result]) -> Iterator[str]:
    """Yield each result with its place, the change and the reason, alike reasons together."""
    results = sorted(results, key=lambda result: (result.why, result.mutant.exercise, result.line))
    for why, count in Counter(result.why for result in results).items():
        yield f"{why}: {count}"
        for result in results:
            if result.why == why:
                yield f"  {where(result)}"


def where(result: Result) -> str:
    """Return exercise, line, place and kind of a mutant, and the change with what stands around it."""
    mutant = result.mutant
    before, after = _around(mutant.site.text, mutant.text)
    place = f"{mutant.exercise}:{result.line}: {mutant.site.place}, {mutant.change.kind}"
    return f"{place}: {before}   ⟶   {after}"


def _around(old: str, new: str, margin: int = 24) -> tuple[str, str]:
    """Return the differing parts of two texts with a margin."""
    start = next((k for k, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    back = 0
    while back < min(len(old), len(new)) - start and old[-1 - back] == new[-1 - back]:
        back += 1
    ends = (len(old) - back, len(new) - back)
    cut = [
        text[max(0, start - margin) : end + margin].replace("\n", " ")
        for text, end in zip((old, new), ends, strict=True)
    ]
    return cut[0], cut[1]


def faults(run: Run) -> list[str]:
    """Return why the run fails; nothing where it passes."""
    found = []
    if run.unproved:
        found.append(f"{run.unproved} lines of the unchanged page are not proved")
    if run.drops > MOST_DROPPED:
        found.append(f"{run.drops:.1%} dropped, at most {MOST_DROPPED:.0%} allowed")
    if run.rate < LEAST_CAUGHT:
        found.append(f"{run.rate:.1%} refuted or unreadable, at least {LEAST_CAUGHT:.0%} wanted")
    return found


def write_survivors(run: Run, folder: Path) -> None:
    """Write a file for each kind of exercise with what survived and what was dropped there."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in sorted({result.kind for result in run.results}):
        mine = [result for result in run.results if result.kind == kind]
        lines = [
            *table(kind, mine, lambda result: result.mutant.change.kind),
            "",
            *listed(result for result in mine if result.fate in ("survived", "unknown")),
            "",
            "dropped",
            *listed(result for result in mine if result.fate == "dropped"),
        ]
        (folder / f"survivors-{kind}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
