"""The main job from the first run to a verified release, through the real window, by keys only."""

import csv
import io
import subprocess
import sys
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseapp.casework.queries.contact import ContactIds, ContactRows
from caseapp.casework.queries.drafts import Drafts
from caseapp.casework.queries.find import FindPeople
from caseapp.casework.queries.person import ShowPerson
from caseapp.domain.consent import Answer, Purpose
from caseapp.domain.contact import Channel
from caseapp.domain.need import ForWhom
from caseapp.domain.person import ChildBand
from caseapp.domain.referral import Step
from caseapp.domain.roles import Role
from caseapp.errors import BugError
from caseapp.figures import verify
from caseapp.ui.dialogs.consent_ledger import ConsentLedger
from caseapp.ui.dialogs.consent_question import ConsentQuestion
from caseapp.ui.dialogs.need import NeedDialog
from tests.functional.real_window import RealWindow, words_of
from tests.functional.vaults import MANAGER, WORKER

NOTE = "Came by with the boy, tired but laughing."
HER_WORDS = "My neighbour takes him on Thursdays"


def last_month() -> str:
    """The month that is closed in the story; from its tenth day on the one before today's, else one more."""
    first = date.today().replace(day=1)  # noqa: DTZ011 - the local day
    back = 1 if date.today().day >= 10 else 2  # noqa: DTZ011 - the local day
    for _ in range(back):
        first = (first - timedelta(days=1)).replace(day=1)
    return f"{first:%Y-%m}"


class Story:
    """One after the other; what was made is kept for the steps after it."""

    def __init__(self, real: RealWindow, home: Path) -> None:
        self.real, self.home = real, home
        self.counted: list[tuple[str, int]] = []

    def done(self, what: str) -> None:
        """Note how many keys it took so far."""
        self.counted.append((what, self.real.keys))

    # --- the first run ------------------------------------------------------------------------------------

    def first_run(self) -> None:
        real = self.real
        real.write("Night team")
        real.press("Return")
        for name, passphrase in (("Ana", WORKER), ("Noor", MANAGER)):
            real.write(name)
            real.press("Alt+P")
            real.write(passphrase)
            real.press("Alt+I")
            real.write(passphrase)
            real.press("Return")
        real.write("North\nHarbour")
        real.press("Ctrl+Return")
        real.wait(lambda: real.reads("Write down the recovery code"))

    def type_code_back(self) -> None:
        real = self.real
        assert real.window.wizard is not None
        step = real.window.wizard.code
        groups = list(step._groups)
        assert len(groups) == 13
        for number, (place, _line) in enumerate(step._asked):
            if number:
                real.press("Tab")
            real.write(groups[place].lower())
        real.press("Return")
        real.wait(lambda: real.window.house is not None)
        real.settle()
        assert not any(group in text for group in groups for text in real.texts())

    # --- the contact --------------------------------------------------------------------------------------

    def log_contact(self) -> None:
        real = self.real
        real.press("Ctrl+N")
        real.write("Marisol")
        real.press("Ctrl+Shift+N", "G")  # may we keep a record: given
        real.press("Alt+D", "Left")  # from the hour to the month
        for _ in range(_months_back()):
            real.press("Down")
        real.press("Alt+P", "Down", "Alt+H", "Down", "Alt+M")
        real.write("25")
        real.press("Alt+G", "1", "Tab")
        real.write(HER_WORDS)
        real.press("Alt+T", "3", "4")
        real.tab_to_name("Note")
        real.write(NOTE)
        real.press("Alt+W")
        real.tab_to_name("People not identified")
        real.write("2")
        self.done("who, when, what works, note")

    def childcare(self) -> None:
        real = self.real
        real.press("Alt+N")
        assert isinstance(real.dialog, NeedDialog)
        real.write("childcare by")
        real.press("Return", "Alt+A", "2", "Ctrl+Return")  # for a child of 3 to 5
        assert real.reads("Not asked")
        real.tab_to_name("Ask now about Childcare by day")
        real.press("Space")
        assert isinstance(real.dialog, ConsentQuestion)
        assert real.reads("Read aloud first:")
        real.press("G", "Ctrl+Return")
        self.done("childcare, her children's consent")

    def teeth(self) -> None:
        real = self.real
        real.press("Alt+N")
        real.write("teeth")
        real.press("Return", "Ctrl+Return")
        assert real.reads("consent has not been asked yet.")  # refused for want of it
        real.tab_to_name("Ask now about Teeth")
        real.press("Space", "G", "Ctrl+Return")
        assert not real.reads("consent has not been asked yet.")
        self.done("teeth: refused, asked, given")

    def referral_and_next_step(self) -> None:
        real = self.real
        real.press("Alt+R", "Alt+M", "D", "Ctrl+Return")  # information only: no name leaves
        real.press("Alt+X")
        real.write("Call about the nursery")
        real.tab_to_name("In 3 days")
        real.press("Space")
        self.done("referral and next step")

    def save(self) -> None:
        self.real.press("Ctrl+Return")
        assert self.real.reads("Contact with Marisol and 2 unidentified people is saved.")
        self.done("saved")

    # --- finding her again ----------------------------------------------------------------------------------

    def lock_and_unlock(self, passphrase: str) -> None:
        self.real.lock()
        assert not self.real.reads("Marisol")
        self.real.unlock(passphrase)

    def find_by_mistyped_alias(self) -> None:
        real = self.real
        real.press("Ctrl+K")
        real.find("marysl")
        real.press("Return")
        assert real.page.key == "person"
        assert real.reads("Marisol")
        assert real.reads(HER_WORDS)
        self.done("locked, unlocked, found by a mistyped alias")

    def count_her(self) -> None:
        real = self.real
        real.tab_to(lambda widget: words_of(widget).startswith("Open all"))
        real.press("Space")
        dialog = real.dialog
        assert isinstance(dialog, ConsentLedger)
        real.press("Home")
        for _ in range(12):
            if dialog.row is not None and dialog.row.purpose is Purpose.COUNT:
                break
            real.press("Down")
        real.press("G", "Alt+W", "Right")  # said on the day of the contact
        for _ in range(_months_back()):
            real.press("Down")
        real.press("Ctrl+Return")
        assert real.reads("Nothing changes until you confirm.")
        real.press("Escape")
        self.done("counted, as she wishes")

    # --- figures --------------------------------------------------------------------------------------------

    def close_month(self) -> None:
        real = self.real
        real.press("Ctrl+6")
        assert real.page.key == "figures"
        assert real.reads("Open. Can be closed")
        real.press("Ctrl+Return")
        assert real.reads("What will happen now")
        real.press("Ctrl+Return")
        real.wait(lambda: real.reads("Closed, not published"))
        self.done("closed the month")

    def look_as_manager(self) -> None:
        real = self.real
        self.lock_and_unlock(MANAGER)
        assert real.house.opened.role is Role.MANAGER
        assert [entry.key for entry in real.house._listed] == ["figures"]
        real.press("Ctrl+N")
        assert real.page.key == "figures"
        real.press("Ctrl+K")
        assert not real.reads("Search people")
        with pytest.raises(BugError):
            real.ask(FindPeople("Marisol"))
        for key in range(1, 9):
            real.press(f"Ctrl+{key}")
            assert real.page.key in {"figures", "settings", "help"}
            assert not any(real.reads(word) for word in ("Marisol", NOTE, HER_WORDS, "nursery"))
        real.press("Ctrl+1")
        self.done("signed in as manager")

    def publish(self) -> None:
        real = self.real
        real.press("Ctrl+Return")
        assert real.reads("What will happen now")
        real.press("Ctrl+Return")
        real.wait(lambda: real.reads("Closed and published"))
        self.done("published")

    def export(self) -> Path:
        real = self.real
        out = self.home / "handed over"
        out.mkdir()
        real.tab_to_name("Choose folder…")
        real.press("Space")
        real.choose_path(out)
        assert real.reads(str(out))
        real.press("Alt+T")
        real.write("City health office")
        real.press("Alt+W")
        real.write("monthly report")
        real.press("Ctrl+Return")
        real.wait(lambda: list(out.iterdir()))
        real.settle()
        (release,) = out.iterdir()
        self.done("exported")
        return release

    def verify(self, release: Path) -> None:
        real = self.real
        real.tab_to_name("Check a release file…")
        real.press("Space")
        real.choose_path(release)
        real.wait(real.window.overlays)
        assert real.reads("Everything that could be checked is as it should be.")
        real.press("Escape")
        self.done("verified in the window")


def _months_back() -> int:
    today, month = date.today(), last_month()  # noqa: DTZ011 - the local day
    return (today.year - int(month[:4])) * 12 + today.month - int(month[5:])


def test_story(qtbot: QtBot, qapp: QApplication, home: Path) -> None:
    real = RealWindow(qtbot, qapp)
    story = Story(real, home)
    story.first_run()
    story.type_code_back()
    story.log_contact()
    story.childcare()
    story.teeth()
    story.referral_and_next_step()
    story.save()
    story.lock_and_unlock(WORKER)
    story.find_by_mistyped_alias()
    story.count_her()
    check_the_record(real)
    story.close_month()
    story.look_as_manager()
    story.publish()
    release = story.export()
    story.verify(release)
    real.leave()
    check_the_release(release)
    for path in (home / "config").rglob("*"):  # no list of recent folders is kept, not by Qt either
        assert path.is_dir() or release.parent.name.encode() not in path.read_bytes(), path
    print()  # noqa: T201 - the number of keys is worth knowing
    for what, keys in story.counted:
        print(f"{keys:5} keys: {what}")  # noqa: T201 - as above


def check_the_record(real: RealWindow) -> None:
    """What the story wrote, asked of the opened vault itself."""
    (row,) = real.ask(ContactRows(real.ask(ContactIds())))
    day = row.when.day
    assert f"{day:%Y-%m}" == last_month()
    assert (row.unidentified, row.minutes, row.channel) == (2, 25, Channel.IN_PERSON)
    assert row.topics == ("children", "housing")
    assert [alias for _id, alias, _code in row.people] == ["Marisol"]
    (hit,) = real.ask(FindPeople("Marisol"))
    view = real.ask(ShowPerson(hit.person_id))
    assert view.strengths == ((day, "peer_helped", HER_WORDS),)
    assert [item.detail for item in view.timeline if item.kind == "contact"] == [NOTE]
    assert {(need.kind, need.for_whom, need.child_band) for need in view.needs} == {
        ("dental", ForWhom.SELF, None),
        ("childcare_day", ForWhom.CHILD, ChildBand.TODDLER),
    }
    said = {row.purpose: (row.answer, row.said_on) for row in view.consents}
    for purpose in (Purpose.KEEP, Purpose.HEALTH, Purpose.CHILDREN, Purpose.COUNT):
        assert said[purpose] == (Answer.GIVEN, day), purpose
    assert said[Purpose.SHARE] == (Answer.DECLINED, day)
    (referral,) = view.referrals
    assert [(step.step, step.on) for step in referral.steps] == [(Step.OFFERED, day)]
    assert (referral.kind, referral.shared) == ("dental", False)
    (follow_up,) = view.follow_ups
    assert follow_up.what == "Call about the nursery"
    assert follow_up.due_on == date.today() + timedelta(days=3)  # noqa: DTZ011 - the local day
    assert view.waiting == ()
    assert real.ask(Drafts()) == ()


def check_the_release(release: Path) -> None:
    """What its reader sees: the bare verify.py, multiples of 5, and nothing of what was typed."""
    bare = Path(verify.__file__)
    done = subprocess.run([sys.executable, "-I", bare, release], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "FAILED" not in done.stdout
    with zipfile.ZipFile(release) as parts:
        assert {"figures.csv", "basis.csv", "datapackage.json", "proof.json"} <= set(parts.namelist())
        words = b"".join(parts.read(name) for name in parts.namelist())
        rows = list(csv.DictReader(io.TextIOWrapper(parts.open("figures.csv"), "utf-8")))
    for typed in ("Marisol", "neighbour", "nursery", "laughing", "Ana", "Noor", "City health office"):
        assert typed.encode() not in words
    numbers = [int(row["value"]) for row in rows if row["value"].isdigit()]
    assert numbers
    assert all(number % 5 == 0 for number in numbers)
