import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError, explain
from pipeline.sheet.colours import LEAST_CONTRAST, contrast, read_colour, readable
from pipeline.sheet.load import load_sheet
from pipeline.sheet.theme import Line, Theme

EXERCISE = '\n[[exercise]]\nid = "a"\nkind = "toy"\nfunction = "x^2"\nvariables = ["x"]\n'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="2"><path d="M0 0h4"/></svg>'
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x04\0\0\0\x02"

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.fixture(autouse=True)
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder with some pictures, the current one."""
    (tmp_path / "sheets").mkdir()
    (tmp_path / "corrige.toml").write_text("", encoding="utf-8")
    (tmp_path / "logo.svg").write_text(SVG, encoding="utf-8")
    (tmp_path / "cut.png").write_bytes(PNG)
    (tmp_path / "wide.svg").write_text(SVG, encoding="utf-16")
    (tmp_path / "asks.svg").write_text(SVG.replace("<path", '<image href="http://example.org/x.png"/><path'))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _sheet(theme: str) -> Path:
    path = Path("sheets/a.toml")
    path.write_text(f'title = "T"\n[theme]\n{theme}{EXERCISE}', encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("line", "place", "sentence", "hint"),
    [
        ('accent = "blurple"', "3:10", "theme.accent must be a colour, not 'blurple'", 'red, green, blue: "#7a0019"'),
        ("text = 5", "3:8", "theme.text must be a colour, not 5", 'red, green, blue: "#7a0019"'),
        ('accent = "#fe8"', "3:10", "#ffee88 on the paper #fdfdfb has a contrast of 1.2, less than 4.5",
         "the nearest shade that can be read is #"),
        ('paper = "#222"', "3:9", "the paper #222222 is too dark for figures and print", "choose one that is"),
        ('logo = "none.png"', "3:8", "there is no logo 'sheets/none.png'", "its path starts at the file that names it"),
        ('logo = "a.toml"', "3:8", "the logo is no picture that can be printed", "a whole SVG, PNG or JPEG"),
        ('logo = "../cut.png"', "3:8", "the logo is no picture that can be printed", "a whole SVG, PNG or JPEG"),
        ('logo = "../asks.svg"', "3:8", "the logo is no picture that can be printed", "a whole SVG, PNG or JPEG"),
        ('logo = "../wide.svg"', "3:8", "the logo is no picture that can be printed", "a whole SVG, PNG or JPEG"),
        ('logo_height = "big"', "3:15", "theme.logo_height must be a length, not 'big'", '"1.4cm"'),
        ('text_font = "Libertinus Serf"', "3:13", "there is no font 'Libertinus Serf'", "did you mean "),
        ('header = "{titel}"', "3:11", "{titel} in theme.header stands for nothing", "known are {title}, {course}, "),
        ('footer = "a {page} {x}"', "3:20", "{x} in theme.footer stands for nothing", "known are {title}, "),
        ('header = { middle = "x" }', "3:12", "a header or footer has no part 'middle'", "parts are left, "),
        ("footer = { left = 3 }", "3:19", "theme.footer.left must be one line of text, not 3", ""),
        ('facts = ["title"]', "3:10", "theme.facts[0] cannot be 'title'", "any of edition, author, date, points"),
        ('align = "right"', "3:9", "theme.align cannot be 'right'", "values are left and center"),
        ('colour = "#fff"', "3:1", "unknown key 'colour' in theme", "keys are logo, "),
        ('institution = "a\\nb"', "3:15", "theme.institution must be one line of text", ""),
    ],
)  # fmt: skip
def test_a_bad_value_is_told_with_its_place(line: str, place: str, sentence: str, hint: str) -> None:
    """One sentence, line and column of the value or key, and what to do."""
    with pytest.raises(InputError) as found:
        load_sheet(_sheet(line))
    assert (str(found.value.place), found.value.message) == (f"sheets/a.toml:{place}", sentence)
    assert found.value.hint.startswith(hint)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[theme]\naccent = "red"\n', "error: corrige.toml:2:10: theme.accent must be a colour, not 'red'"),
        ('[theme]\nlogo = "x.svg"\n', "error: corrige.toml:2:8: there is no logo 'x.svg'"),
        ('curse = "x"\n', "error: corrige.toml:1:1: unknown key 'curse'"),
        ("course = 1\n", "error: corrige.toml:1:10: course must be text in quotes, not 1"),
        ("course = \n", "error: corrige.toml:1:10: "),
        ('author = "\\u0000"\n', "error: corrige.toml:1:11: the text has a control character"),
    ],
)
def test_a_mistake_in_the_project_s_file_is_told_there(text: str, said: str, course: Path) -> None:
    """The place is in corrige.toml, as it is seen from the current folder."""
    (course / "corrige.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as found:
        load_sheet(_sheet(""))
    assert explain(found.value).startswith(said)


@pytest.mark.parametrize("text", ["", " \n\n", "# nothing yet\n"])
def test_a_project_s_file_may_say_nothing(text: str, course: Path) -> None:
    """Empty, blank, comments alone: pages are the usual ones."""
    (course / "corrige.toml").write_text(text, encoding="utf-8")
    assert load_sheet(_sheet("")).theme == Theme()


def test_a_sheet_s_own_keys_come_before_the_project_s(course: Path) -> None:
    """Key by key; the logo is looked for beside the file that names it; course and author are shared likewise."""
    project = (
        'course = "Shared"\nauthor = "Somebody"\n[theme]\nlogo = "logo.svg"\naccent = "#7a0019"\nfooter = "x {page}"\n'
    )
    (course / "corrige.toml").write_text(project, encoding="utf-8")
    path = _sheet('accent = "#036"\nheader = { center = "{course}" }\nfooter = ""')
    path.write_text('course = "Own"\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    sheet = load_sheet(path)
    assert (sheet.course, sheet.author) == ("Own", "Somebody")
    theme = sheet.theme
    assert (theme.accent, theme.header, theme.footer) == ("#003366", Line(center="{course}"), Line())
    assert theme.logo is not None
    assert (theme.logo.form, theme.logo.content) == ("svg", SVG.encode())


def test_fonts_of_the_project_are_found_by_their_family(course: Path) -> None:
    """A file in fonts/ makes its family known; one of Typst's own needs no file."""
    import matplotlib

    font = Path(matplotlib.get_data_path()) / "fonts/ttf/STIXGeneral.ttf"
    (course / "fonts").mkdir()
    (course / "fonts/any-name.ttf").write_bytes(font.read_bytes())
    theme = load_sheet(_sheet('text_font = "stixgeneral"\nheading_font = "Libertinus Serif"')).theme
    assert theme.fonts == ("STIXGeneral", "Libertinus Serif")
    assert [(file.family, file.file, file.weight) for file in theme.font_files] == [
        ("STIXGeneral", "any-name.ttf", 400)
    ]
    assert not theme.needs_installed_fonts


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_is_that_of_the_standard(one: str, other: str, ratio: float) -> None:
    """Ratios as the guidelines and their checkers publish them (WebAIM), in either order."""
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


@given(colours, colours)
def test_a_readable_shade_can_be_read(colour: str, paper: str) -> None:
    """On any paper there is a shade with enough contrast, and a colour that has it stays as it is."""
    shade = readable(colour, paper)
    assert contrast(shade, paper) >= LEAST_CONTRAST
    assert (shade == colour) == (contrast(colour, paper) >= LEAST_CONTRAST)


@pytest.mark.parametrize("text", ["", "#", "#12", "#12345", "#gggggg", "red", "#1234567", "# 12345", os.linesep])
def test_other_words_are_no_colours(text: str) -> None:
    """Only three or six hexadecimal digits are."""
    assert read_colour(text) is None
