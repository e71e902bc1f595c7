"""A complete LaTeX document around the page's body."""

from typing import Final

from pipeline.render.page import Page
from pipeline.typeset.layout import fill_layout
from pipeline.typeset.look import latex_font, logo_name, look

_SYMBOLS: Final = {
    "≤": r"\leq", "≥": r"\geq", "≈": r"\approx", "≠": r"\neq", "≡": r"\equiv", "∼": r"\sim", "≪": r"\ll", "≫": r"\gg",
    "−": "-", "×": r"\times", "·": r"\cdot", "±": r"\pm", "√": r"\surd", "∞": r"\infty", "∘": r"\circ",
    "∂": r"\partial", "∇": r"\nabla", "∑": r"\sum", "∏": r"\prod", "∫": r"\int", "∈": r"\in", "∉": r"\notin",
    "→": r"\rightarrow", "←": r"\leftarrow", "↦": r"\mapsto", "⇒": r"\Rightarrow", "⇔": r"\Leftrightarrow",
    "∀": r"\forall", "∃": r"\exists", "⊤": r"\top", "′": "{}^{\\prime}", "½": r"\tfrac{1}{2}", "¼": r"\tfrac{1}{4}",
    "²": "{}^2", "³": "{}^3", "⁰": "{}^0", "¹": "{}^1", "₀": "{}_0", "₁": "{}_1", "₂": "{}_2", "₃": "{}_3",
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\varepsilon", "ζ": r"\zeta", "η": r"\eta",
    "θ": r"\theta", "κ": r"\kappa", "λ": r"\lambda", "μ": r"\mu", "ν": r"\nu", "ξ": r"\xi", "π": r"\pi", "ρ": r"\rho",
    "σ": r"\sigma", "τ": r"\tau", "φ": r"\varphi", "χ": r"\chi", "ψ": r"\psi", "ω": r"\omega", "Γ": r"\Gamma",
    "Δ": r"\Delta", "Θ": r"\Theta", "Λ": r"\Lambda", "Σ": r"\Sigma", "Φ": r"\Phi", "Ψ": r"\Psi", "Ω": r"\Omega",
}  # fmt: skip
"""Characters that text fonts lack, and the mathematics that prints them."""


def latex_document(page: Page, body: str) -> str:
    """Return the document; it compiles with any engine, the figures' PDFs lying beside it.

    Args:
        page: Gives the title block.
        body: What pandoc made of the page for LaTeX.
    """
    symbols = [(f"{ord(character):04X}", command) for character, command in _SYMBOLS.items()]
    theme = page.title.theme
    fonts = {
        "main_font": latex_font(theme, theme.text_font) if theme.text_font else "",
        "heading_font": latex_font(theme, theme.heading_font) if theme.heading_font else "",
        "logo_file": logo_name(theme.logo) if theme.logo else "",
    }
    return fill_layout("sheet.tex.j2", page, body, symbols=symbols, **fonts, **look(page, "latex"))
