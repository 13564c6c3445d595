"""The contact form: one form, one save, from the keyboard."""

from caseapp.ui.pages.log_contact.page import LogContactPage

__all__ = ["LogContactPage"]
