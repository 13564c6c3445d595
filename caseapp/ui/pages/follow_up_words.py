"""What a follow-up asks to do, in words."""

from caseapp.casework.queries.follow_ups import FollowUpRow
from caseapp.ui.words import tr


def to_do(what: str, tells: str | None) -> str:
    """What is to be done.

    Args:
        what: as somebody typed it.
        tells: the service to tell that sharing has ended; None where words were typed.
    """
    if tells is None:
        return what
    if not tells:
        return tr("Tell the service that sharing has ended, and ask them to delete what they have")
    return tr("Tell {service} that sharing has ended, and ask them to delete what they have", service=tells)


def to_do_of(row: FollowUpRow) -> str:
    """What a follow-up asks to do."""
    return to_do(row.what, row.tells)
