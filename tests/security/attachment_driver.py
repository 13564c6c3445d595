"""``python -m tests.security.attachment_driver FOLDER PASSPHRASE FILE COMMAND``: files move.

``memory`` says by how many bytes the process grew at most while the file went in, was checked and came out;
``killed`` takes the file in for ever, says each step, and waits to be killed.
"""

import json
import sys
from datetime import date
from pathlib import Path
from uuid import UUID

from caseapp.bootstrap import open_room
from caseapp.casework.commands.attachments import BeginAttachment, BeginCopy, GoOn, Moved
from caseapp.casework.commands.people import AddPerson
from caseapp.domain.consent import Answer, ConsentEntry, How, Purpose
from caseapp.domain.person import PersonFacts
from caseapp.room import Room, answer, check_room


def tell(**said: object) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def status(name: str) -> int:
    """A size of this process in bytes. Source: proc_pid_status(5)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name + ":"))


def carried(room: Room, command: BeginAttachment | BeginCopy, *, talk: bool = False) -> Moved:
    transfer = answer(room, command).result
    while True:
        moved: Moved = answer(room, GoOn(transfer.transfer_id)).result
        if talk:
            tell(done=moved.done)
        if moved.finished:
            return moved


def person(room: Room) -> UUID:
    keep = ConsentEntry(Purpose.KEEP, Answer.GIVEN, date.today(), how=How.SPOKEN)  # noqa: DTZ011 - the local day
    person_id: UUID = answer(room, AddPerson(PersonFacts(alias="Ana"), keep)).result
    return person_id


def memory(room: Room, file: Path) -> None:
    who = person(room)
    small = file.with_name("small.pdf")
    small.write_bytes(b"%PDF-1.7\n" + bytes(2_000_000))
    moved = carried(room, BeginAttachment(who, small))  # what is imported and cached once
    carried(room, BeginCopy(moved.attachment_id, file.parent))
    check_room(room)
    Path("/proc/self/clear_refs").write_text("5")
    before = status("VmRSS")
    moved = carried(room, BeginAttachment(who, file))
    within = status("VmHWM") - before
    copy = carried(room, BeginCopy(moved.attachment_id, file.parent))
    outward = status("VmHWM") - before
    findings = check_room(room)
    checked = status("VmHWM") - before
    assert copy.path is not None
    tell(within=within, outward=outward, checked=checked, findings=len(findings), copy=str(copy.path))


def main() -> None:
    folder, passphrase, file, command = sys.argv[1:]
    room = open_room(Path(folder), passphrase)
    if command == "memory":
        memory(room, Path(file))
        room.close()
        return
    who = person(room)
    while True:
        carried(room, BeginAttachment(who, Path(file), "whole"), talk=True)
        tell(whole=True)


if __name__ == "__main__":
    main()
