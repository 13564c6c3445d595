"""The first page after unlocking: follow-ups, last contacts, drafts, and who might fall through."""

from caseapp.ui.pages.today.page import TodayPage

__all__ = ["TodayPage"]
