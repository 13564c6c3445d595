"""The person page."""

from caseapp.ui.pages.person.page import PersonPage

__all__ = ["PersonPage"]
