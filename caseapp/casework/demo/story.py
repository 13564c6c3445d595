"""The story of the invented organisation, day by day: who was met where, what came of it.

The same plan and seed tell the same story. It knows nothing of the store; whoever writes it down gives
out ids.
"""

import random
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from caseapp.casework.commands.contact import NextStep
from caseapp.casework.demo import words
from caseapp.casework.demo.cast import Somebody, cast
from caseapp.casework.demo.futures import NeedFuture, need_future, referral_steps
from caseapp.casework.demo.notes import group_note, note_for
from caseapp.domain.consent import Answer, ConsentEntry, Purpose
from caseapp.domain.contact import Channel, Reached
from caseapp.domain.need import ForWhom, NeedFacts, Pressing
from caseapp.domain.person import AgeBand, Mother
from caseapp.domain.referral import StepFacts

HEALTH = ("sexual_health", "general_health", "mental_health", "dental", "reproductive_health", "wounds",
          "substance_use")  # fmt: skip
CHILDREN = ("school_costs", "childcare_night", "childcare_day", "birth_registration", "school_uniform",
            "child_health", "school_place", "school_transport")  # fmt: skip
OTHERS = ("housing", "safe_place_tonight", "money", "food", "papers", "debt", "legal", "benefits",
          "immigration",
          "work_conditions", "language_course", "community", "changing_work", "police", "other")  # fmt: skip
_TOPICS = (
    "health",
    "safety",
    "housing",
    "children",
    "money_work",
    "legal",
    "papers",
    "feelings",
    "just_talking",
)
_GOING_WELL = ("peer_helped", "helped_someone", "own_way", "calmer")
_SPOT = ("counselling", "test", "first_aid", "legal_information", "interpreting", "help_with_forms")
_ATTEMPTS = (Reached.ATTEMPT_1, Reached.ATTEMPT_1, Reached.ATTEMPT_2, Reached.ATTEMPT_3)
_WEEKDAYS = (0.8, 0.9, 1.0, 1.2, 1.4, 1.3, 0.5)
_LATE_SHARE = 0.03
_MOST_NEW = 3  # people met for the first time in one contact
_RECENT_DAYS = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be told.

    Attributes:
        people, contacts: how many.
        first_day, last_day: of the shifts; the last shift ends on the morning after.
        seed: the same one tells the same story.
    """

    people: int
    contacts: int
    first_day: date
    last_day: date
    seed: int


@dataclass(slots=True)
class Raised:
    """A need, what becomes of it, and the referral that is made for it, `told` steps of which are written."""

    facts: NeedFacts
    anonymous: bool = False
    future: NeedFuture = ()
    service: int | None = None
    steps: tuple[StepFacts, ...] = ()
    told: int = 0
    share: ConsentEntry | None = None


@dataclass(slots=True)
class Presence:
    """What is noted of one person in a meeting."""

    person: int
    is_new: bool = False
    consents: tuple[ConsentEntry, ...] = ()
    going_well: tuple[str, ...] = ()
    her_words: str = ""
    note: str = ""
    needs: list[Raised] = field(default_factory=list)
    next_step: NextStep | None = None
    done_on: date | None = None


@dataclass(slots=True)
class Meeting:
    """One contact as it happened; `at` is wall-clock time, `place` a label or a code of the first lists."""

    at: datetime
    place: str
    channel: Channel
    worker: int
    setting: str = ""
    reached: Reached = Reached.YES
    minutes: int | None = None
    people: list[Presence] = field(default_factory=list)
    unidentified: int = 0
    companions: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()
    supplies: tuple[tuple[str, int], ...] = ()
    spot_services: tuple[str, ...] = ()
    violence_spoken: bool | None = None
    note: str = ""


class Story:
    """The invented organisation over its days.

    Args:
        plan: what is to be told.

    Attributes:
        people: everybody, by number.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._rng = random.Random(plan.seed)  # noqa: S311 - a story, not a secret
        self.people: list[Somebody] = cast(self._rng, plan.people, plan.first_day)
        self._pools: dict[str, list[int]] = defaultdict(list)
        self._weights: dict[str, list[float]] = defaultdict(list)
        self._leaves: dict[int, date] = {}
        due = 0.13 * plan.contacts * _RECENT_DAYS / max((plan.last_day - plan.first_day).days + 1, 1)
        self._undone_lately = min(0.4, 40 / max(due, 1))

    def days(self) -> Iterator[tuple[date, list[Meeting]]]:
        """The shifts in order, each with what was written down in it: its own meetings, and late ones."""
        rng, plan = self._rng, self.plan
        days = [
            plan.first_day + timedelta(days=number)
            for number in range((plan.last_day - plan.first_day).days + 1)
        ]
        shares = [_WEEKDAYS[day.weekday()] * (1.1 if day.month in {5, 6, 9, 10} else 1.0) for day in days]
        number_on = Counter(rng.choices(days, shares, k=plan.contacts))
        arrivals = self._arrivals()
        late: dict[date, list[Meeting]] = defaultdict(list)
        count = 0
        for day in days:
            written: list[Meeting] = []
            for at, place, worker, companions in self._shift(day, number_on[day]):
                meeting = self._meet(day, at, place, worker, arrivals.get(count, ()))
                meeting.companions = companions
                count += 1
                fresh = any(presence.is_new for presence in meeting.people)
                if not fresh and rng.random() < _LATE_SHARE:
                    late[min(day + timedelta(days=rng.randrange(3, 36)), plan.last_day)].append(meeting)
                else:
                    written.append(meeting)
            yield day, written + late.pop(day, [])

    # --- when and where -----------------------------------------------------------------------------------

    def _arrivals(self) -> dict[int, list[int]]:
        """Number of a meeting -> people met for the first time in it."""
        rng, contacts = self._rng, self.plan.contacts
        found: dict[int, list[int]] = defaultdict(list)
        for number, somebody in enumerate(self.people):
            early = somebody.facts.first_contact_on is not None
            place = rng.randrange(max(contacts // 4, 1) if early else contacts)
            while len(found[place]) >= _MOST_NEW:
                place = (place + 1) % contacts
            found[place].append(number)
        return found

    def _shift(
        self, day: date, number: int
    ) -> Iterator[tuple[datetime, tuple[str, str, str], int, tuple[int, ...]]]:
        """Times, places and workers of a day's meetings, in the order of the clock."""
        rng = self._rng
        plans = []
        while number > 0:
            worker = rng.choices(range(len(words.WORKERS)), (5, 3, 3, 2, 2))[0]
            others = [each for each in range(len(words.WORKERS)) if each != worker]
            companions = tuple(rng.sample(others, rng.choice((0, 1, 1, 1, 2))))
            place = rng.choices(words.PLACES, [each[4] for each in words.PLACES])[0]
            at = datetime.combine(day, time()) + timedelta(hours=place[3][0], minutes=rng.randrange(40))
            end = datetime.combine(day, time()) + timedelta(hours=place[3][1])
            size = min(number, rng.randrange(4, 13))
            for _ in range(size):
                plans.append((at, (place[0], place[1], place[2]), worker, companions))
                at = min(at + timedelta(minutes=rng.randrange(4, 35)), end)
            number -= size
        yield from sorted(plans)

    # --- who ----------------------------------------------------------------------------------------------

    def _arrive(self, number: int, day: date) -> None:
        somebody = self.people[number]
        weights = self._weights[somebody.area]
        self._pools[somebody.area].append(number)
        weights.append((weights[-1] if weights else 0.0) + somebody.weight)
        self._leaves[number] = day + timedelta(days=somebody.stays_days)

    def _regulars(self, area: str, day: date, number: int) -> list[int]:
        """People of an area who are around, each once."""
        rng = self._rng
        found: list[int] = []
        for _ in range(number * 4):
            here = area if rng.random() < 0.9 else rng.choice(words.AREAS)
            weights = self._weights[here]
            if len(found) < number and weights:
                one = self._pools[here][min(bisect(weights, rng.random() * weights[-1]), len(weights) - 1)]
                if one not in found and self._leaves[one] >= day:
                    found.append(one)
        return found

    def _meet(
        self, day: date, at: datetime, place: tuple[str, str, str], worker: int, new: "list[int] | tuple[()]"
    ) -> Meeting:
        rng = self._rng
        wanted = rng.choices((0, 1, 2, 3), (2, 11, 3, 1))[0] if not new else rng.choice((0, 0, 0, 1))
        regulars = self._regulars(place[1], day, wanted)
        meeting = Meeting(at, place[0], _channel(rng, place), worker, place[2])
        if regulars and not new and len(regulars) == 1 and rng.random() < 0.22:
            self._from_afar(meeting)
        on = at.date()
        for number in new:
            self._arrive(number, day)
            presence = self._presence(number, meeting, on)
            presence.is_new = True
            presence.consents = self.people[number].consents(on, rng)
            meeting.people.append(presence)
        if meeting.reached is Reached.YES:
            meeting.people += [self._presence(number, meeting, on) for number in regulars]
        else:
            meeting.people += [Presence(number) for number in regulars]
        self._around(meeting)
        return meeting

    def _from_afar(self, meeting: Meeting) -> None:
        rng = self._rng
        meeting.channel = rng.choices(
            (Channel.MESSAGE, Channel.PHONE, Channel.ONLINE, Channel.ACCOMPANIMENT), (10, 7, 3, 3)
        )[0]
        meeting.place = "on_the_way" if meeting.channel is Channel.ACCOMPANIMENT else "remote"
        meeting.setting = rng.choice(("", "online")) if meeting.channel is Channel.ONLINE else ""
        if meeting.channel in {Channel.PHONE, Channel.MESSAGE} and rng.random() < 0.25:
            meeting.reached = rng.choice(_ATTEMPTS)

    def _around(self, meeting: Meeting) -> None:
        """What belongs to the meeting as a whole."""
        rng = self._rng
        near = meeting.channel in {Channel.IN_PERSON, Channel.DROP_IN}
        if near and (not meeting.people or rng.random() < 0.25):
            meeting.unidentified = (
                rng.choice((1, 1, 2, 2, 3, 4, 6)) if not meeting.people else rng.choice((1, 2))
            )
        if not meeting.people and not meeting.unidentified:
            meeting.unidentified = 1
        if meeting.reached is not Reached.YES:
            return
        meeting.minutes = rng.choice((5, 10, 10, 15, 15, 20, 25, 30, 45))
        meeting.topics = tuple(sorted(rng.sample(_TOPICS, rng.choice((1, 1, 2, 2, 3)))))
        if near and rng.random() < 0.75:
            meeting.supplies = self._supplies(len(meeting.people) + meeting.unidentified)
        if rng.random() < 0.12:
            meeting.spot_services = (rng.choice(_SPOT),)
        if rng.random() < 0.05:
            meeting.violence_spoken = rng.random() < 0.6
        if not meeting.people:
            meeting.note = group_note(rng, meeting.unidentified, meeting.place)

    def _supplies(self, people: int) -> tuple[tuple[str, int], ...]:
        rng = self._rng
        given = [("hot_drink", people)] if rng.random() < 0.5 else []
        choices = (
            ("condoms_external", 20, 0.8),
            ("lubricant", 5, 0.5),
            ("hygiene_pack", 1, 0.15),
            ("food", 1, 0.15),
            ("self_test", 1, 0.05),
            ("pregnancy_test", 1, 0.04),
            ("condoms_internal", 3, 0.06),
            ("alarm", 1, 0.03),
            ("needles", 10, 0.03),
        )
        given += [
            (code, people * rng.randrange(1, much + 1))
            for code, much, chance in choices
            if rng.random() < chance
        ]
        return tuple(given)

    # --- what is noted of one person ----------------------------------------------------------------------

    def _presence(self, number: int, meeting: Meeting, on: date) -> Presence:
        rng, somebody = self._rng, self.people[number]
        alias = somebody.facts.alias.split()[0]
        presence = Presence(number)
        if rng.random() < 0.85:
            presence.note = note_for(rng, alias, meeting.place, meeting.setting, meeting.channel.value)
        if rng.random() < 0.3:
            presence.going_well = (rng.choice(_GOING_WELL),)
            presence.her_words = rng.choice(words.HER_WORDS) if rng.random() < 0.5 else ""
        if somebody.facts.age_band is not AgeBand.UNDER_18 and rng.random() < 0.27:
            presence.needs = [need for need in (self._need(somebody, on),) if need is not None]
        if rng.random() < (0.4 if presence.needs else 0.06):
            self._plan_next(presence, on)
        return presence

    def _need(self, somebody: Somebody, on: date) -> Raised | None:
        rng, mother = self._rng, somebody.facts.mother is Mother.YES
        group = rng.choices((HEALTH, CHILDREN, OTHERS), (4, 5 if mother else 0.6, 6))[0]
        kind = group[min(int(rng.expovariate(3 / len(group))), len(group) - 1)]
        band, for_whom = None, ForWhom.SELF
        if group is CHILDREN:
            for_whom = ForWhom.CHILD
            bands = [child.band for child in somebody.facts.children]
            band = rng.choice(bands) if bands and rng.random() < 0.9 else None
        elif kind in {"housing", "food", "money", "benefits"} and rng.random() < 0.35:
            for_whom = ForWhom.HOUSEHOLD
        said = rng.choice(words.NEED_WORDS[kind]) if rng.random() < 0.7 else ""
        pressing = rng.choice((None, *Pressing))
        raised = Raised(NeedFacts(kind, for_whom, band, pressing, said))
        asks = {HEALTH: Purpose.HEALTH, CHILDREN: Purpose.CHILDREN}.get(group)
        if asks is not None and not self._agrees(somebody, asks):
            lately = on > self.plan.last_day - timedelta(days=_RECENT_DAYS)
            raised.anonymous = not lately and rng.random() < 0.4
            return raised if raised.anonymous or (lately and rng.random() < 0.4) else None
        raised.future = need_future(rng, on, mother=mother)
        if rng.random() < 0.5:
            self._refer(raised, on)
        return raised

    @staticmethod
    def _agrees(somebody: Somebody, purpose: Purpose) -> bool:
        """Whether she agreed and will not take it back, so that nothing told here is erased later."""
        return purpose in somebody.agreed and all(each is not purpose for _, each in somebody.changes_mind)

    def _refer(self, raised: Raised, on: date) -> None:
        rng = self._rng
        fitting = [place for place, service in enumerate(words.SERVICES) if raised.facts.kind in service[2]]
        if not fitting:
            return
        raised.service = rng.choice(fitting)
        answer = rng.choices((Answer.GIVEN, Answer.DECLINED, None), (66, 20, 14))[0]
        if answer is not None:
            raised.share = ConsentEntry(Purpose.SHARE, answer, on)
        raised.steps = referral_steps(rng, on, shared=answer is Answer.GIVEN)

    def _plan_next(self, presence: Presence, on: date) -> None:
        rng = self._rng
        due = on + timedelta(days=rng.randrange(1, 13))
        presence.next_step = NextStep(
            what=rng.choice(words.NEXT_STEPS).format(
                day=rng.choice(words.DAYS),
                size=rng.choice(words.SIZES),
                service=rng.choice(words.SERVICES)[0],
            ),
            due_on=due,
            due_at=time(rng.randrange(10, 22), rng.choice((0, 30))) if rng.random() < 0.3 else None,
        )
        lately = due > self.plan.last_day - timedelta(days=_RECENT_DAYS)
        if rng.random() >= (self._undone_lately if lately else 0):
            presence.done_on = due + timedelta(days=rng.choice((-1, 0, 0, 0, 0, 1)))


def _channel(rng: random.Random, place: tuple[str, str, str]) -> Channel:
    return Channel.DROP_IN if not place[2] or rng.random() < 0.02 else Channel.IN_PERSON
