"""Every link on the site leads somewhere: pages, documents and places within a page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from posixpath import join, normpath
from urllib.parse import unquote, urlsplit

from pipeline.errors import Place
from pipeline.publish.site.errors import SiteError

_LINKS = {"href", "src", "poster", "data", "action"}


@dataclass
class _Page(HTMLParser):
    """What a page links to, with the line, and the names of its places."""

    targets: list[tuple[str, int]] = field(default_factory=list)
    places: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of the element's links and its id."""
        for name, value in attrs:
            if name == "id" and value:
                self.places.add(value)
            elif name in _LINKS and value is not None:
                self.targets.append((value, self.getpos()[0]))
            elif name == "srcset" and value:
                self.targets += [(part.split()[0], self.getpos()[0]) for part in value.split(",") if part.strip()]


def check_links(files: Mapping[str, bytes]) -> None:
    """Refuse a site with a link that leads nowhere.

    Args:
        files: All of the site, by path.

    Raises:
        SiteError: With page, line and target of the first broken link.
    """
    pages = {path: _parsed(content) for path, content in files.items() if path.endswith(".html")}
    broken = [
        (path, line, target) for path, page in pages.items() for target, line in _broken(path, page, pages, files)
    ]
    if broken:
        path, line, target = broken[0]
        more = f"; {len(broken) - 1} more" if len(broken) > 1 else ""
        raise SiteError(f"the link '{target}' leads nowhere{more}", place=Place(path, line))


def _parsed(content: bytes) -> _Page:
    page = _Page()
    page.feed(content.decode("utf-8"))
    page.close()
    return page


def _broken(
    path: str, page: _Page, pages: Mapping[str, _Page], files: Mapping[str, bytes]
) -> Iterator[tuple[str, int]]:
    for target, line in page.targets:
        parts = urlsplit(target)
        if parts.scheme or parts.netloc:
            continue  # another site, mail, or data inside the page
        found = _resolved(path, unquote(parts.path))
        if found not in files or (parts.fragment and not _has_place(pages.get(found), unquote(parts.fragment))):
            yield target, line


def _resolved(path: str, target: str) -> str:
    """Return the file that a link means; a folder means its index."""
    if not target:
        return path
    found = normpath(join(path.rpartition("/")[0], target))
    return normpath(join(found, "index.html")) if target.endswith("/") or target in (".", "..") else found


def _has_place(page: _Page | None, fragment: str) -> bool:
    return page is not None and fragment in page.places
