"""Invented protected figures, in the shape in which the figures room hands them out."""

import datetime as dt
from dataclasses import replace
from typing import Any

from caseapp.casework.commands.figures import CloseMonth, MonthClosed
from caseapp.domain.dates import Month
from caseapp.domain.requests import Changes, Kind, Outcome
from caseapp.figures import requests
from caseapp.figures.requests import ClosedRow, FigureRow, FigureTable, Handed, Months, OpenRow
from caseapp.tasks.desk import Handler, Long
from caseapp.tasks.progress import Progress

_AREAS = ("harbour", "station", "old_town", "north", "online", "not_said")
_KINDS = ("housing", "health", "school_fees", "money", "legal", "safety", "childcare", "papers")
_STAGES = (
    "offered",
    "made",
    "accompanied",
    "attended",
    "helped",
    "ended_by_her",
    "ended_by_service",
    "ended_by_us",
    "ended_not_available",
)
_CHANGED = Changes(frozenset({Kind.FIGURES}))


def _words(code: str) -> str:
    return {"all": "All", "any": "Any", "not_said": "area not said"}.get(code, code.replace("_", " "))


def _table(
    measure: str,
    rows: tuple[str, str],
    codes: tuple[str, ...],
    columns: str,
    heads: tuple[str, ...],
    seed: int,
) -> FigureTable:
    lines = tuple(
        FigureRow(
            code,
            _words(code),
            tuple(
                5 * ((seed + 3 * n + 7 * m + n * m) % 9 + (8 if "a" in (code[:1], head[:1]) else 0))
                for m, head in enumerate(heads)
            ),
        )
        for n, code in enumerate(codes)
    )
    return FigureTable(
        measure,
        measure,
        rows[0],
        columns,
        rows[1],
        tuple((head, _words(head)) for head in heads),
        lines,
        adds_up=codes[-1] == "all",
        heads_add_up=heads[-1] == "all",
    )


class FigureWorld:
    """Months that can be closed, published and handed over."""

    def __init__(self, *, may_close: bool = True) -> None:
        closed = []
        month = Month(2025, 11)
        while month < Month(2026, 9):
            closed.append(ClosedRow(str(month), published=True))
            month = month.next
        closed[-1] = replace(
            closed[-1],
            handed=(Handed("City Health Fund", "quarterly report", dt.date(2026, 10, 12), "Dana"),),
        )
        closed.append(ClosedRow("2026-09", published=False))
        self.months = Months(
            tuple(closed),
            (
                OpenRow("2026-10", dt.date(2026, 11, 10), (), can_close=True),
                OpenRow("2026-11", dt.date(2026, 12, 10), ("2026-10",), can_close=False),
            ),
            may_close=may_close,
            may_publish=True,
            fingerprint="0000-1111-2222-3333-4444-5555-6666-7777",
        )
        self.done: list[object] = []
        self.findings: tuple[requests.Finding, ...] = (
            requests.Finding("ok", "figures-2026-08.zip", "sums: all as it should be"),
        )

    def handlers(self) -> dict[type, Handler | Long]:
        """What every request of the figures room is answered by."""
        return {
            requests.ShowMonths: lambda _q: self.months,
            requests.ShowMonth: self._month,
            requests.CheckProtection: lambda q: requests.Protection(
                safe=True, found=(), narrowest=(0, 7), figures=385, earlier=self._number(q.month)
            ),
            requests.ReadProof: lambda q: (
                '{\n "format": "caseapp-release-1",\n "period": "' + q.month + '"\n}\n'
            ),
            requests.VerifyReleases: lambda _q: self.findings,
            CloseMonth: Long(self._close),
            requests.PublishMonth: Long(self._publish),
            requests.ExportMonth: Long(self._export),
        }

    def _number(self, month: str) -> int:
        return [row.month for row in self.months.closed].index(month)

    def _month(self, query: requests.ShowMonth) -> requests.MonthFigures | None:
        names = [row.month for row in self.months.closed]
        if query.month not in names:
            return None
        seed = names.index(query.month)
        points = tuple((name, 5 * (50 + (n * 7) % 23)) for n, name in enumerate(names[: seed + 1]))
        titles = {
            "people_reached": "People reached",
            "needs_raised": "People with a need raised",
            "referrals": "People with a referral that moved on",
            "contacts": "Contacts",
        }
        return requests.MonthFigures(
            query.month,
            (("people_reached", 140), ("needs_raised", 95), ("referrals", 60), ("contacts", 395)),
            (
                _table(
                    "people_reached",
                    ("area", "Area"),
                    (*_AREAS, "all"),
                    "age",
                    ("under_25", "25_34", "35_44", "45_over", "not_said", "all"),
                    seed,
                ),
                _table(
                    "needs_raised",
                    ("need_kind", "Kind of need"),
                    (*_KINDS, "any"),
                    "area",
                    (*_AREAS, "all"),
                    seed,
                ),
                _table(
                    "needs_raised",
                    ("need_kind", "Kind of need"),
                    (*_KINDS, "any"),
                    "for_whom",
                    ("self", "child_0_2", "child_3_5", "child_6_11", "household", "any"),
                    seed,
                ),
                _table(
                    "referrals",
                    ("service_kind", "Kind of service"),
                    (*_KINDS, "any"),
                    "stage",
                    (*_STAGES, "any"),
                    seed,
                ),
                _table(
                    "contacts",
                    ("setting", "Setting"),
                    ("street", "hotel", "not_said", "all"),
                    "channel",
                    ("in_person", "phone", "online", "all"),
                    seed,
                ),
            ),
            tuple(requests.Series(measure, title, points) for measure, title in titles.items()),
            tuple((measure, title, f"{title}. Each person once.") for measure, title in titles.items()),
        )

    def _close(self, command: CloseMonth, steps: Progress) -> Outcome[MonthClosed]:
        self.done.append(command)
        names = [row.month for row in self.months.open if row.month <= command.month]
        for number, _name in enumerate(names):
            steps(number, len(names))
        closed = tuple(ClosedRow(name, published=False) for name in names)
        rest = tuple(replace(row, waits_for=()) for row in self.months.open if row.month not in names)
        self.months = replace(self.months, closed=self.months.closed + closed, open=rest)
        return Outcome(MonthClosed(tuple(names)), _CHANGED)

    def _publish(self, command: requests.PublishMonth, _steps: Progress) -> Outcome[requests.MonthPublished]:
        self.done.append(command)
        self.months = replace(
            self.months,
            closed=tuple(
                replace(row, published=True) if row.month <= command.month else row
                for row in self.months.closed
            ),
        )
        return Outcome(requests.MonthPublished((command.month,), self.months.fingerprint), _CHANGED)

    def _export(self, command: requests.ExportMonth, _steps: Progress) -> Outcome[requests.MonthExported]:
        self.done.append(command)
        handed = Handed(command.recipient, command.purpose, dt.date(2026, 11, 6), "Dana")
        self.months = replace(
            self.months,
            closed=tuple(
                replace(row, handed=(*row.handed, handed)) if row.month == command.month else row
                for row in self.months.closed
            ),
        )
        return Outcome(requests.MonthExported((f"{command.folder}/figures-{command.month}.zip",)), _CHANGED)


def all_handlers(world: Any, figures: FigureWorld) -> dict[type, Handler | Long]:  # noqa: ANN401 - a World
    """Casework and figures together, as in a worker's session."""
    return {**world.handlers(), **figures.handlers()}
