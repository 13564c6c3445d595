"""Writes the golden vault: ``python -m tests.golden.make``, once for each format that is released.

Small and invented: people with contacts, consents and needs, an attachment, a draft, a closed and published
month. ``golden.json`` beside it holds what opens it, and digests of everything in it for the test to compare.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

from tests.faults import acts, world
from tests.faults.acts import Place
from tests.faults.world import MANAGER, WORKER, findings, live_in, make_world
from tests.golden import golden

VAULT = "format-1"


def write_letter(folder: Path) -> None:
    """The file that is attached."""
    (folder / "letter.txt").write_text("Dear Bee, tea is at four.\n" * 40)


def make(to: Path) -> None:
    """Make it in a folder of its own, and put it down when it has been read again."""
    with tempfile.TemporaryDirectory() as home:
        live_in(Path(home) / "home")
        here = make_world(Path(home) / VAULT)
        place = Place(here)
        place.open()
        for number in (1, 2, 3):
            acts.save(place, number)
        acts.close(place, 0)
        acts.publish(place, 0)
        write_letter(Path(home))
        acts.attach(place, 1)
        acts.draft(place, 4)
        place.reopen()
        place.reopen()  # the first opening of a day may tidy up
        assert findings(place.room) == []
        told = {
            "recovery_code": here.code,
            "worker": WORKER,
            "manager": MANAGER,
            "people": sorted(world.numbers(place.room)),
            "closed": list(place.room.office.ledger.closed()),
            "found": golden.found(place.room, "tea"),
            "tables": golden.tables(place.room),
        }
        place.room.close()
        (here.folder / "lock").unlink()
        to.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(to / VAULT, ignore_errors=True)
        shutil.copytree(here.folder, to / VAULT)
        (to / golden.FILE).write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else golden.FOLDER)
