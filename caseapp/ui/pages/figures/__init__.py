"""Protected figures: closed months, their proof, publishing and handing over."""

from caseapp.ui.pages.figures.page import FiguresPage

__all__ = ["FiguresPage"]
