"""What is in a case store, in numbers: what a look inside a backup shows."""

from collections.abc import Mapping
from datetime import date

from caseapp.vault.opener import Connection

_COUNTED = ("people", "contacts", "needs", "referrals", "services", "consents", "drafts", "attachments")


def contents(connection: Connection) -> tuple[Mapping[str, int], date | None]:
    """Count the records of a store that need not be brought up to date, and find the newest contact.

    Args:
        connection: the store, open.

    Returns:
        Table -> rows, for those that are there; and the date of the newest contact.
    """
    there = {str(name) for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    counts = {
        name: int(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0])  # noqa: S608 - names of ours
        for name in _COUNTED
        if name in there
    }
    newest = None
    if "contacts" in there:
        (newest,) = connection.execute("SELECT max(on_date) FROM contacts").fetchone()
    return counts, None if newest is None else date.fromisoformat(str(newest))
