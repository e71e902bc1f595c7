"""What lies beside the folders of variants: the keys of all, an index, a manifest with hashes."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.batch.roster import Student
from pipeline.batch.settle import Settled
from pipeline.batch.store import Store
from pipeline.exercises.quantities import leaf_paths
from pipeline.publish.fingerprint import digest
from pipeline.publish.spreadsheet import plain_cell
from pipeline.typeset.layout import html_text

KEYS_CSV, KEYS_JSON, INDEX, MANIFEST = "keys.csv", "keys.json", "index.html", "manifest.json"

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.2rem .8rem;border-bottom:1px solid #ccc}"
    "@media(prefers-color-scheme:dark){body{background:#17171b;color:#e4e4e8}a{color:#9cc0f0}}"
)


def write_tables(store: Store, title: str, done: Sequence[Settled], more: Sequence[str] = ()) -> None:
    """Write keys, index and manifest for the variants that are there.

    One variant's numbers are in memory at a time.

    Args:
        store: The folder of the variants.
        title: Of the sheet.
        done: Variants whose folders are there, in the roster's order.
        more: Further files beside the folders.

    Raises:
        WriteError: Where writing fails.
    """
    store.put(KEYS_CSV, _keys_csv(store, done))
    store.put(KEYS_JSON, _keys_json(store, done))
    store.put(INDEX, _index(store, title, done, more))
    store.put(MANIFEST, _manifest(store, done, (*more, KEYS_CSV, KEYS_JSON, INDEX)))


def _keys_csv(store: Store, done: Sequence[Settled]) -> bytes:
    """One row a variant: id, name, folder, then every number; a column that a variant lacks is empty."""
    columns: dict[str, None] = {}
    for one in done:
        columns.update(dict.fromkeys(_flat(store.numbers(one.student))))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["id", "name", "folder", *columns])
    for one in done:
        row = _flat(store.numbers(one.student))
        student = one.student
        who = map(plain_cell, (student.id, student.name, student.folder))
        writer.writerow([*who, *(row.get(column, "") for column in columns)])
    return text.getvalue().encode()


def _flat(numbers: Mapping[str, Any]) -> dict[str, str]:
    """Return the leaves of numbers.json: `rosenbrock.critical_points[0].at[0]` → `1`."""
    found = {}
    for exercise in numbers["exercises"]:
        for path in leaf_paths(exercise["quantities"]):
            found[f"{exercise['id']}.{path}"] = _cell(_leaf(exercise["quantities"], path))
    return found


def _leaf(quantities: Any, path: str) -> Any:
    from pipeline.exercises.quantities import find_quantities

    return next(value for _, value in find_quantities(quantities, path))


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _keys_json(store: Store, done: Sequence[Settled]) -> bytes:
    rows = []
    for one in done:
        numbers = store.numbers(one.student)
        head = {"id": one.student.id, "name": one.student.name, "folder": one.student.folder}
        rows.append(json.dumps({**head, "exercises": numbers["exercises"]}, ensure_ascii=False))
    # One variant a line: a program reads it as one document, a person and a diff by lines.
    return ("[\n" + ",\n".join(rows) + "\n]\n").encode()


def _index(store: Store, title: str, done: Sequence[Settled], more: Sequence[str]) -> bytes:
    rows = "\n".join(_index_row(store, one.student) for one in done)
    beside = " · ".join(f'<a href="{name}">{name}</a>' for name in (*more, KEYS_CSV, KEYS_JSON))
    head = html_text(title)
    return f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{head}: {len(done)} variants</title><style>{_STYLE}</style></head>
<body><main>
<h1>{head}: {len(done)} variants</h1>
<p>Seed {store.seed}, version {html_text(store.recipient(Student("", "")).stamp.rpartition(" ")[2])}. {beside}</p>
<table>
<thead><tr><th scope="col">Id</th><th scope="col">Name</th><th scope="col">Documents</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
</main></body>
</html>
""".encode()


def _index_row(store: Store, student: Student) -> str:
    documents = [
        name for name in store.manifest(student)["outputs"] if Path(name).suffix in (".pdf", ".html", ".md", ".docx")
    ]
    links = " · ".join(f'<a href="{student.folder}/{name}">{name}</a>' for name in documents if "/" not in name)
    return f"<tr><td>{html_text(student.id)}</td><td>{html_text(student.name)}</td><td>{links}</td></tr>"


def _manifest(store: Store, done: Sequence[Settled], beside: Sequence[str]) -> bytes:
    variants = [
        {"id": one.student.id, "folder": one.student.folder, "outputs": store.manifest(one.student)["outputs"]}
        for one in done
    ]
    files = {name: digest((store.folder / name).read_bytes()) for name in sorted(beside)}
    content = {"format": 1, "seed": store.seed, "sheet": store.source.sha256, "files": files, "variants": variants}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def spread(works: Iterator[Mapping[str, Mapping[str, Any]]]) -> dict[str, dict[str, Any]]:
    """Return for each exercise the least and the greatest number of steps and of digits, and how many sets of rules.

    Args:
        works: One for each variant: exercise id → rules, steps and digits.
    """
    found: dict[str, dict[str, Any]] = {}
    for work in works:
        for exercise, own in work.items():
            known = found.setdefault(exercise, {"steps": [], "digits": [], "rules": set()})
            for measure in ("steps", "digits"):
                known[measure] = _widened(known[measure], own[measure])
            known["rules"].add(tuple(own["rules"]))
    return {
        exercise: {"steps": known["steps"], "digits": known["digits"], "rule_sets": len(known["rules"])}
        for exercise, known in found.items()
    }


def _widened(bounds: list[int], value: int) -> list[int]:
    return [min(bounds[0], value), max(bounds[1], value)] if bounds else [value, value]
