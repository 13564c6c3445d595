"""The list of people and the dialog for someone new."""

from caseapp.ui.pages.people.page import PeoplePage

__all__ = ["PeoplePage"]
