"""The list of contacts with one contact in full beside it."""

from caseapp.ui.pages.contacts.page import ContactsPage

__all__ = ["ContactsPage"]
