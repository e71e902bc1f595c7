"""A page with everything that typesetting has to cope with."""

from typing import Final

from pipeline.render.figures.ink import INK
from pipeline.render.page import Page, PageFigure, TitleBlock
from pipeline.sheet.model import LanguageCode
from pipeline.verify.certificate import Certificate
from pipeline.verify.verified import VerifiedPage

NAME: Final = 'O\'Brien & Søn_{x} #1 \\input{x} "σ" <b> $5 100% ~ ^ @a'
"""Text of a user that every format would like to take for a command of its own."""

SVG: Final = f"""<?xml version="1.0" encoding="utf-8"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="90pt" height="60pt"
 viewBox="0 0 90 60">
 <metadata>made by a program</metadata>
 <defs><style type="text/css">*{{stroke-linejoin: round; stroke-linecap: butt}}</style>
 <clipPath id="p1"><rect width="90" height="60"/></clipPath><path id="m1" d="M0 0V4" style="stroke: {INK}"/></defs>
 <g clip-path="url(#p1)"><use xlink:href="#m1" x="10" y="50"/><rect width="9" height="9" fill="#0072b2"/></g>
</svg>
""".encode()

MARKDOWN: Final = r"""
An introduction with 2 ≤ 3, é, ø, σ and “quotes”.

::: {#saddle .exercise}

## Exercise 1: Descent (6 points)

Let $f(x) = x_1^2$. Then:

$$
\begin{aligned}
\frac{\partial f}{\partial x_1} &= \frac{\partial}{\partial x_1}\left[x_1^2\right] && \text{definition} \\
&= 2x_1 && \text{power rule for $x_1^2$}
\end{aligned}
$$

| weight | formula | value |
|:---|:---|---:|
| $w_1$ | $\delta_1 h_1$ | $-0.25$ |
| $w_2$ | $\delta_1 h_2$ | $3\phantom{.00}$ |

: **Table 1.** Two gradients.

![**Figure 1.** The error $E$.](figures/solution/saddle-error.svg){alt="Two bars." width=40%}

![**Figure 2.** Again.](figures/solution/saddle-again.svg){alt="Two \"more\" bars." width=40%}

::: {.answer-space height="4cm"}
:::

::: {.solution}

### Solution

1. The Hessian is $H = \begin{pmatrix} 2 & 0 \\ 0 & -4 \end{pmatrix}$, hence
   $$M_2 = \det \nabla^2 f = -8 < 0.$$
2. With $\operatorname{softmax}(x)_i = \begin{cases} 1 & \text{if } i = j, \\ 0 & \text{if } i \neq j \end{cases}$.

:::

:::
"""


def page(
    markdown: str = MARKDOWN, title: str = "Assignment 1", author: str = "", language: LanguageCode = "en"
) -> Page:
    """Return the sample page, or another text under the same title block."""
    figures = tuple(
        PageFigure(f"figures/solution/saddle-{name}", SVG, alt=f'Two bars & "{name}".') for name in ("error", "again")
    )
    block = TitleBlock(title, "assignment-1", "Analysis", author, "19 November 2026", language, "6 points")
    return Page("solution", block, markdown, figures)


def proved(sample: Page) -> VerifiedPage:
    """Return the page as one that has nothing to prove."""
    return VerifiedPage(sample, Certificate(sample.edition, ()))
