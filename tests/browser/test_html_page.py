"""The HTML page as a browser lays it out.

A small script is appended to a copy of the page; it measures and leaves the result in the document's title.
"""

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from pypdf import PdfReader

from pipeline.typeset.documents import typeset_page
from tests.browser.chromium import run_browser
from tests.unit.typeset.sample import MARKDOWN, page, proved

pytestmark = pytest.mark.needs("browser")

LONG = " + ".join(["x_1 x_2"] * 40)
ROW = "|".join(f" $x_{{{column}}}^2 + x_{{{column}}}$ " for column in range(20))
WIDE = f"""

$$
{LONG}
$$

Let the factor ${LONG}$, which is long, vanish.

|{ROW}|
|{"---|" * 20}
|{ROW}|
"""

MEASURE = """<script>
const all = q => [...document.querySelectorAll(q)];
const at = q => document.querySelector(q).getBoundingClientRect();
document.fonts.ready.then(() => document.title = JSON.stringify({
  page: document.documentElement.scrollWidth,
  window: window.innerWidth,
  boxes: [all('.formula'), all('.wide'), all('.table')].map(boxes => boxes.map(e => [e.clientWidth, e.scrollWidth])),
  fonts: [...document.fonts].map(f => f.status),
  colours: [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color,
            getComputedStyle(document.querySelector('figure svg use')).color],
  fraction: at('math[display=block] mfrac').height / parseFloat(getComputedStyle(document.body).fontSize),
  sides: all('math[display=block] > semantics > mtable > mtr > mtd:first-child > :last-child').map(
    e => e.getBoundingClientRect().right),
}));
</script>"""


def measured(folder: Path, width: int, *options: str, markdown: str = MARKDOWN) -> dict[str, object]:
    """Lay the page out at a width in pixels and return the measurements."""
    framed = folder / "frame.html"
    html = typeset_page(proved(page(markdown)), ["html"])["solution.html"].decode()
    (folder / "page.html").write_text(html + MEASURE, encoding="utf-8")
    # A window is never narrower than 500 pixels, a frame is.
    frame = f'<iframe src="page.html" width="{width}" height="900" style="border:0" onload="setTimeout(() => {{'
    frame += 'document.title = this.contentDocument.title}, 300)"></iframe>'
    framed.write_text(frame, encoding="utf-8")
    url = framed.as_uri()
    dom = run_browser(
        folder / "profile", url, "--allow-file-access-from-files", "--virtual-time-budget=5000", "--dump-dom", *options
    )
    title = re.search(r"<title>(.*?)</title>", dom, re.DOTALL)
    assert title, dom
    found = json.loads(unescape(title[1]))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("width", [320, 375, 768, 1280])
def test_page_never_scrolls_sideways(tmp_path: Path, width: int) -> None:
    """On a phone or a screen, what is far too wide scrolls in its own box: formulas (in sentences, too), tables."""
    found = measured(tmp_path, width, markdown=MARKDOWN + WIDE)
    assert found["window"] == width
    assert found["page"] == width
    assert isinstance(found["boxes"], list)
    for boxes in found["boxes"]:
        assert any(inside > outside for outside, inside in boxes)


def test_fractions_in_a_chain_are_as_large_as_in_a_formula(tmp_path: Path) -> None:
    """Chromium would set them in the small style of running text."""
    fraction = measured(tmp_path, 1280)["fraction"]
    assert isinstance(fraction, float)
    assert fraction > 1.9


def test_own_font_is_loaded(tmp_path: Path) -> None:
    """Formulas look the same on every machine."""
    assert measured(tmp_path, 1280)["fonts"] == ["loaded"]


def test_left_sides_of_a_chain_end_together(tmp_path: Path) -> None:
    """Chromium does not align formulas in a cell by `text-align: right`."""
    chain = r"$$\begin{aligned}" + "\na &= b \\\\\naaaaaa &= c\n" + r"\end{aligned}$$"
    sides = measured(tmp_path, 1280, markdown=MARKDOWN + "\n\n" + chain)["sides"]
    assert isinstance(sides, list)
    assert sides[-1] == pytest.approx(sides[-2], abs=1)


@pytest.mark.parametrize(("scheme", "dark"), [("1", False), ("0", True)])
def test_light_and_dark_follow_the_reader(tmp_path: Path, scheme: str, dark: bool) -> None:
    """Background and text change places, and the axes of a figure go with the text."""
    colours = measured(tmp_path, 1280, f"--blink-settings=preferredColorScheme={scheme}")["colours"]
    assert isinstance(colours, list)
    paper, text, ink = colours
    assert (brightness(paper) < brightness(text)) is dark
    assert ink == text


SECTION = """
#### The gradient

The gradient is

$$ f(x) = \\frac{1}{2} $$

A sentence that says what the formula means.
"""


def test_no_printed_page_ends_with_a_heading_or_an_announcement(tmp_path: Path) -> None:
    """Though headings stand in parts that fold; and what tells one student's page from another's is printed, too."""
    shown = page("::: {.solution}\n\n### Solution\n" + SECTION * 40 + "\n:::\n")
    stamped = replace(shown, title=replace(shown.title, stamp="Seed 7"))
    (tmp_path / "page.html").write_bytes(typeset_page(proved(stamped), ["html"])["solution.html"])
    printed = tmp_path / "page.pdf"
    run_browser(
        tmp_path / "profile", (tmp_path / "page.html").as_uri(), f"--print-to-pdf={printed}", "--no-pdf-header-footer"
    )
    ends = [page.extract_text().strip().rsplit("\n", 1)[-1].strip() for page in PdfReader(printed).pages]
    assert len(ends) > 3
    assert not {"Solution", "The gradient", "The gradient is"} & set(ends)
    assert "Seed 7" in ends[-1]


def brightness(colour: str) -> float:
    """Mean of the three channels of `rgb(r, g, b)`."""
    return sum(map(float, re.findall(r"[\d.]+", colour)[:3])) / 3
