"""Needs, referrals and the timeline of a person in words."""

from collections.abc import Sequence
from typing import Final

from caseapp.casework.queries.person import NeedRow, PersonView, TimelineRow
from caseapp.casework.queries.referrals import ReferralRow
from caseapp.domain.consent import Answer, Purpose
from caseapp.domain.contact import Channel
from caseapp.domain.need import ForWhom, NeedState
from caseapp.domain.referral import Stage, Step, stage_of
from caseapp.domain.taxonomy import ListName
from caseapp.ui.dates import month_of, short_day
from caseapp.ui.dialogs.consent_words import PURPOSE, SAID
from caseapp.ui.dialogs.words import CHILD_BANDS, FOR_WHOM, NEED_STATES, PRESSING, PUT_OFF
from caseapp.ui.naming import CHANNELS, STAGES, STEPS, Labels, age_words, said
from caseapp.ui.pages.follow_up_words import to_do, to_do_of
from caseapp.ui.pages.referrals.words import ended_words, is_late, moment_words
from caseapp.ui.widgets.row import RowChip
from caseapp.ui.widgets.steps import Steps
from caseapp.ui.words import day_text, dots, isolated, tr, trn

_DONE: Final = {Stage.OFFERED: 1, Stage.MADE: 2, Stage.ATTENDED: 3, Stage.CLOSED: 4}
_ENDS: Final = frozenset({Step.HELPED, Step.NOT_HELPED, Step.CLOSED, Step.DECLINED})
_STATE_LOOK: Final[dict[NeedState, tuple[str, str]]] = {
    NeedState.RAISED: ("info", ""),
    NeedState.IN_HAND: ("info", "arrow-right"),
    NeedState.MET: ("ok", "check"),
    NeedState.MET_BY_PEERS: ("ok", "check"),
    NeedState.PUT_OFF: ("neutral", "clock"),
    NeedState.NO_LONGER_WANTED: ("neutral", "circle-x"),
}


def facts_line(view: PersonView, *, quiet: bool) -> list[str]:
    """What stands under the alias: age, languages, pronouns, since when, what comes next.

    Args:
        view: of the person.
        quiet: whether what could tell who she is, and what somebody typed, is hidden.
    """
    facts = view.facts
    age = facts.age_band.value if facts.age_band is not None else None
    parts = [
        tr("Age {band}", band=age_words(age)) if age else "",
        "" if quiet else facts.languages,
        "" if quiet else facts.pronouns,
        tr("interpreter needed") if facts.interpreter else "",
        tr("Here since {month}", month=month_of(view.since)),
    ]
    if view.follow_ups:
        first = view.follow_ups[0]
        what = dots(to_do_of(first)) if quiet else to_do_of(first)
        parts.append(tr("Next: {day}, {what}", day=day_text(first.due_on), what=what))
    return [part for part in parts if part]


def steps_words(row: ReferralRow) -> Steps:
    """A referral as its four bars, with the step reached in words."""
    if row.stage is not Stage.CLOSED:
        end = ""
        if row.appointment_at is not None:
            end = tr("visit {when}", when=moment_words(row.appointment_at))
        elif row.waiting_days:
            end = trn("waiting {n} day", "waiting {n} days", row.waiting_days)
        return Steps(_DONE[row.stage], said(STAGES, row.stage), end, late=is_late(row))
    day = short_day(row.changed_on)
    if row.helped is True:
        words = tr("{day}, “{words}”", day=day, words=row.words) if row.words else day
        return Steps(4, said(STEPS, Step.HELPED), words, typed="end" if row.words else "")
    reached = _DONE[stage_of([facts.step for facts in row.steps if facts.step not in _ENDS])]
    if row.helped is False:
        words = tr("{day}, “{words}”", day=day, words=row.words) if row.words else day
        not_helped = said(STEPS, Step.NOT_HELPED)
        return Steps(reached, not_helped, words, ended=True, typed="end" if row.words else "")
    return Steps(reached, ended_words(row), day, ended=True, typed="words" if row.reason else "")


def need_detail(row: NeedRow) -> str:
    """For whom, how pressing, her words."""
    whom = said(FOR_WHOM, row.for_whom)
    if row.for_whom is ForWhom.CHILD and row.child_band is not None:
        whom = tr("For a child, {band}", band=said(CHILD_BANDS, row.child_band))
    quoted = f"“{row.words}”" if row.words else ""
    return " · ".join(part for part in (whom, said(PRESSING, row.pressing), quoted) if part)


def need_chip(row: NeedRow) -> RowChip:
    """Where a need stands, and since when; why it was put off."""
    tone, icon_name = _STATE_LOOK[row.state]
    words = tr("{state}, {day}", state=said(NEED_STATES, row.state), day=short_day(row.state_on))
    if row.state is NeedState.PUT_OFF and row.reasons:
        why = ", ".join(said(PUT_OFF, reason).lower() for reason in row.reasons)
        words = tr("Put off: {why}", why=why)
    return RowChip(words, tone, icon_name)  # type: ignore[arg-type]  # a tone of the table above


def children_line(view: PersonView) -> str:
    """The children as she told: their number and age bands."""
    bands = [said(CHILD_BANDS, child.band) for child in view.facts.children]
    if not bands:
        return ""
    return trn("{n} child: {bands}", "{n} children: {bands}", len(bands), bands=", ".join(bands))


def timeline_head(row: TimelineRow, labels: Labels) -> str:
    """When, where and by whom: "21 Nov 20:14 · Station · Dana"."""
    when = short_day(row.on)
    if row.at is not None:
        when = f"{when} {isolated(row.at.strftime('%H:%M'))}"
    place = labels.of(ListName.PLACE, row.place) if row.place else ""
    return " · ".join(part for part in (when, place, row.by) if part)


def timeline_words(row: TimelineRow, labels: Labels) -> tuple[str, str]:
    """What happened, heavy, and the rest of it."""
    match row.kind:
        case "contact":
            return tr("{how}.", how=said(CHANNELS, Channel(row.what))), row.detail
        case "need":
            return tr("Need noted."), _joined(labels.of(ListName.NEED, row.what), row.detail)
        case "referral":
            return tr("Referral: {step}.", step=said(STEPS, Step(row.what)).lower()), row.detail
        case "consent":
            purpose = tr(PURPOSE[Purpose(row.detail)])
            return tr("Consent: {answer}.", answer=said(SAID, Answer(row.what)).lower()), purpose
        case _:
            return tr("Follow-up done."), to_do("", row.detail) if row.what == "told" else row.detail


def _joined(*parts: str) -> str:
    return ": ".join(part for part in parts if part)


def open_first(rows: Sequence[ReferralRow]) -> list[ReferralRow]:
    """Referrals on their way before those that ended, newest first."""
    newest = sorted(rows, key=lambda row: row.changed_on, reverse=True)
    return sorted(newest, key=lambda row: row.stage is Stage.CLOSED)
