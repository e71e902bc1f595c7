import re
from dataclasses import replace

import pytest

from pipeline.render.locations import templates_root
from pipeline.render.page import Page, TitleBlock
from pipeline.sheet.colours import contrast
from pipeline.sheet.theme import FontFile, Line, Logo, Theme
from pipeline.typeset.look import Language, Row, latex_font, logo_svg, look, style

TITLE = TitleBlock("A & B", "a", course='C_1 "x"', author="Q", date="1 May", points="3 points")


def _look(theme: Theme, language: Language) -> Row:
    page = Page("sheet", replace(TITLE, theme=theme), "", folders=())
    row = look(page, language)["footer"]
    assert isinstance(row, Row)
    return row


@pytest.mark.parametrize(
    ("language", "left", "right"),
    [
        ("typst", '"Sheet" + " " + "A & B" + ": " + "C_1 \\"x\\""', '"page" + " " + counter(page).display("1")'),
        ("latex", r"Sheet A \& B: C\_1 \textquotedbl{}x\textquotedbl{}", r"page \thepage{}"),
        ("html", 'Sheet A & B: C_1 "x"', ""),
    ],
)  # fmt: skip
def test_placeholders_become_text_and_numbers_of_the_language(language: Language, left: str, right: str) -> None:
    """Words are escaped for Typst and LaTeX, spaces stay; a page of the web has no number, so that part is left out."""
    row = _look(Theme(footer=Line(left="Sheet {title}: {course}", right="page {page}")), language)
    assert row.left.replace('": "', '":" + " "').replace(" + ", "") == left.replace('": "', '":" + " "').replace(
        " + ", ""
    )
    assert row.right == right
    assert row.center == ('""' if language == "typst" else "")


def test_without_a_theme_the_footer_has_title_edition_and_page() -> None:
    """As ever."""
    assert _look(Theme(), "html") == Row("A & B · Exercises", "", "")
    assert _look(Theme(), "latex").right == r"\thepage{} / \pageref*{last-page}"


def test_the_edition_is_named_in_the_language_of_the_page() -> None:
    """In the footer, and in the title block."""
    page = Page("solution", replace(TITLE, language="de"), "", folders=(templates_root(),))
    found = look(page, "html")
    assert found["footer"] == Row("A & B · Ausführliche Lösung", "", "")
    assert "Ausführliche Lösung" in found["facts"]


def test_facts_are_those_of_the_theme_in_its_order() -> None:
    """What a sheet does not say is left out."""
    page = Page("solution", replace(TITLE, author="", theme=Theme(facts=("date", "author", "edition"))), "", folders=())
    assert look(page, "html")["facts"] == ["1 May", "Worked solution"]


def test_a_usual_theme_has_no_style_sheet() -> None:
    """Pages without a theme are as they were."""
    assert style(Theme()) == ""


@pytest.mark.parametrize("accent", ["#7a0019", "#004400", "#000000", "#0000ff"])
def test_the_accent_can_be_read_by_day_and_in_the_dark(accent: str) -> None:
    """By day it is the theme's; in the dark a shade with enough contrast on the dark paper."""
    by_day, in_the_dark = re.findall(r"--accent: (#\w+);", style(Theme(accent=accent)))
    assert by_day == accent
    assert contrast(in_the_dark, "#17171b") >= 4.5


def test_colours_of_the_day_do_not_reach_the_dark() -> None:
    """Text and paper of a theme are for light and print; in the dark the usual ones come back."""
    rules = style(Theme(text="#112233", paper="#fff8e8"))
    light, dark = rules.split("@media")
    assert "--text: #112233; --paper: #fff8e8;" in light
    assert "--text: #e4e4e8; --paper: #17171b;" in dark


def test_a_family_cannot_leave_its_string() -> None:
    """Whatever a font is called, it is one string of CSS."""
    [rule] = style(Theme(text_font='x"; } </style><script>')).splitlines()
    assert '"x\\22 \\3b  \\7d  \\3c \\2f style\\3e \\3c script\\3e "' in rule


FILES = (
    FontFile("F", "f-r.otf", b"", 400, "normal"),
    FontFile("F", "f-b.otf", b"", 700, "normal"),
    FontFile("G", "g-i.ttf", b"", 400, "italic"),
)


def test_latex_takes_files_of_the_project_and_names_of_others() -> None:
    """The faces that there are; a family without a regular face is looked for by its name."""
    theme = Theme(font_files=FILES)
    assert latex_font(theme, "F") == "{f-r.otf}[Path=fonts/, BoldFont=f-b.otf]"
    assert latex_font(theme, "G") == "{G}"


def test_a_picture_of_pixels_is_put_into_a_drawing() -> None:
    """With its own width and height, read from PNG and JPEG as Pillow wrote them."""
    from io import BytesIO

    from PIL import Image

    for form in ("png", "jpeg"):
        file = BytesIO()
        Image.new("RGB", (40, 23), "red").save(file, form)
        assert '<image width="40" height="23" href="data:image/' in logo_svg(Logo(file.getvalue(), form, "", "1cm"))
