"""Drafts that wait to be finished."""

from datetime import UTC

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.casework.house import House
from caseapp.casework.queries.drafts import DraftRow, Drafts, ShowDraft
from caseapp.domain.dates import Moment
from caseapp.storage.tables import Draft


def drafts(house: House, _query: Drafts) -> tuple[DraftRow, ...]:
    """Answer ``Drafts``: newest first."""
    with house.reading() as session:
        return draft_rows(session)


def draft_rows(session: Session) -> tuple[DraftRow, ...]:
    """All drafts, newest first."""
    found = session.scalars(select(Draft).order_by(Draft.saved_at.desc(), Draft.id))
    return tuple(_row(draft) for draft in found)


def show_draft(house: House, query: ShowDraft) -> DraftRow | None:
    """Answer ``ShowDraft``: None when it is gone."""
    with house.reading() as session:
        draft = session.get(Draft, query.draft_id)
        return _row(draft) if draft is not None else None


def _row(draft: Draft) -> DraftRow:
    return DraftRow(
        draft_id=draft.id,
        form=draft.form,
        title=draft.title,
        person_id=draft.person_id,
        missing=tuple(code for code in draft.missing.split(",") if code),
        saved_at=Moment(draft.saved_at.replace(tzinfo=UTC), draft.offset_minutes),
        payload=draft.payload,
    )
