"""Rows of staff as others than casework need them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.storage.tables import Staff


def label_of_slot(session: Session, slot_id: str) -> str:
    """The label of the worker behind a key slot; empty when nobody has used it yet."""
    return session.scalar(select(Staff.label).where(Staff.slot_id == slot_id)) or ""
