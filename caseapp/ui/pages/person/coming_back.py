"""Opening the dialogs of the person page again after a lock, once what they belong to is shown."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from caseapp.casework import as_json
from caseapp.casework.commands.contact import NewReferral
from caseapp.casework.queries.person import PersonView
from caseapp.domain.consent import Purpose
from caseapp.domain.need import NeedFacts
from caseapp.domain.person import PersonFacts
from caseapp.ui.pages.person.acts import PersonActs
from caseapp.ui.pages.person.attachments import AttachmentActs
from caseapp.ui.pages.person.shown import ShownPerson
from caseapp.ui.shell.page import State
from caseapp.ui.widgets.dialog import Overlay

T = TypeVar("T")


def reopen(
    page: ShownPerson, acts: PersonActs, files: AttachmentActs, act: str, facts: State
) -> Overlay | None:
    """Open a dialog again.

    Args:
        page: of the person.
        acts: of the page.
        files: of the page.
        act: as in `PersonActs`.
        facts: as given there, by way of JSON.

    Returns:
        The dialog; None while the person is not shown, or where its row is gone.
    """
    view = page.view
    if view is None or not page.labels.terms:
        return None
    if act.startswith("ask_"):
        return _ask_again(view, acts, act, facts)
    need_id = _id(facts.get("need_id"))
    ways: dict[str, Callable[[], Overlay | None]] = {
        "edit": acts.edit,
        "need": acts.add_need,
        "follow_up": acts.add_follow_up,
        "attach": lambda: files.attach(Path(str(facts["path"]))),
        "attachment": lambda: files.show(_id(facts.get("attachment_id"))),
        "attachment_copy": lambda: files.copy_again(_id(facts.get("attachment_id"))),
        "refer": lambda: acts.refer(need_id),
        "means": lambda: _with(_row(view.means, "means_id", facts), acts.change_means) or acts.add_means(),
        "need_state": lambda: _with(_row(view.needs, "need_id", facts), acts.change_need),
        "step": lambda: _with(_row(view.referrals, "referral_id", facts), acts.step),
        "ledger": lambda: acts.open_ledger((Purpose(str(facts["purpose"])), _id(facts.get("subject")))),
    }
    way = ways.get(act)  # none for a dialog of another version: what was typed stays on Today
    return way() if way is not None else None


def _ask_again(view: PersonView, acts: PersonActs, act: str, facts: State) -> Overlay | None:
    """Ask again for what could not be noted without a consent."""
    noted = facts.get("noted")
    if act == "ask_waiting":
        return _with(_row(view.waiting, "waiting_id", facts), acts.ask_waiting)
    purpose = Purpose(str(facts["purpose"]))
    if act == "ask_need":
        return acts.ask_for_need(purpose, as_json.read(NeedFacts, noted))
    if act == "ask_facts":
        return acts.ask_for_facts(purpose, view, as_json.read(PersonFacts, noted))
    referral = as_json.read(NewReferral, noted)
    return acts.ask_for_referral(purpose, referral, _id(facts.get("need_id")))


def _id(value: object) -> UUID | None:
    return UUID(value) if isinstance(value, str) else None


def _row(rows: Iterable[T], name: str, facts: State) -> T | None:
    return next((row for row in rows if str(getattr(row, name)) == facts.get(name)), None)


def _with(row: T | None, act: Callable[[T], Overlay | None]) -> Overlay | None:
    return act(row) if row is not None else None
