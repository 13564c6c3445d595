"""What was noted without a person."""

from sqlalchemy import func, select

from caseapp.casework.house import House
from caseapp.casework.queries.waiting import Tallies, TallyRow
from caseapp.domain.need import ForWhom
from caseapp.storage.tables import Tally


def tallies(house: House, _query: Tallies) -> tuple[TallyRow, ...]:
    """Answer ``Tallies``: newest month first."""
    with house.reading() as session:
        rows = session.execute(
            select(Tally.month, Tally.kind, Tally.for_whom, func.count())
            .group_by(Tally.month, Tally.kind, Tally.for_whom)
            .order_by(Tally.month.desc(), Tally.kind, Tally.for_whom)
        ).all()
    return tuple(TallyRow(month, kind, ForWhom(for_whom), number) for month, kind, for_whom, number in rows)
