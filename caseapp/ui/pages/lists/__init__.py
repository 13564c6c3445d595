"""The organisation's own lists, as a section of Settings."""

from caseapp.ui.pages.lists.section import ListsSection

__all__ = ["ListsSection"]
