"""What a manager's (or a lead's) window asks of the figures room, as frozen dataclasses; cheap to import."""

from dataclasses import dataclass

from caseapp.domain.requests import Command


@dataclass(frozen=True, slots=True)
class PublishMonth(Command["MonthPublished"]):
    """Build and keep the release of a closed month; with ``through`` of all closed ones up to it."""

    month: str
    through: bool = False


@dataclass(frozen=True, slots=True)
class MonthPublished:
    """Which months were published now, oldest first, and the key's fingerprint."""

    months: tuple[str, ...] = ()
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class ExportMonth(Command["MonthExported"]):
    """Write the stored bytes of published months, one zip per release, and note the delivery."""

    month: str
    folder: str
    recipient: str = ""
    purpose: str = ""
    through: bool = False


@dataclass(frozen=True, slots=True)
class MonthExported:
    """The files written."""

    files: tuple[str, ...] = ()
