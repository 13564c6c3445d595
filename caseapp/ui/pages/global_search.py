"""What answers the search field in the top bar: people first, then services, then notes and words."""

from concurrent.futures import Future
from typing import Final

from PySide6.QtCore import QObject

from caseapp.casework.queries.drafts import DraftRow, ShowDraft
from caseapp.casework.queries.find import HitKind, Search, SearchHit
from caseapp.ui.shell.page import PageContext
from caseapp.ui.widgets.row import Row
from caseapp.ui.widgets.search import SearchField
from caseapp.ui.words import day_text, mark, tr, trn

_NEW: Final = "new"
_ICONS: Final = {
    HitKind.PERSON: "user",
    HitKind.CONTACT: "message-square-text",
    HitKind.NEED: "sprout",
    HitKind.REFERRAL: "waypoints",
    HitKind.SERVICE: "building-complex",
    HitKind.FOLLOW_UP: "calendar-clock",
    HitKind.CONSENT: "badge-check",
    HitKind.MEANS: "phone",
    HitKind.DRAFT: "file-pen-line",
    HitKind.WAITING: "clock",
    HitKind.TERM: "list",
    HitKind.STAFF: "users",
    HitKind.ATTACHMENT: "paperclip",
}
_KINDS: Final = {
    HitKind.PERSON: mark("Person"),
    HitKind.CONTACT: mark("Contact"),
    HitKind.NEED: mark("Need"),
    HitKind.REFERRAL: mark("Referral"),
    HitKind.SERVICE: mark("Service"),
    HitKind.FOLLOW_UP: mark("Follow-up"),
    HitKind.CONSENT: mark("Consent"),
    HitKind.MEANS: mark("Way of contact"),
    HitKind.DRAFT: mark("Draft"),
    HitKind.WAITING: mark("Waits for a consent"),
    HitKind.TERM: mark("List"),
    HitKind.STAFF: mark("Colleague"),
    HitKind.ATTACHMENT: mark("Attachment"),
}

_FOUND_BY: Final = {
    "alias": "",
    "code": "",
    "name": mark("found by another name"),
    "phone": mark("found by phone"),
}


class GlobalSearch(QObject):
    """Listens to the field for as long as the vault is open.

    Args:
        field: in the top bar.
        context: as for pages.
    """

    def __init__(self, field: SearchField, context: PageContext) -> None:
        super().__init__(field)
        self._field = field
        self._navigator = context.navigator
        self._asker = context.asker(self)
        self._question: Future[tuple[SearchHit, ...]] | None = None
        self._hits: dict[int, SearchHit] = {}
        self._asked = ""
        self._quiet = False
        field.asked.connect(self._ask)
        field.taken.connect(self._take)
        field.new_wanted.connect(self._make_new)

    def set_quiet(self, on: bool) -> None:  # noqa: FBT001 - the state of one switch
        """Quiet view was switched: aliases become codes, words become dots until the row is current."""
        self._quiet = on
        if self._field.matches is not None:
            self._field.matches.set_quiet(on)

    def _ask(self, words: str) -> None:
        if self._question is not None:
            self._question.cancel()  # newer words replace it
            self._question = None
        self._asked = words
        if not words:
            self._field.close_matches()
            return
        self._question = self._asker.ask(Search(words), lambda hits: self._show(words, hits))

    def _show(self, words: str, hits: tuple[SearchHit, ...]) -> None:
        if words != self._asked:
            return  # an answer that came late
        self._question = None
        self._hits = dict(enumerate(hits))
        parts = (
            (tr("People"), [n for n, hit in self._hits.items() if hit.kind is HitKind.PERSON]),
            (tr("Services"), [n for n, hit in self._hits.items() if hit.kind is HitKind.SERVICE]),
            (
                tr("Notes and words"),
                [n for n, hit in self._hits.items() if hit.kind not in {HitKind.PERSON, HitKind.SERVICE}],
            ),
        )
        rows: list[Row] = []
        for heading, numbers in parts:
            if numbers:
                rows.append(Row(title=heading, heading=True, private=False))
                rows += [_row(number, self._hits[number]) for number in numbers]
        rows.append(
            Row(
                _NEW,
                tr("New person “{text}”", text=words),
                icon="plus",
                action=True,
                keys="Ctrl+Shift+N",
                private=False,
            )
        )
        heading = tr("Nothing found for “{text}”", text=words)
        if hits:
            heading = trn("{n} found for “{text}”", "{n} found for “{text}”", len(hits), text=words)
        self._field.show_matches(heading, rows)
        self.set_quiet(self._quiet)

    def _take(self, key: object) -> None:
        if key == _NEW:
            self._make_new(self._asked)
            return
        hit = self._hits.get(key) if isinstance(key, int) else None
        self._forget()
        if hit is not None:
            self._open(hit)

    def _make_new(self, words: str) -> None:
        self._forget()
        self._navigator.open_page("people", new=words)

    def _forget(self) -> None:
        self._hits = {}
        self._asked = ""
        self._field.clear_all()

    def _open(self, hit: SearchHit) -> None:
        match hit.kind:
            case HitKind.PERSON:
                self._navigator.open_person(hit.person_id or hit.row_id)
            case HitKind.SERVICE:
                self._navigator.open_page("services", service_id=hit.row_id)
            case HitKind.CONTACT:
                self._navigator.open_page("contacts", contact_id=hit.row_id)
            case HitKind.DRAFT:
                self._asker.ask(ShowDraft(hit.row_id), self._open_draft)
            case HitKind.TERM | HitKind.STAFF:
                self._navigator.open_page("settings")
            case _ if hit.person_id is not None:
                self._navigator.open_person(hit.person_id)
            case HitKind.WAITING:  # of somebody without a record: there is no page of hers
                self._navigator.open_page("today", waiting=True)
            case HitKind.REFERRAL:
                self._navigator.open_page("referrals", referral_id=hit.row_id)
            case _:
                self._navigator.open_page("today")

    def _open_draft(self, draft: DraftRow | None) -> None:
        if draft is None:
            self._navigator.open_page("today")
        elif draft.form == "service":
            self._navigator.open_page("services", draft_id=draft.draft_id)
        elif draft.form in {"dialog", "words"}:
            self._navigator.go_on_with_dialog(draft.draft_id)
        elif draft.form == "note":
            self._navigator.open_page("contacts", draft_id=draft.draft_id)
        else:
            self._navigator.log_contact(draft_id=draft.draft_id)


# Everything else may hold an alias or a note, whether or not it belongs to a person with a record.
_PUBLIC: Final = frozenset({HitKind.SERVICE, HitKind.TERM, HitKind.STAFF})


def _row(number: int, hit: SearchHit) -> Row:
    alias, _space, code = hit.title.rpartition(" ")
    coded = bool(alias) and hit.person_id is not None
    when = day_text(hit.on, year=True) if hit.on is not None else ""
    second = " ".join(hit.snippet.split())
    if hit.kind is HitKind.PERSON and second in _FOUND_BY:
        second = tr(_FOUND_BY[second]) if _FOUND_BY[second] else ""
    if second == hit.title:
        second = ""
    kind = tr(_KINDS[hit.kind]) if hit.kind not in {HitKind.PERSON, HitKind.SERVICE} else ""
    return Row(
        key=number,
        title=alias if coded else hit.title or kind,
        code=code if coded else "",
        second=second,
        end=" · ".join(part for part in (kind, when) if part),
        icon=_ICONS[hit.kind],
        private=hit.kind not in _PUBLIC,
    )
