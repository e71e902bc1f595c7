"""Ways of saying things in documents: what holds after them, and what is then wrong."""

import pytest

from pipeline.verify import audit_text

MATRIX = "Let $A = \\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}$, $y = (1, 2)^T$ and $r = Ay$."
FIT = (
    "Let $X = \\begin{pmatrix} 1 & 1 \\\\ 1 & 2 \\\\ 1 & 4 \\end{pmatrix}$ and $y = (2, 3, 7)^T$. The fit is "
    "$(a, b)^T = (X^T X)^{-1} X^T y = HERE$."
)
MEASURED = (
    "We fit $y = a + bt$. With $A = \\begin{pmatrix} 1 & 1 \\\\ 0 & 1 \\end{pmatrix}$ and "
    "$y = \\begin{pmatrix} 2 \\\\ 1 \\end{pmatrix}$ we have $A^T y = HERE$."
)
SHARES = (
    "Let $z = (2, 1, 0)$, $t = (0, 1, 0)$ and $p_k = \\frac{e^{z_k}}{\\sum_{j=1}^3 e^{z_j}}$. So "
    "$p_2 \\approx \\frac{2.718}{11.107} \\approx 0.2447$. "
    "The loss is $L = -\\sum_k t_k \\log p_k = -\\log p_2 \\approx HERE$."
)
PROJECTED = (
    "Let $u = (1, 2, 2)^T$ and $w = (3, 0, 3)^T$. The projection is $\\operatorname{proj}_u w = "
    "\\frac{u \\cdot w}{u \\cdot u} u = (1, 2, 2)^T$, so that $w - u = HERE$ is left."
)
TWO_EQUATIONS = (
    "Let $f(x, y) = x^3 + y^3 - 3xy$. Then $f_x = 3x^2 - 3y = 0$ gives $y = x^2$, and $f_y = 3y^2 - 3x = 0$ gives "
    "$x = y^2$. Hence $x = x^4$, so $x = 0$ or $x = 1$. Moreover $HERE$."
)
PRODUCT = (
    "Let $f(W) = \\|Wx - t\\|^2$ with $W = \\begin{pmatrix} 1 & 0 \\\\ -1 & 1 \\end{pmatrix}$, $x = (1, 2)^T$ and "
    "$t = (0, 1)^T$. Then $HERE$."
)
SOFTMAX = (
    "Let $p_i = \\frac{e^{z_i}}{\\sum_k e^{z_k}}$ and $L = -\\sum_i y_i \\ln p_i$ with $\\sum_i y_i = 1$. Then "
    "$\\frac{\\partial L}{\\partial z_j} = HERE$."
)
LOGISTIC = (
    "Let $p = \\frac{1}{1 + e^{-z}}$ with $z = w_1 x_1 + w_2 x_2 + b$ and $L = -y \\ln p - (1 - y)\\ln(1 - p)$. Then "
    "$\\frac{\\partial L}{\\partial w_j} = HERE$ for $j = 1, 2$."
)
CHAIN = "Let $P = \\begin{pmatrix} 0.9 & 0.1 \\\\ 0.5 & 0.5 \\end{pmatrix}$."
ROOTS = "The eigenvalues satisfy $\\lambda^2 - 6\\lambda + 4 = 0$, i.e. $HERE$."
SEQUENCE = "Let $x_0 = 1$ and $x_{k+1} = 0.5 x_k + 1$."
COUNTED = "| $k$ | $x_k$ | $x_k^2$ |\n|---|---|---|\n| 0 | 2 | 4 |\n| 1 | 3 | HERE |\n"
TABULATED = "Let $f(x) = x^2 + 1$.\n\n| $x$ | $f(x)$ |\n|---|---|\n| 1 | 2 |\n| 2 | HERE |\n"


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        (
            "Let $P = \\begin{pmatrix} 0.9 & 0.1 \\\\ 0.5 & 0.5 \\end{pmatrix}$. Then $(1, 0) P = HERE$.",
            "(0.9, 0.1)",
            "(1, 0)",
        ),
        (
            f"{CHAIN} Let $\\pi = (\\frac{{5}}{{HERE}}, \\frac16)$. Then $\\pi P = \\pi$.",
            "6",
            "7",
        ),
        (
            "Let $f(x) = \\ln(\\cos x)$. Then $f(x) = HERE + O(x^4)$.",
            "-\\frac{x^2}{2}",
            "\\frac{x^2}{2}",
        ),
        ("$e^h = 1 + h + \\mathcal{O}(HERE)$", "h^2", "h^3"),
        ("$\\sqrt{1 + x} = 1 + HERE + o(x)$", "\\frac{x}{2}", "x"),
        ("$\\sin x = x - HERE + O(x^5)$", "\\frac{x^3}{6}", "\\frac{x^3}{3}"),
        ("$\\ln x = (x - 1) - HERE + O((x - 1)^3)$", "\\frac{(x-1)^2}{2}", "(x-1)^2"),
        (
            "Let $f(x) = e^x$. Then $\\frac{f(x + h) - HERE}{2h} = f'(x) + O(h^2)$.",
            "f(x - h)",
            "f(x)",
        ),
        ("$\\cosh x = HERE$", "\\frac{e^x + e^{-x}}{2}", "\\frac{e^x - e^{-x}}{2}"),
        (
            "Let $W^{[2]} = \\begin{pmatrix} 2 & -1 \\end{pmatrix}$ and $dz^{[2]} = 0.5$. Then "
            "$dz^{[1]} = W^{[2]T} dz^{[2]} = (1, HERE)^T$.",
            "-0.5",
            "0.5",
        ),
        (
            "Let $W = \\begin{pmatrix} 2 & 1 \\end{pmatrix}$, $dW = \\begin{pmatrix} 1 & 3 \\end{pmatrix}$ and "
            "$\\alpha = 0.1$. We set $W := W - \\alpha dW = \\begin{pmatrix} 1.9 & HERE \\end{pmatrix}$.",
            "0.7",
            "1.3",
        ),
        (
            "**1.** Let $f(x) = x^2 - 4x$, so $f'(x) = 2x - 4$.\n\n**2.** Minimize the function $f(x) = e^x - x$. Then "
            "$f'(x) = HERE$.",
            "e^x - 1",
            "2x - 4",
        ),
        (
            "- Let $f(x) = x^3 - 4x$, so $f'(x) = 3x^2 - 4$.\n\n- The slope of $f(x) = HERE$ at $2$ is $f'(2) = 8$.",
            "x^3 - 4x",
            "x^3 + 4x",
        ),
        (
            "Let $f(x, y) = x^2 y + y^3$. "
            "The Hessian is $H_f(x, y) = \\begin{pmatrix} 2y & 2x \\\\ 2x & HERE \\end{pmatrix}$.",
            "6y",
            "3y",
        ),
        (
            "Let $F(r, t) = (r \\cos t, r \\sin t)$. Then $J_F(r, t) = \\begin{pmatrix} \\cos t & HERE \\\\ \\sin t & "
            "r \\cos t \\end{pmatrix}$.",
            "-r \\sin t",
            "r \\sin t",
        ),
        ("Let $F(r, t) = (r \\cos t, r \\sin t)$. Then $\\det DF(r, t) = HERE$.", "r", "r^2"),
        ("Let $g(x, y) = x e^y$. Then $\\operatorname{grad} g(x, y) = (e^y, HERE)$.", "x e^y", "e^y"),
        ("Let $f(x) = 2x + 3$. The inverse is $f^{-1}(y) = HERE$.", "\\frac{y - 3}{2}", "\\frac{y + 3}{2}"),
        ("Let $f(x) = 2x + 3$. Then $f(x)^{-1} = HERE$.", "\\frac{1}{2x + 3}", "\\frac{x - 3}{2}"),
        (
            "Let $X = \\begin{pmatrix} 1 & 2 \\\\ 0 & 1 \\\\ 1 & 1 \\end{pmatrix}$ and $b = \\begin{pmatrix} 1 & -1 "
            "\\end{pmatrix}$. Then $X + b = \\begin{pmatrix} 2 & 1 \\\\ 1 & 0 \\\\ 2 & HERE \\end{pmatrix}$.",
            "0",
            "2",
        ),
        (
            "Let $y = (1, 2, 3)^T$, $w = 2$, $x = (1, 0, 1)^T$, $\\hat y = wx + 1 = (3, 1, 3)^T$ and "
            "$L = \\frac12 \\sum_{i=1}^3 (\\hat y_i - y_i)^2$. Then $\\frac{\\partial L}{\\partial \\hat y} = HERE$.",
            "\\hat y - y",
            "y - \\hat y",
        ),
        (
            "Let $y = g(x) = x^2 + 1$, so $\\frac{dy}{dx} = HERE$. The tangent at $1$ is $y = 2x$.",
            "2x",
            "x",
        ),
        (
            "Differentiate $x^2 + xy + y^2 = 7$ implicitly: $\\frac{dy}{dx} = HERE$.",
            "-\\frac{2x + y}{x + 2y}",
            "-\\frac{2x + y}{2x + y}",
        ),
        (
            "From the equation $x^3 + y^3 = 6xy$ we get by implicit differentiation $3x^2 + 3y^2 y' = HERE$.",
            "6y + 6xy'",
            "6y + 6x",
        ),
        (
            "We differentiate $\\sin(xy) = x$ implicitly. So $y' = HERE$.",
            "\\frac{1 - y\\cos(xy)}{x\\cos(xy)}",
            "\\frac{1 + y\\cos(xy)}{x\\cos(xy)}",
        ),
        (
            "On the circle $x^2 + y^2 = 25$ implicit differentiation gives $y' = HERE$, as $25 - x^2 = y^2$.",
            "-\\frac{xy}{25 - x^2}",
            "\\frac{xy}{25 - x^2}",
        ),
        (
            "Differentiating the volume $V = \\frac43 \\pi r^3$ gives $\\frac{dV}{dt} = HERE \\frac{dr}{dt}$.",
            "4\\pi r^2",
            "4\\pi r^3",
        ),
        (
            "Differentiating $x^2 + y^2 = 25$ gives $x\\dot x HERE y\\dot y = 0$.",
            "+",
            "-",
        ),
        (
            "The Taylor polynomial of $f(x) = \\sqrt{x}$ at $4$ is $T_2(x) = 2 + \\frac14 (x - 4) - HERE (x - 4)^2$.",
            "\\frac{1}{64}",
            "\\frac{1}{32}",
        ),
        (
            "Let $h(x, y) = e^x \\cos y$. Its Taylor polynomial is $T_2(x, y) = 1 + x + HERE x^2 - \\frac12 y^2$.",
            "\\frac12",
            "1",
        ),
        (
            "Let $f(x, y) = x^2 y + y^3$. "
            "The Hessian is $H(x, y) = \\begin{pmatrix} 2y & 2x \\\\ 2x & HERE \\end{pmatrix}$.",
            "6y",
            "6x",
        ),
        (
            "Let $\\ell(\\mu, \\sigma^2) = -\\frac{n}{2}\\log\\sigma^2 - "
            "\\frac{1}{2\\sigma^2}\\sum_{i=1}^n (x_i - \\mu)^2$. "
            "Then $\\frac{\\partial \\ell}{\\partial \\sigma^2} = -\\frac{n}{2\\sigma^2} + "
            "\\frac{1}{HERE}\\sum_{i=1}^n (x_i - \\mu)^2$.",
            "2\\sigma^4",
            "\\sigma^4",
        ),
        (
            "Let $w_{11} = 2$, $w_{12} = 3$, $w_{21} = 1$, $w_{22} = 4$, $x_1 = 0.5$, $x_2 = 1$, "
            "$h_1 = w_{11} x_1 + w_{12} x_2$ and $h_2 = w_{21} x_1 + w_{22} x_2$. "
            "Then $\\frac{\\partial h_j}{\\partial w_{ji}} = HERE$.",
            "x_i",
            "x_j",
        ),
        (
            "In general $z^l = w^l a^{l-1} + b^l$. Here $z^2 = w^2 a^1 + b^2$, so "
            "$\\frac{\\partial z^2}{\\partial w^2} = HERE$.",
            "a^1",
            "b^2",
        ),
        (
            "Let $k_1 = (1, 0)^T$, $k_2 = (1, 1)^T$, $q = (1, 0)^T$ and $s_i = q^T k_i$. Then $s_1 = HERE = 1$.",
            "s_2",
            "2 s_2",
        ),
        (
            "Minimise $x^2$ s.t. $x = 1$. With $P(x) = x^2 + 4(x - 1)^2$ we have $P'(x) = HERE = 0$ for $x = 0.8$.",
            "2x + 8(x - 1)",
            "2x + 4(x - 1)",
        ),
        ("The interval is $82 \\pm 1.96 \\cdot 2 = 82 \\pm HERE$.", "3.92", "3.29"),
        ("$\\int_0^1 e^x dx \\approx \\frac14 (1 + 2e^{0.5} + e) \\approx HERE$", "1.7539", "1.7593"),
        ("Let $g(x) = \\cos x$. Then $|g'(x)| = HERE$.", "|\\sin x|", "|\\cos x|"),
        (
            "Let $p_i = \\frac{e^{z_i}}{\\sum_{k=1}^3 e^{z_k}}$ for $z = (1, 2, 3)$, let $y = (0, 1, 0)$ and "
            "$L = -\\sum_i y_i \\ln p_i$. Then $\\frac{\\partial L}{\\partial z_i} = HERE$.",
            "p_i - y_i",
            "p_i + y_i",
        ),
        ("Es ist $w = 0,5$ und $h = \\tanh(0,5 + 0,1) \\approx HERE$.", "0,5370", "0,5730"),
        (
            "# A\n\n## Descent\n\nLet $f(x) = x^2$ and $x_0 = 3$. Then $x_1 = x_0 - 0.1 \\cdot 6 = 2.4$.\n\n"
            "## Newton\n\nNow $x_1 = x_0 - \\frac{f'(x_0)}{f''(x_0)} = HERE$.",
            "0",
            "1",
        ),
        (
            "1. Let $A = \\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}$.\n"
            "2. For $v = (1, 1)^T$ we get $v^T A v = HERE$.",
            "10",
            "11",
        ),
        ("Adding a constant does not matter: $e^{a + c} e^{-c} = HERE$.", "e^a", "e^{-a}"),
        ("Let $f(x) = x^2$. Then $f(2.1) \\approx 4 + 4 \\cdot 0.1 = HERE$.", "4.4", "4.8"),
        ("$\\sqrt{17} \\approx 4 + \\frac18 = HERE$", "4.125", "4.152"),
        ("$e^{0.1} \\approx HERE$", "1.105", "1.15"),
        ("$\\ln(1 + x) \\approx x - \\frac{x^2}{2} HERE \\frac{x^3}{3}$", "+", "-"),
        ("$\\cos x \\approx 1 - \\frac{x^2}{2} + \\frac{x^4}{HERE}$", "24", "12"),
        (LOGISTIC, "(p - y)x_j", "(y - p)x_j"),
        ("Let $s_n(q) = \\sum_{k=0}^{n} q^k = \\frac{1-q^{HERE}}{1-q}$.", "n + 1", "n"),
        ("Let $s_n(q) = \\sum_{k=0}^{n} q^k$. Then $s_2(2) = HERE$.", "7", "8"),
        ("Let $P = (0.5, 0.5)$. Then $D(P \\| Q) = 0.5 \\ln 2 + 0.5 \\ln\\frac23 \\approx HERE$.", "0.1438", "0.1483"),
        (
            "Let $u = (1, 2, 2)^T$ and $v = (3, 0, 3)^T$. Then $\\cos\\theta = \\frac{u^T v}{\\|u\\|\\|v\\|} = "
            "\\frac{1}{\\sqrt 2}$, hence $\\theta = \\frac{\\pi}{HERE}$.",
            "4",
            "3",
        ),
        (
            "Let $u = (1, 2, 2)^T$ and $v = (3, 0, 3)^T$. Then $\\operatorname{proj}_u v = \\frac{u^T v}{u^T u} u = "
            "HERE$.",
            "(1, 2, 2)^T",
            "(1, 2, 1)^T",
        ),
        ("With $n = 10$ let $\\ell(t) = n \\ln t - t \\sum_{i=1}^n x_i$. Then $\\ell''(t) = HERE$.", "-n/t^2", "n/t^2"),
        (f"{MATRIX} Then $r_2 = HERE$.", "11", "12"),
        (f"{SEQUENCE} Then $x_1 = HERE = 1.5$.", "0.5 \\cdot 1 + 1", "0.5 \\cdot 1 - 1"),
        (f"{SEQUENCE} Then $x_1 = 1.5$ and $x_2 = HERE$.", "1.75", "1.57"),
        (COUNTED, "9", "8"),
        (TABULATED, "5", "6"),
        ("Let $z = 2$. Then $\\text{ReLU}'(z) = HERE$.", "1", "0"),
        ("$\\frac{2}{3} = HERE\\ldots$", "0.66", "0.76"),
        ("$\\sqrt{11} = HERE...$", "3.3166", "3.3266"),
        ("$\\pi = HERE$", "3.14", "3.15"),
        (FIT, "(0, \\frac{12}{7})^T", "(0, \\frac{11}{7})^T"),
        (SOFTMAX, "p_j - y_j", "y_j - p_j"),
        (SOFTMAX.replace("with $\\sum_i y_i = 1$", "with the labels $y = (0, 1, 0)$"), "p_j - y_j", "p_j + y_j"),
        (SOFTMAX.replace("with $\\sum_i y_i = 1$", "and $y$ is one-hot"), "p_j - y_j", "p_j + y_j"),
        (ROOTS, "\\lambda = 3 \\pm \\sqrt{5}", "\\lambda = 3 \\pm \\sqrt{3}"),
        (ROOTS, "\\lambda_1 = 3 + \\sqrt{5}", "\\lambda_1 = 3 - \\sqrt{3}"),
        (ROOTS, "\\lambda \\approx 5.236", "\\lambda \\approx 5.263"),
        ("The sequence $a_n = \\frac{n}{n+1}$ satisfies $a_2 = \\frac{HERE}{3}$.", "2", "4"),
        ("Let $p_i = z_i^2$ for $z = (1, 2, 3)$. Then $p = HERE$.", "(1, 4, 9)", "(1, 4, 6)"),
        ("Let $t = x^2$, so $dt = HERE\\,dx$.", "2x", "x"),
        ("Let $t = x^2$, so $dx = \\frac{dt}{HERE}$.", "2x", "x"),
        ("We have $x - 2 = y - 1$ and $x + y = 2$, so we find $x = HERE$ and $y = \\frac{1}{2}$.", "\\frac{3}{2}", "2"),
        (f"{MATRIX} The system $Az = y$ has the solution $z = (HERE, \\frac{{1}}{{2}})^T$.", "0", "1"),
        ("Let $h_0 = 0$ and $g = h_1 + w h_0$. Then $g = h_1 + w h_0 = HERE$.", "h_1", "h_1 + w"),
        ("Let $\\sigma(z) = \\frac{1}{1 + e^{-z}}$. Then $\\sigma' = \\sigma (1 HERE \\sigma)$.", "-", "+"),
        ("$1024^2 = 1\\,048\\,HERE$", "576", "567"),
        ("Let $w_1 = 0.5$. The new weights are $w_1 = 0.5 + 0.1 \\cdot 0.45 = HERE$.", "0.545", "0.554"),
        (MEASURED, "(2, 3)^T", "(2, 2)^T"),
        (SHARES, "1.4076", "1.4706"),
        (
            "Let $g = (2, 20)$ and $v = 0.9 \\cdot 0 + g = (2, 20)$. Then $(1, 1) - 0.01 v = HERE$.",
            "(0.98, 0.8)",
            "(0.98, 0.9)",
        ),
        (PROJECTED, "(2, -2, 1)^T", "(2, 2, 1)^T"),
        ("$0 < 2 < HERE$", "3", "1"),
        (PRODUCT, "Wx - t = (1, 0)^T", "Wx - t = (1, 1)^T"),
        ("Let $f(x) = x^2 + 1$. For all $x$, $0 < f(x) HERE 1$.", "\\ge", "<"),
        (TWO_EQUATIONS, "f_{yy} = 6y", "f_{yy} = 6x"),
        (TWO_EQUATIONS, "3y^2 - 3x = 3(y^2 - x)", "3y^2 - 3x = 3(y^2 + x)"),
        ("Let $u = (4, 0)^T$. Then $1.5 u^T = HERE$.", "(6, 0)", "(4, 0)"),
        ("Let $z = (4, -1)^T$. Then $\\text{ReLU}'(z) = HERE$.", "(1, 0)^T", "(1, 1)^T"),
        ("$e^2 + e \\approx 7.389 + HERE = 10.107$", "2.718", "2.817"),
        ("Let $F(x, y, z) = (x^2 y, yz, xz^2)$. Then $\\nabla \\cdot F = HERE$.", "2xy + z + 2xz", "2xy + y + 2xz"),
        (
            "Let $F(x, y, z) = (x^2 y, yz, xz^2)$. Then $\\nabla \\times F = HERE$.",
            "(-y, -z^2, -x^2)",
            "(y, -z^2, -x^2)",
        ),
        ("Let $f(x, y) = x^2 y^3$. The Laplacian is $\\Delta f = HERE$.", "2y^3 + 6x^2 y", "2y^3 + 6x y"),
        ("Let $a = (1, 2, 3)$ and $b = (4, 0, -1)$. Then $a \\cdot b = HERE$.", "1", "7"),
        ("Let $a = (1, 2, 3)$ and $b = (4, 0, -1)$. Then $a \\times b = HERE$.", "(-2, 13, -8)", "(-2, -13, -8)"),
        ("$3 \\times (2 + 1) = HERE$", "9", "7"),
        ("$\\lfloor 3.7 \\rfloor + \\lceil 3.2 \\rceil = HERE$", "7", "6"),
        ("Let $A = \\begin{pmatrix} 1 & 2 \\\\ 2 & 4 \\end{pmatrix}$. Then $\\|A\\|_F = HERE$.", "5", "\\sqrt{24}"),
        ("Let $u = (3, -4)^T$. Then $\\|u\\|_\\infty = HERE$.", "4", "3"),
        ("Es ist $x = 2 + 0{,}1 = HERE$.", "2{,}1", "2{,}01"),
        ("Es ist $0,25 \\cdot 3 = HERE$.", "0,75", "0,57"),
        ("$0.1 + 0.00\\overline{3} = \\frac{31}{HERE}$", "300", "30"),
        ("Complex numbers are not needed, but $\\sqrt{2} \\cdot \\sqrt{8} = HERE$.", "4", "8"),
        ("The speed is $v = 20\\,\\mathrm{m/s}$, so $2v = HERE\\,\\mathrm{m/s}$.", "40", "30"),
        ("First $p \\approx 0.844$, then $-\\ln p \\approx HERE$.", "0.170", "0.710"),
        ("Let $y_1 = 1$, $y_2 = 3$ and $y_3 = -3$. Then $\\text{ReLU}(y) = (1, 3, HERE)$.", "0", "-3"),
        (
            "Let $\\rho(u) = \\left\\{ \\begin{array}{ll} u^2 & \\text{if } |u| \\le 1, \\\\ 2|u| - 1 & "
            "\\text{otherwise} \\end{array} \\right.$. Then $\\rho(-3) = HERE$.",
            "5",
            "9",
        ),
        ("$\\int x e^x\\,dx = HERE e^x + C$", "(x - 1)", "(x + 1)"),
        ("Let $t = x^2$. Then $\\int 2x e^{x^2} dx = \\int e^t dt = HERE$.", "e^{x^2} + C", "2e^{x^2} + C"),
        ("Let $F(x) = \\int_0^x \\cos(t^2)\\,dt$. Then $F'(x) = HERE$.", "\\cos(x^2)", "-2x \\sin(x^2)"),
        ("$\\int_0^1 x e^x\\,dx \\approx HERE$", "1.000", "1.718"),
        ("If the first class is right, $-\\ln 0.659 \\approx HERE$.", "0.417", "0.471"),
        ("Let $k = 64$.\n\n| quantity | value |\n|---|---|\n| $\\sqrt{k}$ | HERE |\n", "8", "9"),
        (
            "Then $\\alpha_1 = \\alpha_2 = \\alpha$ and $\\alpha_1 x - \\alpha_2 y = \\alpha HERE$.",
            "(x - y)",
            "(x + y)",
        ),
        (
            "We have $\\alpha_t = \\frac{\\alpha_0}{1 + k t}$. With $\\alpha_0 = 0.1$ and $k = 0.5$ "
            "we get $\\alpha_2 = HERE$.",
            "0.05",
            "0.06",
        ),
        ("Let $S_\\kappa(a) = a - \\kappa$ and $T = S_\\kappa(2)$. Then $T = 2 HERE$.", "- \\kappa", "+ \\kappa"),
        ("$(a + b)^2 = HERE$", "a^2 + 2ab + b^2", "a^2 + b^2"),
    ],
)
def test_right_and_wrong(text: str, right: str, wrong: str) -> None:
    """Entries of computed vectors, iterations, tables, kinks, digits that go on and constants are compared."""
    assert [audit_text(text.replace("HERE", value)).errors for value in (right, wrong)] == [0, 1]


@pytest.mark.parametrize(
    "text",
    [
        "Let $a = 3$. Then $b = 2a = 5$ and $c = b + 1 = 6$.",
        "Let $a = 3$ and $b = 2a$. So $b = 5$ and $c = b + 1$, so $c = 6$.",
    ],
)
def test_going_on_with_a_wrong_number_is_no_second_mistake(text: str) -> None:
    """What follows correctly from a number that was refuted is not blamed as well."""
    assert audit_text(text).errors == 1


@pytest.mark.parametrize(
    "text",
    [
        "We have $\\|x\\|^2 = x_1^2 + x_2^2$.",
        "Let $\\pi = (0.2, 0.8)$ be the policy, so $\\pi_1 = 0.2$.",
        "| $k$ | name |\n|---|---|\n| 0 | two |\n",
        "$0.5 \\cdots 0.5 = c$",
        "It is wrong that $(a + b)^2 = a^2 + b^2$.",
        "$(x + 1)^2 = x^2 + 9$",
        "With $E[X] = \\mu$ we have $Var(X) = E[(X - \\mu)^2] = E[X^2] - 2 \\mu E[X] + \\mu^2$.",
        "Let $c_t = f_t c_{t-1} + i_t d_t$ with $c_0 = 0$. Then $\\frac{\\partial c_t}{\\partial c_{t-1}} = f_t$.",
        "The cost of $h_\\theta$ is $J = (h_\\theta(x) - y)^2$ with $h_\\theta(x) = \\theta_0 + \\theta_1 x$, so "
        "$\\frac{\\partial J}{\\partial \\theta_1} = 2 (h_\\theta(x) - y) x$.",
        "- Polar coordinates: $x = r \\cos t$, $y = r \\sin t$.\n- Differentiate $x^3 + y^3 = 6xy$.",
        "Setting both to zero gives $\\lambda = 2x = 4y$.",
        "## Exercise 1\n\nLet $\\lambda = 2x$.\n\n## Exercise 2\n\nThen $4y = \\lambda \\frac{2x}{a^2}$.",
        "By the multiplier rule $\\frac{x^2}{a^2} = \\frac{y^2}{b^2} = \\frac{1}{2}$, so $A_{\\max} = 2ab$.",
        "We write $\\log$ for the natural logarithm, and $\\log p < 0$ for $p < 1$.",
    ],
)
def test_no_false_alarm(text: str) -> None:
    """Vectors beside their entries, letters with another meaning and tables of words are no mistakes."""
    assert audit_text(text).errors == 0


def test_what_holds_only_for_a_distribution_is_a_warning() -> None:
    """Where a document does not say that the labels add up to 1, a formula that needs it is a warning."""
    report = audit_text(SOFTMAX.replace("HERE", "p_j - y_j").replace(" with $\\sum_i y_i = 1$", ""))
    (finding,) = report.findings
    assert finding.severity == "warning"
    assert finding.message == "this holds only if the entries of y add up to 1, which the document does not say"


def test_a_sum_without_limits_runs_as_far_as_the_data() -> None:
    r"""$\sum_i x_i$ with x_1, x_2, x_3 given is their sum."""
    assert audit_text("Let $x = (1, 2, 3)$. Then $\\sum_i x_i^2 = 14$ and $\\sum_i x_i = 7$.").errors == 1


def test_a_vector_beside_a_matrix_is_no_undefined_name() -> None:
    """In Ax = b with x_1 and x_2 known, x is the vector of them."""
    text = f"So $x_1 = 1$ and $x_2 = 2$. {MATRIX} Then $A^T A x = A^T b$."
    assert audit_text(text).findings == ()


def test_what_was_supposed_is_forgotten_where_the_text_turns_it_down() -> None:
    """A case that is ruled out leaves no values behind."""
    supposed = "If $m = 0$ then $u = v = 0$, which is infeasible."
    text = f"{supposed} Otherwise $u = v = \\frac{{m}}{{2}}$ and $u + v = 2$ give $m = 2$."
    assert audit_text(text).errors == 0


@pytest.mark.parametrize(
    "text",
    [
        "It is not true that $(a + b)^2 = a^2 + b^2$.",
        "Note that $\\sqrt{a + b} = \\sqrt{a} + \\sqrt{b}$ is wrong.",
        "A mistake would be $\\frac{d}{dx} x^2 = x$.",
    ],
)
def test_what_is_said_to_be_wrong_is_no_mistake(text: str) -> None:
    """A text may warn of a mistake."""
    assert audit_text(text).errors == 0


@pytest.mark.parametrize(
    "text",
    [
        "For small $x$, $e^x \\approx 1 + x$ and $\\sqrt{1 + x} \\approx 1 + \\frac{x}{2}$.",
        "Let $h(t) = e^{-t}\\cos t$. Then $h(t) \\approx 1$ near 0.",
        "Let $f(x) = x^3$. Then $f(x + h) \\approx f(x) + 3x^2 h$.",
        "$2^{10} \\approx 10^3$ and $\\ln n! \\approx n \\ln n - n$",
    ],
)
def test_an_approximation_by_a_formula_is_no_mistake(text: str) -> None:
    """Nothing says where it holds and how well: it counts as unknown. Rounded numbers stay to be right."""
    found = audit_text(text)
    assert not found.findings
    assert found.counts["unknown"]
    assert audit_text(f"{text} And $\\pi \\approx 3.15$.").counts["refuted"] == 1


def test_a_name_with_a_derivative_and_a_value_is_a_function() -> None:
    """In $y' = -2y$ with $y(0) = 1$ nothing is multiplied by 0."""
    assert not audit_text("Consider $y' = -2y$ with $y(0) = 1$ and $h = 0.1$.").findings


def test_the_counter_example_of_a_vector_is_its_wrong_entry() -> None:
    """Entries that are rounded differ as well, in their last digits."""
    found = audit_text("Let $v = (\\frac{2}{3}, \\frac{1}{3})$. Then $v \\approx (0.6667, -0.3333)$.").findings
    assert [finding.witness for finding in found] == ["the left side is 0.33333333, the right side -0.3333"]


def test_an_iterate_is_no_root() -> None:
    """The values that Newton's method finds for an equation do not solve it; a root that is said to solve it does."""
    equation = "We solve $e^x - 3x = 0$"
    steps = "with Newton's method from $x_0 = 0$, so $x_1 = 0.5$ and hence $x_2 = 0.5 + \\frac{0.1487}{1.3513}$."
    assert audit_text(f"{equation} {steps}").errors == 0
    assert audit_text(f"{equation}. Hence $x_1 = 0.9$.").errors == 1
    assert audit_text(f"{equation}. Hence $x_1 = 0.619$.").errors == 0


def test_an_index_letter_is_defined_beside_numbered_names() -> None:
    """The k of x_{k+1} is a number, whatever k_1 and k_2 are."""
    assert not audit_text("Let $k_1 = 2$ and $k_2 = 3$. We iterate $x_{k+1} = \\cos x_k$ from $x_0 = 1$.").findings


def test_what_is_integrated_by_is_defined() -> None:
    """An x beside x_1 and x_2 is a new name where an integral binds it, also in the brackets behind it."""
    given = "Let $x_1 = 2$ and $x_2 = 3$."
    assert not audit_text(f"{given} $\\int_0^2 x\\,dx = \\left[\\frac{{x^2}}{{2}}\\right]_0^2 = 2$").findings


@pytest.mark.parametrize(
    "text", ["Let $0 \\le t \\le 1$.", "For $-1 < x < 1$ we have $x^2 \\ge 0$.", "with $0 < q < 1$ and $q < p$"]
)
def test_a_range_is_no_mistake(text: str) -> None:
    """Bounds on both sides say where a name lies."""
    assert not audit_text(text).findings


def test_an_integral_keeps_its_variable_beside_a_disputed_value() -> None:
    """A wrong value of x, with which the text may go on, is not put in the place of the x of an integral."""
    text = "Let $4x - 14 = 0$, hence $x = \\frac{7}{6}$. $\\int_0^1 x \\, dx = \\frac{1}{3}$"
    assert audit_text(text).errors == 2


def test_a_fraction_of_slashed_derivatives_is_read() -> None:
    """∂g/∂p over ∂g/∂x is a fraction; the numerator of a derivative may hold a fraction of its own."""
    given = "Let $g(x, p) = e^{-px} - x$."
    slope = "\\frac{\\partial g / \\partial p}{\\partial g / \\partial x}"
    assert audit_text(f"{given} ${slope} = \\frac{{x e^{{-px}}}}{{p e^{{-px}} + 1}}$").counts["proved"] == 1
    assert audit_text(f"{given} $\\frac{{\\partial (g / x)}}{{\\partial p}} = -e^{{-px}}$").counts["proved"] == 1


def test_a_word_before_a_sign_of_equality_is_a_name() -> None:
    """out = … names a quantity; abc = 6 is a product where a, b and c stand alone, too."""
    assert audit_text("Let $net_1 = 0.2$, $out = 2 net_1 = 0.4$ and $net_2 = 3 out = 1.2$.").counts["unknown"] == 0
    assert audit_text("Let $a = 1$, $b = 2$, $c = 3$. Then $abc = 7$.").counts["refuted"] == 1


def test_a_decimal_number_is_no_size() -> None:
    """The letter of a dimension may be a target: d = 0.3."""
    data = "Let $d = 0.3$ and $y = 0.1$."
    assert not audit_text(f"{data} Then $z = -2(d - y) = -0.4$.").findings
    assert audit_text(f"{data} Then $z = -2(d - y) = -0.5$.").errors == 1


def test_the_curve_of_one_task_is_not_refuted_by_the_tangent_of_another() -> None:
    """After y = 2 − x/2 was the tangent of one curve, x³ + y³ = 6xy is the next curve; its slope is none of a line."""
    text = (
        "**1.** The tangent of $x^2 + y^2 = 5$ at $(1, 2)$ is $y = 2 - \\frac12 (x - 1)$.\n\n"
        "**2.** For $x^3 + y^3 = 6xy$ we get $3x^2 + 3y^2 y' = 6y + 6xy'$."
    )
    assert audit_text(text).errors == 0


def test_what_was_supposed_is_forgotten_with_its_entries() -> None:
    """If λ = 0 then x = (0, 0), which is infeasible: after that x_1 has no value."""
    text = "If $\\lambda = 0$ then $x = (0, 0)$, which is infeasible. So $x_1 + x_2 = 3$."
    assert audit_text(text).errors == 0


def test_a_value_refuted_before_does_not_hide_a_number_that_its_own_operands_refute() -> None:
    """After a = 0.3 instead of −0.3, the product that was written out with −0.3 has to come out."""
    text = "Let $a = 0.1 - 0.4 = HERE$ and $b = 2$. Then $ab = (-0.3) \\cdot 2 = 0.6$."
    assert audit_text(text.replace("HERE", "0.3")).errors == 2


@pytest.mark.parametrize(
    "text",
    [
        "Differentiate $x^2 + y^2 = 25$ implicitly. At $(3, 4)$ we have $y' = -\\frac34$.",
        "Differentiate $x^2 + xy = 3$ implicitly. A horizontal tangent needs $y' = 0$.",
        "We differentiate: $V = \\frac43 \\pi r^3$, and $\\frac{dV}{dt} = 100$.",
        "Differentiate $x^2 + y^2 = 25$.\n\n## Problem 2\n\nSolve $y' = 2xy$, differentiate $y = e^{x^2}$.",
        "Taylor: let $f(x) = e^x$. Then $P(x) = 3x^2 + x$ is another polynomial.",
        "Let $f(x, y) = x^2 + y^2$. The Hessian at the saddle of another function is "
        "$H = \\begin{pmatrix} 0 & 3 \\ 3 & 0 \\end{pmatrix}$.",
    ],
)
def test_other_slopes_and_polynomials_are_no_mistakes(text: str) -> None:
    """A slope at one point, another task's equation, another polynomial or matrix contradict nothing before."""
    assert audit_text(text).errors == 0


def test_a_function_s_value_is_no_equation_of_a_later_part() -> None:
    """Whatever a later part of a document says, a function means what it was said to be."""
    text = (
        "Let $f(x, y) = e^x \\cos y$. Then\n- $f_{xx}(x, y) = e^x \\cos y$.\n\n"
        "For example, $T_2(0.1, 0.2) = 1.085$, while $f(0.1, 0.2) \\approx HERE$."
    )
    assert audit_text(text.replace("HERE", "1.0831")).errors == 0
    assert audit_text(text.replace("HERE", "1.0381")).errors == 1


def test_a_printed_number_may_itself_have_come_from_printed_numbers() -> None:
    """1.0395 is 1.5 · 0.693, rounded twice: what is computed with it is compared with what it stands for."""
    text = (
        "Let $h = \\tanh(a)$, $a = 0.5$, $y = 1.5 h$ and $\\ell = \\frac12 y^2$.\n\n"
        "$$h = \\tanh(0.5) \\approx 0.4621$$\n$$y = 1.5 \\cdot 0.4621 \\approx 0.693$$\n"
        "$$\\frac{\\partial \\ell}{\\partial h} = 1.5 \\cdot 0.693 = 1.0395$$\n"
        "$$\\frac{\\partial \\ell}{\\partial a} = 1.0395 \\cdot (1 - HERE^2) \\approx 0.8175$$\n"
    )
    assert audit_text(text.replace("HERE", "0.4621")).errors == 0
    assert audit_text(text.replace("HERE", "0.6421")).errors > 0
