"""Checks of the open vault: slowly while nobody asks anything, at once when somebody does; and repairs.

How far the slow pass has come is kept inside the vault, so that it covers everything in some days of work. It
never holds up a save for longer than one look, some milliseconds: a statement of the store that takes longer
is broken off when somebody waits, and comes again.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from caseapp.casework.check_notes import Notes, read_notes, write_notes
from caseapp.casework.commands.checks import FaultsTold, Repair, Repaired
from caseapp.casework.house import House
from caseapp.casework.queries.checks import CheckStatus, Fault, Health, Looked, LookOn, StopLooking
from caseapp.domain.requests import Changes, Kind, Outcome
from caseapp.errors import KnownError
from caseapp.vault.head import Which
from caseapp.vault.integrity import Finding, Inspection
from caseapp.vault.integrity_part import Part, Readers
from caseapp.vault.integrity_parts import REPAIR_KEYS_COPY
from caseapp.vault.key_folder import keep_keys_copy, read_keys
from caseapp.vault.session import Session

AGAIN_AFTER: Final = timedelta(days=3)
"""After a whole slow pass."""
_IDLE: Final = 0.012  # seconds of an idle moment
_ASKED: Final = 0.030  # seconds until somebody who waits is asked in
_KEPT_EVERY: Final = 20  # idle moments; half a minute
_TRIES: Final = 3  # of a long statement, until the pass goes on without it

Steps = Callable[[int, int], None]


@dataclass
class Helpers:
    """What the check needs from those who own the tables and the backups.

    Attributes:
        readers: of each store.
        others: parts that only somebody who asked waits for, such as backups.
        held: when the newest good backup from before a time was made.
    """

    readers: Callable[[], Mapping[Which, Readers]]
    others: Callable[[], Sequence[Part]] = tuple
    held: Callable[[datetime], datetime | None] = lambda _before: None


class Checks:
    """What belongs to the checks of one open vault; used on the vault thread.

    Args:
        session: an open session.
        house: its house; None in a manager's session, in which nothing is remembered: its slow pass begins
            anew each time, and needs a tenth of a second for two years of months.
        helpers: see there.

    Attributes:
        somebody_waits: whether a request has been handed in; set by whoever has the desk.
    """

    def __init__(self, session: Session, house: House | None, helpers: Helpers) -> None:
        self._session = session
        self._house = house
        self._helpers = helpers
        self._notes = read_notes(house)
        self._slow: Inspection | None = None
        self._asked: Inspection | None = None
        self._total = 0
        self._moments = 0
        self._tries = 0
        self.somebody_waits: Callable[[], bool] = lambda: False

    # --- while nobody asks --------------------------------------------------------------------------------

    def idle(self) -> bool:
        """Look for some milliseconds.

        Returns:
            Whether there is more to look at now.
        """
        if self._asked is not None:
            return False
        if self._slow is None:
            if self._notes.slow_on is not None and self._now() - self._notes.slow_on < AGAIN_AFTER:
                return False
            self._slow = Inspection(
                self._session,
                self._helpers.readers(),
                place=self._notes.place,
                impatient=lambda: self.somebody_waits(),  # noqa: PLW0108 - the desk sets it later
            )
        found = self._look(self._slow, _IDLE)
        self._moments += 1
        if found:
            self._add(found)
        if self._slow.finished:
            self._end_slow()
        elif found or self._moments % _KEPT_EVERY == 0:
            self._keep(replace(self._notes, place=self._slow.place))
        return self._slow is not None

    def _look(self, inspection: Inspection, seconds: float) -> list[Finding]:
        """Look until the time is over, somebody waits, or a long statement was broken off for them."""
        end = time.monotonic() + seconds
        found: list[Finding] = []
        while not inspection.finished:
            found += inspection.look()
            if inspection.put_off:
                self._tries += 1
                if inspection is self._slow and self._tries >= _TRIES:
                    passed_over = {*self._notes.passed_over, inspection.part}
                    self._notes = replace(self._notes, passed_over=tuple(sorted(passed_over)))
                    inspection.skip()
                    self._tries = 0
                break
            self._tries = 0
            if time.monotonic() >= end or self.somebody_waits():
                break
        return found

    def _end_slow(self) -> None:
        assert self._slow is not None
        self._slow.close()
        self._slow = None
        now = self._now()
        notes = replace(self._notes, place=None, slow_on=now)
        self._keep(notes if notes.passed_over else replace(notes, whole_on=now))

    def _add(self, found: Sequence[Finding]) -> None:
        new = [finding for finding in found if finding not in self._notes.findings]
        if new:
            self._notes = replace(
                self._notes,
                findings=(*self._notes.findings, *new),
                found_on=self._notes.found_on or self._now(),
                told=False,
            )

    # --- when somebody asks -------------------------------------------------------------------------------

    def status(self, _query: CheckStatus) -> Health:
        """What is known about the vault."""
        notes = self._notes
        return Health(
            whole_on=notes.whole_on,
            asked_on=notes.asked_on,
            faults=tuple(Fault(each.file, each.said, bool(each.repair)) for each in notes.findings),
            found_on=notes.found_on,
            told=notes.told,
            passed_over=notes.passed_over,
            held=None if notes.found_on is None else self._helpers.held(notes.found_on),
        )

    def look_on(self, query: LookOn) -> Looked:
        """Go on with the check that somebody asked for, for a moment."""
        if self._asked is None or query.fresh:
            self.stop(StopLooking())
            self._asked = Inspection(
                self._session,
                self._helpers.readers(),
                self._helpers.others(),
                impatient=self._hurried,
            )
            self._total = int(self._asked.total() / 1000) + 1
            self._tries = 0
            return Looked(self._asked.part, 0, self._total, 0, finished=False)
        inspection = self._asked
        self._add(self._look(inspection, _ASKED))
        looked = Looked(
            inspection.part,
            self._total if inspection.finished else min(int(inspection.done / 1000), self._total - 1),
            self._total,
            len(inspection.findings),
            inspection.finished,
        )
        if inspection.finished:
            self._end_asked(inspection)
        return looked

    def _hurried(self) -> bool:
        """Whether a long statement gives way; not for ever, or the check would never come to its end."""
        return self._tries < _TRIES and self.somebody_waits()

    def _end_asked(self, inspection: Inspection) -> None:
        inspection.close()
        self._asked = None
        now = self._now()
        before = self._notes.findings
        clean = not inspection.findings
        self._keep(
            replace(
                self._notes,
                whole_on=now,
                asked_on=now,
                findings=tuple(inspection.findings),
                found_on=None if clean else self._notes.found_on or now,
                told=clean or set(inspection.findings) <= set(before),
                passed_over=(),
            )
        )

    def stop(self, _query: StopLooking) -> None:
        """Drop the check that somebody asked for."""
        if self._asked is not None:
            self._asked.close()
            self._asked = None
            self._keep(self._notes)

    def told(self, _command: FaultsTold) -> Outcome[None]:
        """Remember that the window has said what was found."""
        self._keep(replace(self._notes, told=True))
        return Outcome(None, Changes())

    # --- repair -------------------------------------------------------------------------------------------

    def repair(self, _command: Repair, progress: Steps) -> Outcome[Repaired]:
        """Make anew what follows from the rest; each thing is looked at again before it counts as mended.

        Raises:
            KnownError: it could not be made or was stopped; what was there before stays.
        """
        wanted = {finding.repair for finding in self._notes.findings} - {""}
        self.stop(StopLooking())
        self.close()
        if REPAIR_KEYS_COPY in wanted:
            keep_keys_copy(self._session.folder, read_keys(self._session.folder))
        if wanted - {REPAIR_KEYS_COPY} and self._house is not None:
            from caseapp.storage.search_rebuild import rebuild_search  # noqa: PLC0415 - seldom needed

            self._house.store.mend(lambda driver: rebuild_search(driver, progress))
        before = len(self._notes.findings)
        left = tuple(finding for finding in self._notes.findings if finding.repair not in wanted)
        again = self._again(wanted)
        self._notes = replace(self._notes, findings=left + tuple(again))
        if not self._notes.findings:
            self._notes = replace(self._notes, found_on=None, told=True)
        self._keep(self._notes)
        after = len(self._notes.findings)
        return Outcome(Repaired(before - after, after), Changes(frozenset({Kind.SETTING})))

    def _again(self, wanted: set[str]) -> list[Finding]:
        """Look again at everything that a repair has made."""
        inspection = Inspection(self._session, self._helpers.readers())
        try:
            while not inspection.finished:
                if inspection.repairs in wanted:
                    inspection.look()
                else:
                    inspection.skip()
        finally:
            inspection.close()
        return inspection.findings

    # --- inside -------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Give the connections back; the slow pass goes on from where it was last noted."""
        for inspection in (self._slow, self._asked):
            if inspection is not None:
                inspection.close()
        self._slow = self._asked = None

    def _keep(self, notes: Notes) -> None:
        self._notes = notes
        with suppress(KnownError):  # a disk that is full tells her at her next save, not here
            write_notes(self._house, notes)

    def _now(self) -> datetime:
        return (self._house.now() if self._house is not None else datetime.now(UTC)).astimezone(UTC)
