"""A desk over a real house in memory, so that pages meet the real rules of casework."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QApplication, QWidget

from caseapp.casework import attachments, handlers
from caseapp.casework.commands.consent import RecordConsent
from caseapp.casework.commands.people import AddPerson, SetContactMeans
from caseapp.casework.commands.services import ServiceFacts, SetService
from caseapp.casework.commands.team import SetStaffLabel
from caseapp.casework.house import House
from caseapp.casework.queries.team import Preference
from caseapp.domain.consent import Answer, ConsentEntry, How, Purpose
from caseapp.domain.person import AgeBand, MeansKind, PersonFacts, SafeContact
from caseapp.domain.requests import Command, Query
from caseapp.domain.roles import Role
from caseapp.tasks.desk import Desk, Handler, Long
from caseapp.ui.shell.bridge import Bridge
from caseapp.ui.shell.page import PageContext
from tests.storage.house import new_house
from tests.ui.fakes import Recorder


def now_here() -> datetime:
    """The real local time; the form reads the clock on the wall."""
    return datetime.now(UTC).astimezone()


class HouseRoom:
    """The open vault of the desk: a house in memory, made on the vault thread."""

    def __init__(self) -> None:
        self._house = new_house(now_here)  # type: ignore[arg-type]  # any clock will do
        self.done: list[object] = []

    @property
    def handlers(self) -> Mapping[type, Handler | Long]:
        def act(run: Callable[[House, Any], Any]) -> Handler:
            def doing(command: object) -> object:
                outcome = run(self._house, command)
                self.done.append(command)
                return outcome

            return doing

        commands = {kind: act(run) for kind, run in handlers.COMMANDS.items()}
        asked = {
            kind: (lambda query, run=run: run(self._house, query)) for kind, run in handlers.QUERIES.items()
        }
        return {**commands, **asked}

    def idle(self) -> bool:
        return False

    def close(self) -> None:
        attachments.close(self._house)
        self._house.store.close()


class TestHouse:
    """A house with its desk, and short ways to fill it."""

    __test__ = False

    def __init__(self) -> None:
        self.rooms: list[HouseRoom] = []
        self.desk = Desk(self._open)
        self.desk.start().result(20)
        self.bridge = Bridge()
        self.recorder = Recorder()
        self.context = PageContext(
            desk=self.desk,
            bridge=self.bridge,
            navigator=self.recorder,
            messenger=self.recorder,
            role=Role.WORKER,
            label="Dana",
            vault_name="Night team",
        )

    def _open(self) -> HouseRoom:
        room = HouseRoom()
        self.rooms.append(room)
        return room

    def do(self, command: Command[Any]) -> Any:  # noqa: ANN401 - the command's own result
        return self.desk.do(command).result(20).result

    def ask(self, query: Query[Any]) -> Any:  # noqa: ANN401 - the query's own answer
        return self.desk.ask(query).result(20)

    def done(self, kind: type) -> list[Any]:
        """Commands of a kind, in order."""
        return [command for command in self.rooms[0].done if type(command) is kind]

    def close(self) -> None:
        self.desk.lock().result(20)

    # --- filling ------------------------------------------------------------------------------------------

    def add_person(self, alias: str, code: str = "", **facts: Any) -> UUID:  # noqa: ANN401 - of PersonFacts
        keep = ConsentEntry(Purpose.KEEP, Answer.GIVEN, days_ago(55), how=How.SPOKEN)
        done: UUID = self.do(AddPerson(PersonFacts(alias=alias, code=code, **facts), keep))
        return done

    def consent(self, person_id: UUID, purpose: Purpose, answer: Answer = Answer.GIVEN) -> None:
        self.do(RecordConsent(person_id, ConsentEntry(purpose, answer, days_ago(55), how=How.SPOKEN)))

    def marisol(self) -> UUID:
        """As drawn: 25 to 34, a safe-contact rule, the children's consent given."""
        person_id = self.add_person(
            "Marisol", "K7-204", age_band=AgeBand.FROM_25, languages="Spanish, some English", pronouns="she"
        )
        self.consent(person_id, Purpose.CHILDREN)
        rule = SafeContact("Text only", "14–18 h", "Say you are from the library", voicemail=False)
        self.do(SetContactMeans(person_id, MeansKind.PHONE, "+49 151 2345 6741", rule))
        return person_id

    def services(self) -> dict[str, UUID]:
        names = {
            "Lindenhof": ("housing",),
            "Harbour Clinic": ("sexual_health",),
            "Legal Aid Desk": ("papers",),
        }
        return {name: self.do(SetService(ServiceFacts(name, offers))) for name, offers in names.items()}

    def colleague(self, name: str) -> None:
        self.do(SetStaffLabel(name))


def days_ago(days: int) -> date:
    return now_here().date() - timedelta(days=days)


def settled(app: QApplication, house: TestHouse) -> None:
    """Let every answer arrive; no fixed waits."""
    for _ in range(400):
        app.processEvents()
        house.ask(Preference("nothing"))
        app.processEvents()
        if not house.bridge.waiting:
            break
    for _ in range(3):  # what an answer put up is shown by posted events
        app.processEvents()


def shown(widget: QWidget, width: int = 1310, height: int = 686) -> QWidget:
    """Show a widget at the size the page has in the drawings."""
    widget.resize(width, height)
    widget.show()
    return widget
