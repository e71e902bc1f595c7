import dataclasses

import pytest
import sympy

from pipeline.derivation import rules
from pipeline.derivation.differentiate import _differentiated, differentiate
from pipeline.derivation.steps import Detail, remark
from pipeline.equality.normal_form import is_identically_zero
from pipeline.errors import ComputationError, RefutedError
from pipeline.notation.build import product_of, symbols
from pipeline.notation.calculator import parse_expression
from pipeline.notation.evaluate import to_sympy
from pipeline.notation.expression import sub
from pipeline.notation.layout import overflowing
from pipeline.notation.meaning import meaning
from pipeline.notation.tree import Node, Symbol
from pipeline.notation.writer import latex
from tests.golden.plugin import Golden

X = Symbol("x")
X_1 = Symbol("x_1")
ROSENBROCK = "100*(x_2 - x_1^2)^2 + (1 - x_1)^2"
D = r"\frac{\partial}{\partial x_1}"

Lines = list[tuple[str, str]]


def lines(function: str, variable: str, detail: Detail = "normal") -> Lines:
    """Return formula and remark of each line."""
    derivation = differentiate(parse_expression(function), Symbol(variable), order=symbols("x_1", "x_2"))
    return [(latex(link.node), link.remark) for link in derivation.chain(Symbol("d"), detail).links]


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Let every test differentiate anew: some of them change the rules."""
    _differentiated.cache_clear()


def test_rosenbrock_by_its_first_variable_is_derived_as_a_textbook_does() -> None:
    """Sum, constant factor and chain rule, then multiplied out and arranged."""
    assert lines(ROSENBROCK, "x_1") == [
        (rf"{D} \left[ 100(x_2 - x_1^2)^2 + (1 - x_1)^2 \right]", ""),
        (rf"{D} \left[ 100(x_2 - x_1^2)^2 \right] + {D} (1 - x_1)^2", "sum rule"),
        (
            rf"100 \cdot 2(x_2 - x_1^2){D} \left[ x_2 - x_1^2 \right] + 2(1 - x_1){D} \left[ 1 - x_1 \right]",
            "constant factor and chain rules",
        ),
        (r"100 \cdot 2(x_2 - x_1^2) \cdot (-2x_1) + 2(1 - x_1) \cdot (-1)", "sum and power rules"),
        ("-400x_1(x_2 - x_1^2) - 2(1 - x_1)", "multiply out"),
        ("400(x_1^3 - x_1x_2) + 2x_1 - 2", "collect terms"),
    ]


def test_rosenbrock_by_its_second_variable() -> None:
    """The term without x_2 vanishes."""
    assert lines(ROSENBROCK, "x_2")[-1] == ("200(x_2 - x_1^2)", "multiply out")


def test_brief_shows_the_ends_and_full_every_rule() -> None:
    """All details begin and end alike; full names one rule a line."""
    brief, normal, full = (lines(ROSENBROCK, "x_1", detail) for detail in ("brief", "normal", "full"))
    assert [text for text, _ in brief] == [normal[0][0], normal[-1][0]]
    assert brief[-1][1] == "sum and chain rules"
    assert set(normal) - set(full) <= {line for line in normal if " and " in line[1] or line[1].endswith("rules")}
    assert len(full) > len(normal)
    assert {words for _, words in full} == {
        "", "sum rule", "chain rule", "constant factor rule", "power rule", "constant rule", "multiply out",
        "collect terms",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("function", "result"),
    [
        ("5", "0"),
        ("y", "0"),
        ("x", "1"),
        ("x^2 + 8*x", "2x + 8"),
        ("x^-2", "-2x^{-3}"),
        ("x^0.5", "0.5x^{-0.5}"),
        ("x^(1/2)", r"\frac{1}{2}x^{-\frac{1}{2}}"),
        ("x^(3/2)", r"\frac{3}{2}x^{\frac{1}{2}}"),
        ("x^n", "nx^{n - 1}"),
        ("1/x", r"-\frac{1}{x^2}"),
        ("x/3", r"\frac{1}{3}"),
        ("(1 - 2*x)^3", "-24x^2 + 24x - 6"),
        ("exp(x)", "e^{x}"),
        ("exp(-x^2)", r"-2x \, e^{-x^2}"),
        ("2^x", r"2^x \, \ln(2)"),
        ("x^x", r"x^x(\ln(x) + 1)"),
        ("log(x)", r"\frac{1}{x}"),
        ("log(1 + x^2)", r"\frac{2x}{1 + x^2}"),
        ("sqrt(x)", r"\frac{1}{2\sqrt{x}}"),
        ("sin(x)", r"\cos(x)"),
        ("cos(x)", r"-\sin(x)"),
        ("sin(x)^2", r"2\sin(x) \, \cos(x)"),
        ("tan(x)", r"1 + \tan^2(x)"),
        ("tanh(x)", r"1 - \tanh^2(x)"),
        ("sigmoid(x)", r"\sigma(x)(1 - \sigma(x))"),
        ("softplus(x)", r"\sigma(x)"),
        ("relu(x)", r"\operatorname{step}(x)"),
        ("leaky_relu(x)", r"0.01 + 0.99\operatorname{step}(x)"),
        ("abs(x)", r"\operatorname{sgn}(x)"),
        ("pi^2*x", r"\pi^2"),
    ],
)
def test_a_derivative_ends_as_a_person_would_leave_it(function: str, result: str) -> None:
    """No `1x`, no `+ -3`, no `x^1`, exponents worked out."""
    assert latex(differentiate(parse_expression(function), X).result) == result


@pytest.mark.parametrize(
    ("function", "first", "second"),
    [
        ("x/(1 + x^2 + y^2)", r"\frac{1 + y^2 - x^2}{(1 + x^2 + y^2)^2}",
         r"\frac{2(x^3 - 3xy^2 - 3x)}{(1 + x^2 + y^2)^3}"),
        ("x^2/(x - 1)", r"\frac{x^2 - 2x}{(x - 1)^2}", r"\frac{2}{(x - 1)^3}"),
        ("log(1 + x^2)", r"\frac{2x}{1 + x^2}", r"\frac{2(1 - x^2)}{(1 + x^2)^2}"),
        ("sqrt(1 + x^2 + y^2)", r"\frac{x}{\sqrt{1 + x^2 + y^2}}",
         r"\frac{y^2 + 1}{(1 + x^2 + y^2)^{\frac{3}{2}}}"),
        ("x*y*exp(-(x^2 + y^2)/2)", r"(y - x^2y)e^{-\frac{x^2 + y^2}{2}}", r"(x^3y - 3xy)e^{-\frac{x^2 + y^2}{2}}"),
        ("cos(x)*exp(-x)", r"-(\sin(x) + \cos(x))e^{-x}", r"2\sin(x) \, e^{-x}"),
        ("tanh(x)^2", r"2\tanh(x)(1 - \tanh^2(x))", r"2(1 - \tanh^2(x))^2 - 4(1 - \tanh^2(x))\tanh^2(x)"),
        ("1/(1 + exp(-x*y))", r"\frac{y \, e^{-xy}}{(1 + e^{-xy})^2}",
         r"\frac{y^2 \, e^{-2xy} - y^2 \, e^{-xy}}{(1 + e^{-xy})^3}"),
        ("-x*exp(-x)", r"(x - 1)e^{-x}", r"(2 - x)e^{-x}"),
        ("exp(2*x) + exp(x)", r"2e^{2x} + e^{x}", r"4e^{2x} + e^{x}"),
    ],
)  # fmt: skip
def test_terms_are_collected_as_in_a_textbook(function: str, first: str, second: str) -> None:
    """One fraction in lowest terms for quotients and roots; an exponential stands behind one bracket."""
    x, y = Symbol("x"), Symbol("y")
    slope = differentiate(parse_expression(function), x, order=(x, y)).result
    assert latex(slope) == first
    assert latex(differentiate(slope, x, order=(x, y)).result) == second


@pytest.mark.parametrize(
    "function",
    ["x^3*sin(x)", "(x^2 + 1)/(x - 3)", "exp(x)/x", "x*y/(x + y)", "log(sin(x))", "sqrt(1 + x^4)", "sin(cos(x^2))",
     "x^2*exp(3*x)*cos(x)", "(2*x + 1)^(1/3)", "sinh(x)*cosh(y*x)", "tanh(x/2)^3", "1/(1 + exp(-x))", "x^(x + 1)",
     "0.5*x^2 - 0.25*x", "((x + 1)^2 + 1)^2", "e^(x*y)", "-x^2*-x", "x - (x - (x - x^2))"],
)  # fmt: skip
def test_a_derivative_agrees_with_sympy(function: str) -> None:
    """SymPy finds no difference between its own derivative and ours."""
    node = parse_expression(function)
    ours = to_sympy(meaning(differentiate(node, X).result))
    theirs = sympy.diff(to_sympy(meaning(node)), sympy.Symbol("x", real=True))
    assert sympy.simplify(ours - theirs) == 0


@pytest.mark.parametrize(
    ("function", "named"),
    [
        ("x*sin(x)", {"product"}),
        ("sin(x)/x", {"quotient"}),
        ("sin(x^2)", {"chain"}),
        ("(x + 1)^5", {"chain"}),
        ("2^x", {"exponential"}),
        ("x^x", {"logarithmic", "product"}),
        ("sin(x)", {"function"}),
        ("7*x^3", {"constant factor", "power"}),
        ("(x)", {"brackets", "power"}),
    ],
)
def test_every_step_names_its_rule(function: str, named: set[str]) -> None:
    """The rules that a textbook would name are among the steps."""
    steps = differentiate(parse_expression(function), X).steps
    assert named <= {step.rule for step in steps}


@pytest.mark.parametrize(
    ("used", "words"),
    [
        ((), ""),
        (("",), ""),
        (("power",), "power rule"),
        (("power", "chain"), "chain and power rules"),
        (("power", "sum", "constant factor", "power"), "sum and power rules"),
        (("chain", "product", "sum"), "product and chain rules"),
        (("function",), "standard derivative"),
        (("constant",), "constant rule"),
        (("collect",), "collect terms"),
    ],
)
def test_the_margin_names_at_most_two_rules(used: tuple[str, ...], words: str) -> None:
    """The most telling ones, in the order in which one says them."""
    assert remark(used) == words


@pytest.mark.parametrize("name", ["power", "chain", "quotient", "product"])
def test_a_wrong_rule_is_caught_with_a_counter_example(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule with an extra factor does not get onto a page."""

    def spoilt(rule: rules.Rule) -> rules.Rule:
        def rewrite(body: Node, x: Symbol) -> Node | None:
            right = rule.rewrite(body, x)
            return None if right is None else product_of((x, right))

        return dataclasses.replace(rule, rewrite=rewrite) if rule.name == name else rule

    monkeypatch.setattr(rules, "RULES", tuple(spoilt(rule) for rule in rules.RULES))
    with pytest.raises(RefutedError) as caught:
        differentiate(parse_expression("x^3 + (2*x + 1)^4 + x*sin(x)/(x^2 + 1)"), X)
    message = caught.value.message
    assert message.startswith("a step of a derivation is wrong: ")
    assert f" ({name}); at x = " in message
    assert "the left side is " in message


def test_a_wrong_slope_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A derivative of cos without its minus is refuted."""
    monkeypatch.setattr(rules, "SLOPES", {**rules.SLOPES, "cos": rules.SLOPES["sinh"]})
    with pytest.raises(RefutedError, match=r"^a step of a derivation is wrong: .*\(function\); at x = "):
        differentiate(parse_expression("cos(x)"), X)


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        ("sign(x)", r"there is no rule for the derivative of \operatorname{sgn}(x)"),
        (
            "x/0",
            r"a step of a derivation could not be checked: \frac{\partial}{\partial x} \frac{x}{0} = "
            r"\frac{1}{0} \, \frac{\partial}{\partial x} x (constant factor); "
            "both sides are defined at only 0 of 160 random points",
        ),
        ("x*sin(x)*cos(x)*exp(x)", "a derivative takes more than 5 steps"),
    ],
)
def test_what_cannot_be_derived_is_refused_in_a_sentence(
    function: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No rule (were it forgotten), nothing defined, too many steps."""
    slopes = {name: slope for name, slope in rules.SLOPES.items() if name != "sign"}
    monkeypatch.setattr("pipeline.derivation.rules.SLOPES", slopes)
    monkeypatch.setattr("pipeline.derivation.differentiate.MAX_STEPS", 5)
    monkeypatch.setattr(rules, "SLOPES", {name: slope for name, slope in rules.SLOPES.items() if name != "sign"})
    with pytest.raises(ComputationError) as caught:
        differentiate(parse_expression(function), X)
    assert caught.value.message == sentence


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("rosenbrock", ROSENBROCK),
        ("sigmoid", "1/(1 + exp(-x_1))"),
        ("product-and-chain", "x_1^2*exp(-x_1*x_2)*sin(3*x_1)"),
        ("quotient", "(x_1^2 + 1)/(2*x_1 - x_2)"),
        ("decimals", "0.5*(0.9 - sigmoid(0.4*x_1 + 0.6))^2"),
        ("general-power", "x_1^x_1 + 2^x_1"),
    ],
)
def test_derivations_keep_their_wording(name: str, function: str, golden: Golden) -> None:
    """Every line and remark at all three details reads as it was last accepted."""
    details: tuple[Detail, ...] = ("brief", "normal", "full")
    parts = []
    for detail in details:
        parts.append(f"{detail}\n")
        parts.extend(
            f"  = {text}{f'    | {words}' if words else ''}\n" for text, words in lines(function, "x_1", detail)
        )
    golden(f"derivation-{name}.txt", f"d/dx_1 of {function}\n\n{''.join(parts)}")


def test_lines_too_wide_for_a_page_are_left_out_and_their_rules_named_later() -> None:
    """A quotient with long sums above cannot be broken; what it becomes is shown, every line with a rule."""
    wide = "x_1*cos(sqrt(abs(x_1)))*sin(x_1)^2*exp(-x_1)*(1 + x_1^3 + cos(3*x_1))/(2*sqrt(abs(x_1))*(1 + x_1^2))"
    derivation = differentiate(parse_expression(wide), X_1, order=(X_1,))
    full, shown = derivation.chain(Symbol("d"), "full"), derivation.chain(Symbol("d"))
    assert overflowing(full)
    assert overflowing(shown) <= {0, len(shown.links) - 1}
    assert is_identically_zero(sub(meaning(shown.links[-1].node), meaning(derivation.result)), 5_000)
    assert all(link.remark for link in shown.links[1:])
