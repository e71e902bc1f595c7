import pytest

from pipeline.verify import Report, audit_text, text_report


def _lines(text: str) -> list[int]:
    return [finding.where.line for finding in audit_text(text).findings if finding.severity == "error"]


def _severities(text: str) -> list[tuple[str, str]]:
    return [(finding.severity, finding.kind) for finding in audit_text(text).findings]


@pytest.mark.parametrize(
    "text",
    [
        "Solve $x^2 = 2x + 3$. The roots are $x = 3$ and $x = -1$.",
        "Setting $3x - 6 = 0$ gives $x = 2$.",
        "The curves $f(x) = x^2$ and $g(x) = x + 2$ meet where $f(x) = g(x)$.",
        "If $x = 3$ then $x^2 = 9$.",
        "The circle $x^2 + y^2 = 1$.",
        "We know $a = \\frac{1}{3} = 0.33$, so $2a = 2 \\cdot 0.33 = 0.67$.",
        "With $f = \\sin(x)$ we have $f' = \\cos(x)$.",
        "By $(fg)' = f'g + fg'$ and $\\left(\\frac{f}{g}\\right)' = \\frac{f'g - fg'}{g^2}$.",
        "Let $x = 2$. Then $x^2 = 4$.\n\n## Exercise 2\n\nLet $x = 3$. Then $x^2 = 9$.",
        "The length is $|v| = 3$ and $\\alpha = 30°$.",
        "$y = mx + c$",
        "$E = mc^2$",
        "Let $n \\in \\mathbb{N}$ and $a_n = 2n$.",
    ],
)
def test_what_is_no_claim_is_no_mistake(text: str) -> None:
    """Equations to be solved, definitions, cases and notations that mean something else give no error."""
    assert _lines(text) == []


@pytest.mark.parametrize(
    ("text", "repair"),
    [
        ("$(a + b)^2 = a^2 - 2ab + b^2$", "- 2ab → + 2ab"),
        ("Let $f(x) = \\sin(2x)$. Then $f'(x) = 2 \\sin(2x)$.", "\\sin(2x) → \\cos(2x)"),
        ("Let $f(x) = x^3$. Then $f'(x) = 3x^3$.", "3 → 2"),
        ("Let $u_1 = 1$, $u_2 = 5$ and $s = u_1 + u_2$. Then $s = u_1 + u_1 = 6$.", "u_1 → u_2"),
        ("$\\frac{1}{8} = 0.126$", "0.126 → 0.125"),
        ("$\\sigma(0.39) \\approx 0.5693$", "0.5693 → 0.5963"),
        ("$7^2 = 94$", "94 → 49"),
        ("$-\\ln 2 \\approx 0.6931$", "0.6931 → -0.6931"),
        ("Let $f(x, y) = x^2 y + e^{xy}$. Then $\\frac{\\partial f}{\\partial y} = x^2 + y e^{xy}$.", "y → x"),
        ("Let $f(x) = x^3$. Then $f'(x) = x^2$.", "x^2 → 3x^2"),
        ("Let $f(x) = x \\ln x$. Then $f'(x) = \\ln x + x$.", "+ x → + 1"),
        ("Let $f(x) = e^{-x^2}$. Then $f'(x) = -2x e^{x^2}$.", "e^{x^2} → e^{-x^2}"),
        ("$\\frac{d}{dw} \\frac{1}{2} (wx - y)^2 = wx - y$", "wx - y → x(wx - y)"),
        ("Let $a = (1, 2)^T$ and $b = (3, 4)^T$. Then $a - b = (-2, 2)^T$.", "2 → -2"),
        (
            "Let $A = \\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}$. "
            "Then $A^2 = \\begin{pmatrix} 7 & 10 \\\\ 15 & 21 \\end{pmatrix}$.",
            "21 → 22",
        ),
        (
            "Let $f(x_1, x_2) = x_1^2 + 3 x_1 x_2$. Then $\\frac{\\partial f}{\\partial x_1} = 2 x_1 + 3 x_1 = 5 x_1$.",
            "x_1 → x_2",
        ),
        (
            "Let $f(x) = x^2$. Then $\\frac{\\partial f}{\\partial x} (x^2) = 2x$.",
            "\\frac{\\partial f}{\\partial x}(x^2) → \\frac{\\partial}{\\partial x} (x^2)",
        ),
    ],
)
def test_a_small_edit_that_makes_it_true_is_the_repair(text: str, repair: str) -> None:
    """The repair names what is to be changed and into what."""
    errors = [finding for finding in audit_text(text).findings if finding.severity == "error"]
    assert [finding.repair for finding in errors] == [repair]


def test_a_chain_with_one_bad_member_reports_it_once() -> None:
    """In a = b = c with a wrong b the next member is compared with a."""
    assert _lines("$(x + 1)^2 = (x + 1)(x - 1) = x^2 + 2x + 1$") == [1]


def test_a_wrong_solution_is_an_error() -> None:
    """The number that a text gives as the solution of the equation before is put in."""
    assert _lines("Setting $2x - 6 = 0$ gives $x = -3$.") == [1]
    assert _lines("$2x - 6 = 0 \\Leftrightarrow x = 4$") == [1]


@pytest.mark.parametrize(("printed", "lines"), [("0.333", []), ("0.334", [1]), ("0.33", []), ("0.3", [])])
def test_a_rounded_number_may_be_written_with_an_equals_sign(printed: str, lines: list[int]) -> None:
    """Half a unit of the last digit shown decides."""
    assert _lines(f"$\\frac{{1}}{{3}} = {printed}$") == lines


def test_an_index_formula_that_agrees_at_the_documents_numbers_is_wrong() -> None:
    """With w_1 = w_2 the numbers cannot tell; random values do."""
    text = "With $w_1 = 0.5$ and $w_2 = 0.5$ let $s = w_1 x + y$. Then $\\frac{\\partial s}{\\partial x} = w_2$."
    assert _lines(text) == [1]


def test_an_operator_of_doubtful_reach_is_a_warning() -> None:
    """∂/∂x a + b may reach over the sum: true in that reading, so no error."""
    assert _severities("Let $u = 3x$. $\\frac{\\partial}{\\partial x} x^2 + 3x = 2x + 3$") == [("warning", "notation")]


@pytest.mark.parametrize(
    "text",
    [
        "$" + "(" * 5000 + "1" + ")" * 5000 + " = 2$",
        "$" + "{" * 3000 + "$",
        "$9^{9^{9^9}} = 1$",
        "$\\sum_{i=1}^{1000000000} i = \\sum_{i=1}^{999999} \\sum_{j=1}^{999999} ij$",
        "$\\prod_{i=1}^{900} \\prod_{j=1}^{900} (x_i + y_j) = 0$",
        "$\\frac{0}{0} = \\ln(0) = 0^{-1}$",
        "$" + "x = " * 3000 + "1$",
        "$" + "+".join(f"x_{i}" for i in range(3000)) + " = 0$",
        "$(1 + x)^{99999} = (1 + y)^{99999}$",
        "$f(x) = f(x) + 1$ and $a = b$ and $b = a$ and $a = 1$",
        "$$\\begin{pmatrix} 1 & 2 \\\\ 3 \\end{pmatrix} = \\det \\det x^T$$",
        "\x00$\x01 = \ud7ff$ \\[ $$ \\( $ \\begin{align} & = \\\\ \\end{aligned}",
        "$\\newcommand{\\a}{\\a\\a}\\a = 1$",
        "$\\frac{\\partial^8 f}{\\partial x^8} = \\frac{\\partial}{\\partial 3} f$",
        "a $" * 4000,
    ],
    ids=range(15),
)
def test_hostile_documents_cost_little_and_crash_nothing(text: str) -> None:
    """Depth, size and nonsense end in a report, not in an exception or a long wait."""
    assert isinstance(audit_text(text), Report)


def test_values_beyond_floats_give_no_repair_and_no_crash() -> None:
    """A term that is undefined where candidates are tried ends the search for a repair."""
    text = "Let $f(x) = x^2$. Then $f'(x) = x_1 + \\frac{x}{0} + \\ln(-x^{98}) = 2x$ and $f'(x) = 9^{9999} x + x$."
    assert isinstance(audit_text(text), Report)


def test_a_large_matrix_is_left_alone() -> None:
    """A matrix of 40 rows is told as not decided."""
    rows = " \\\\ ".join(" & ".join(f"x_{{{i}{j}}}" for j in range(40)) for i in range(40))
    report = audit_text(f"$A = \\begin{{pmatrix}}{rows}\\end{{pmatrix}}$ and $AAA = A$ and $\\det(AA) = 2$")
    assert report.counts["refuted"] == 0


def test_a_long_document_is_read_to_its_end_but_not_decided_to_its_end() -> None:
    """Beyond its bound a document's relations are counted as unknown, with a note."""
    report = audit_text("We have $1 + 1 = 2$.\n\n" * 5000)
    assert report.counts["relations"] == 5000
    assert report.counts["unknown"] == 1000
    assert len(report.notes) == 1


def test_definitions_that_grow_are_bounded() -> None:
    """Doubling a definition again and again does not double the work each time."""
    text = "$a_0 = x + y$\n" + "\n".join(f"$a_{{{n}}} = a_{{{n - 1}}}^2 + a_{{{n - 1}}}$" for n in range(1, 60))
    report = audit_text(f"{text}\n$a_{{59}} = 0$\n$\\frac{{\\partial a_{{59}}}}{{\\partial x}} = 1$")
    assert report.counts["relations"] == 62


@pytest.mark.parametrize("words", ["for all", "for every", "for all real numbers", "for any"])
def test_what_a_statement_holds_for_is_no_statement(words: str) -> None:
    """What comes after `for all` says where Bernoulli's inequality holds."""
    report = audit_text(f"Let $n \\geq 1$. We have $(1 + x)^n \\geq 1 + nx$ {words} $x \\geq -1$.")
    assert report.errors == 0


def test_what_is_said_to_hold_for_all_is_a_statement() -> None:
    """Words between the quantifier and the formula make it one."""
    assert audit_text("For all $x$ we have $(x + 1)^2 = x^2 + 2x$.").errors == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("From $ay = c$ follows $y = \\frac{c}{a}$.", ("warning", "logic")),
        ("$\\frac{\\partial f}{\\partial 3} = 0$", ("warning", "notation")),
        ("Let $b_1 = 1$ and $b_2 = 2$. Then $z = y + b$.", ("warning", "undefined")),
        ("The error is $\\delta_i = w_{ij} (y_i - t_i)$.", ("warning", "notation")),
        ("The Jacobian $\\nabla f$ of $f$.", ("advice", "terminology")),
        ("A zero gradient, $\\nabla f = 0$, implies an extremum.", ("warning", "logic")),
        ("The point is a local minimum at which $f$ has a saddle point.", ("warning", "logic")),
    ],
)
def test_doubts_beyond_equality_are_no_errors(text: str, told: tuple[str, str]) -> None:
    """Divisions, variables, names, indices and words are warnings or advice of their class."""
    assert _severities(text) == [told]


def test_a_consequence_is_told_once_for_each_line() -> None:
    """A line that takes a mistake over twice is named once where the mistake stands."""
    text = "Let $f(x) = x^3$.\n\n$f'(x) = 2x^2 + 7x$\n\nWith $a = 2x^2 + 7x$ and $b = (2x^2 + 7x)^2$."
    assert "taken over in line 5\n" in text_report(audit_text(text), text)


def test_numbers_that_square_themselves_again_and_again_cost_little() -> None:
    """Each definition doubles the digits of the one before: exact values end where they get too long."""
    squares = " ".join(f"$x_{{{i}}} = x_{{{i - 1}}} \\cdot x_{{{i - 1}}}$" for i in range(1, 60))
    report = audit_text(f"$x_0 = 3$ {squares} $x_{{59}} = 1$")
    assert report.counts["proved"] + report.counts["consistent"] == 0
