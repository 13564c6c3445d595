"""Times as the field uses them: a moment in UTC with its local offset, a calendar month."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

_MONTH = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])$")


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened: UTC, and the offset of the place where it was said.

    Attributes:
        utc: aware datetime in UTC, whole seconds.
        offset_minutes: local time minus UTC, in minutes.
    """

    utc: datetime
    offset_minutes: int

    @property
    def local(self) -> datetime:
        """The wall-clock time at the place."""
        return self.utc.astimezone(timezone(timedelta(minutes=self.offset_minutes)))

    @property
    def day(self) -> date:
        """The local calendar date: the date of a contact."""
        return self.local.date()

    @classmethod
    def of(cls, local: datetime) -> "Moment":
        """Build from an aware local datetime.

        Raises:
            ValueError: when the datetime has no offset.
        """
        offset = local.utcoffset()
        if offset is None:
            raise ValueError("a moment needs an offset")
        return cls(local.astimezone(UTC).replace(microsecond=0), int(offset.total_seconds() // 60))


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read ``YYYY-MM``.

        Raises:
            ValueError: when the text is anything else.
        """
        match = _MONTH.match(text)
        if match is None:
            raise ValueError("a month is written YYYY-MM")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month a day lies in."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "Month":
        """The month after."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def previous(self) -> "Month":
        """The month before."""
        return Month.of(self.first - timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"
