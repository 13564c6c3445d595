"""Caseapp: encrypted, local notes of outreach contacts, and figures nobody can turn back into a person."""

__version__ = "0.1.0"
