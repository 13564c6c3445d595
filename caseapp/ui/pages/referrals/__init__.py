"""Referrals on their way: the board, its list twin, and one in detail."""

from caseapp.ui.pages.referrals.page import ReferralsPage

__all__ = ["ReferralsPage"]
