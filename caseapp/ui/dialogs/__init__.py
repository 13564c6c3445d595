"""Dialogs that note one thing: a consent, a need, a referral, a way to reach a person, facts."""
