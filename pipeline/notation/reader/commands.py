"""Which LaTeX command means what to the reader: plain tables."""

from collections.abc import Mapping

from pipeline.notation.tree import RelationSign

RELATIONS: Mapping[str, RelationSign] = {
    "=": "=",
    "<": "<",
    ">": ">",
    "≈": "≈",
    "≠": "≠",
    "≤": "≤",
    "≥": "≥",
    "≪": "≪",
    "≫": "≫",
    "←": "←",
    "→": "→",
    "⇔": "⇔",
    "⇒": "⇒",
    "⇐": "⇐",
    "∈": "∈",
    "∉": "∉",
    "∝": "∝",
    "∼": "∼",
    "≡": "≡",
    "⊂": "⊂",
    "≔": ":=",
    "⟹": "⇒",
    "⟺": "⇔",
    "⟵": "←",
    "⟶": "→",
    "↔": "⇔",
    "↦": "→",
    "≃": "≈",
    "≅": "≈",
    "⩽": "≤",
    "⊆": "⊂",
    "∶=": ":=",
    "⩾": "≥",
    "≐": "=",
    r"\approx": "≈",
    r"\simeq": "≈",
    r"\cong": "≈",
    r"\approxeq": "≈",
    r"\doteq": "=",
    r"\equiv": "≡",
    r"\neq": "≠",
    r"\ne": "≠",
    r"\lt": "<",
    r"\gt": ">",
    r"\le": "≤",
    r"\leq": "≤",
    r"\leqslant": "≤",
    r"\leqq": "≤",
    r"\ge": "≥",
    r"\geq": "≥",
    r"\geqslant": "≥",
    r"\geqq": "≥",
    r"\ll": "≪",
    r"\gg": "≫",
    r"\coloneqq": ":=",
    r"\coloneq": ":=",
    r"\defeq": ":=",
    r"\triangleq": ":=",
    r"\leftarrow": "←",
    r"\gets": "←",
    r"\longleftarrow": "←",
    r"\to": "→",
    r"\rightsquigarrow": "→",
    r"\leadsto": "→",
    r"\rightarrow": "→",
    r"\longrightarrow": "→",
    r"\mapsto": "→",
    r"\longmapsto": "→",
    r"\Leftrightarrow": "⇔",
    r"\iff": "⇔",
    r"\leftrightarrow": "⇔",
    r"\Longleftrightarrow": "⇔",
    r"\Rightarrow": "⇒",
    r"\implies": "⇒",
    r"\Longrightarrow": "⇒",
    r"\Leftarrow": "⇐",
    r"\impliedby": "⇐",
    r"\Longleftarrow": "⇐",
    r"\in": "∈",
    r"\notin": "∉",
    r"\propto": "∝",
    r"\sim": "∼",
    r"\succeq": "⪰",
    r"\succ": "⪰",
    r"\preceq": "⪯",
    r"\prec": "⪯",
    "⪰": "⪰",
    "⪯": "⪯",
    r"\perp": "⊥",
    "⊥": "⊥",
    r"\subset": "⊂",
    r"\subseteq": "⊂",
}

NEGATED: Mapping[RelationSign, RelationSign] = {"=": "≠", "∈": "∉"}

SPACING = frozenset(
    (
        *(r"\,", r"\;", r"\:", r"\!", r"\ ", r"\>", r"\/", r"\-", r"\thinspace", r"\medspace", r"\thickspace"),
        *(r"\negthinspace", r"\enspace", r"\enskip", r"\displaystyle", r"\textstyle", r"\scriptstyle"),
        *(r"\scriptscriptstyle", r"\limits", r"\nolimits", r"\nonumber", r"\notag", r"\strut", r"\mathstrut"),
        *(r"\centering", r"\small", r"\footnotesize", r"\normalsize", r"\large", r"\hfill", r"\relax", r"\allowbreak"),
        *(r"\nobreak", r"\smallskip", r"\medskip", r"\bigskip", r"\par", r"\hline", r"\mathbf", r"\boldsymbol"),
        *(r"\bm", r"\pmb", r"\mathit", r"\vec", r"\underline", r"\cancel", r"\mathop"),
        *(r"\mathrel", r"\mathbin", r"\mathord", r"\mathopen", r"\mathclose", r"\ensuremath", r"\smash", r"\qedhere"),
        *(r"\bigl", r"\bigr", r"\Bigl", r"\Bigr", r"\middle", r"\bf", r"\rm", r"\it", r"\noindent", r"\symbf"),
    )
)
"""Commands that change the look only; what they are applied to stays."""

BOLD = frozenset((r"\mathbf", r"\boldsymbol", r"\bm", r"\pmb", r"\vec", r"\symbf"))
"""Those among them that authors give vectors."""

SEPARATORS = frozenset((r"\quad", r"\qquad"))

SKIPPED: Mapping[str, int] = {
    r"\label": 1,
    r"\tag": 1,
    r"\color": 1,
    r"\textcolor": 1,
    r"\colorbox": 1,
    r"\phantom": 1,
    r"\hphantom": 1,
    r"\vphantom": 1,
    r"\hspace": 1,
    r"\vspace": 1,
    r"\cite": 1,
    r"\footnote": 1,
    r"\mathchoice": 0,
    r"\stackrel": 1,
    r"\overset": 1,
    r"\fontsize": 2,
    r"\rule": 2,
    r"\hskip": 0,
}
"""Commands whose first arguments say nothing; how many they are."""

TEXT = frozenset(
    (
        *(r"\text", r"\mbox", r"\textrm", r"\textit", r"\textbf", r"\textnormal", r"\textsf", r"\texttt", r"\hbox"),
        *(r"\intertext", r"\shortintertext", r"\textup", r"\emph"),
    )
)
UPRIGHT = frozenset((r"\mathrm", r"\mathsf", r"\mathtt", r"\operatorname", r"\operatorname*"))

SIZED = frozenset(
    (
        *(r"\left", r"\right", r"\big", r"\Big", r"\bigg", r"\Bigg", r"\bigl", r"\Bigl", r"\biggl", r"\Biggl"),
        *(r"\bigr", r"\Bigr", r"\biggr", r"\Biggr", r"\middle", r"\bigm", r"\Bigm"),
    )
)
"""Commands before a delimiter."""

BRACKETS: Mapping[str, str] = {
    r"\lbrace": r"\{",
    r"\rbrace": r"\}",
    r"\lbrack": "[",
    r"\rbrack": "]",
    r"\lparen": "(",
    r"\rparen": ")",
    r"\lvert": "|(",
    r"\rvert": "|)",
    r"\lVert": "‖(",
    r"\rVert": "‖)",
    r"\vert": "|",
    r"\|": "‖",
    r"\Vert": "‖",
    r"\langle": "⟨",
    r"\rangle": "⟩",
}

OPENING: Mapping[str, str] = {"(": ")", "[": "]", r"\{": r"\}", r"\lfloor": r"\rfloor", r"\lceil": r"\rceil"}
CLOSING = frozenset(OPENING.values())

WORD_COMMANDS: Mapping[str, str] = {
    r"\forall": "for all",
    r"\land": "and",
    r"\wedge": "and",
    r"\lor": "or",
    r"\vee": "or",
    r"\therefore": "therefore",
    r"\because": "because",
    "∀": "for all",
    "∧": "and",
    "∨": "or",
}

ALIASES: Mapping[str, str] = {
    r"\dfrac": r"\frac",
    r"\tfrac": r"\frac",
    r"\cfrac": r"\frac",
    r"\nicefrac": r"\frac",
    r"\sfrac": r"\frac",
    r"\dots": r"\dots",
    r"\ldots": r"\dots",
    r"\cdots": r"\dots",
    r"\vdots": r"\dots",
    r"\ddots": r"\dots",
    r"\dotsc": r"\dots",
    r"\dotsb": r"\dots",
    "…": r"\dots",
    "...": r"\dots",
    "⋯": r"\dots",
    "∂": r"\partial",
    "∇": r"\nabla",
    "∑": r"\sum",
    "∏": r"\prod",
    "√": r"\sqrt",
    "·": r"\cdot",
    "⋅": r"\cdot",
    "⊙": r"\odot",
    "×": r"\times",
    "∗": r"\cdot",
    "*": r"\cdot",
    r"\ast": r"\cdot",
    "−": "-",
    "–": "-",
    "∞": r"\infty",
    "′": "'",
    "’": "'",
    r"\colon": ":",
    "‖": "‖",
    "∥": "‖",
    "±": r"\pm",
    "∓": r"\mp",
    "∘": r"\circ",
    "∫": r"\int",
    r"\argmax": r"\arg",
    r"\argmin": r"\arg",
    "÷": "/",
    r"\div": "/",
    r"\dbinom": r"\binom",
    r"\mid": "|",
    r"\parallel": "‖",
    "∣": "|",
    r"\intercal": r"\top",
    "⊤": r"\top",
    "ᵀ": "^T",
    "\u2062": "",
    "\u2009": "",
    r"\ln": r"\log",
    r"\dag": r"\dagger",
    r"\tbinom": r"\binom",
    "⁄": "/",
    "∕": "/",
    "\u202f": "",
    "\u00a0": "",
    r"\diff": "d",
    r"\dd": "d",
    r"\tr": r"\trace",
    r"\T": r"\T",
}

RAISED_DIGITS: Mapping[str, str] = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True))
LOWERED_DIGITS: Mapping[str, str] = dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))

GREEK_LETTERS: Mapping[str, str] = {
    **dict(
        zip(
            "αβγδεζηθικλμνξπρστυφχψω",
            (
                *(
                    "alpha",
                    "beta",
                    "gamma",
                    "delta",
                    "epsilon",
                    "zeta",
                    "eta",
                    "theta",
                    "iota",
                    "kappa",
                    "lambda",
                    "mu",
                ),
                *("nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"),
            ),
            strict=True,
        )
    ),
    **dict(
        zip(
            "ΓΔΘΛΞΠΣΦΨΩ",
            (*("Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega"),),
            strict=True,
        )
    ),
    "ϵ": "epsilon",
    "ϑ": "theta",
    "ϕ": "phi",
    "µ": "mu",
}

LETTER_COMMANDS: Mapping[str, str] = {
    **{f"\\{name}": name for name in GREEK_LETTERS.values()},
    r"\varepsilon": "epsilon",
    r"\vartheta": "theta",
    r"\varphi": "phi",
    r"\varrho": "rho",
    r"\varsigma": "sigma",
    r"\ell": "ell",
    r"\infty": "infinity",
    r"\hbar": "hbar",
    r"\imath": "i",
    r"\jmath": "j",
    r"\emptyset": "emptyset",
}
"""Commands that are one letter, and its canonical name."""

ACCENT_COMMANDS: Mapping[str, str] = {
    r"\hat": "hat",
    r"\widehat": "hat",
    r"\bar": "bar",
    r"\overline": "bar",
    r"\tilde": "tilde",
    r"\ddot": "ddot",
    r"\widetilde": "tilde",
    r"\dot": "dot",
    r"\mathcal": "cal",
    r"\mathbb": "bb",
    r"\mathfrak": "frak",
}

FUNCTION_COMMANDS: Mapping[str, str] = {
    **{f"\\{name}": name for name in ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "cot", "sec", "csc")},
    **{f"\\{name}": name for name in ("arcsin", "arccos", "arctan", "coth", "max", "min", "arg", "sup", "inf", "gcd")},
    r"\lg": "lg",
    r"\trace": "tr",
    r"\dim": "dim",
    r"\ker": "ker",
}

FUNCTION_WORDS: Mapping[str, str] = {
    **{name: name for name in ("exp", "log", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arctan", "softmax")},
    **{
        name: name
        for name in ("sigmoid", "relu", "softplus", "step", "sign", "max", "min", "diag", "softmax", "tr", "abs")
    },
    "ln": "log",
    "ReLU": "relu",
    "LReLU": "leaky_relu",
    "sgn": "sign",
    "Tanh": "tanh",
    "Softmax": "softmax",
    "arcsin": "arcsin",
    "arccos": "arccos",
    "rank": "rank",
    "Tr": "tr",
    "trace": "tr",
    "Sigmoid": "sigmoid",
}
"""Words that are functions before a bracket even where nothing declares them."""

PROBABILITIES = frozenset(("P", "Pr", "bb(P)", "p", "q"))
"""Names before a bracket that holds an event: P(A | B), P(+)."""

OPERATIONS = frozenset(("bb(E)", "bb(V)", "E", "Var", "Cov", "Corr"))
"""Names that act on what stands in the bracket behind them, as an expectation does; what they make is not computed."""

POWERED = frozenset(("sin", "cos", "tan", "sinh", "cosh", "tanh", "cot", "sec", "csc", "coth", "log", "exp"))
"""Functions with an exponent between name and argument."""

ALIGNING = frozenset(
    (
        *("aligned", "align", "gather", "gathered", "split", "eqnarray", "equation", "multline", "flalign", "alignat"),
        *("alignedat", "displaymath", "math", "subequations", "IEEEeqnarray", "dmath", "multlined", "lalign"),
    )
)
WITH_ARGUMENT = frozenset(("array", "alignat", "alignedat", "IEEEeqnarray", "subarray", "tabular"))
MATRICES = frozenset(
    (
        "pmatrix",
        "bmatrix",
        "Bmatrix",
        "matrix",
        "vmatrix",
        "Vmatrix",
        "smallmatrix",
        "array",
        "psmallmatrix",
        "bsmallmatrix",
    )
)
CASES = frozenset(("cases", "dcases", "rcases"))
