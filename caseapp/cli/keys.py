"""``caseapp keys``: the ways into a vault."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from caseapp.cli.opening import open_asked, open_with_second, second_of
from caseapp.cli.saying import as_json, bar, said
from caseapp.errors import KnownError

if TYPE_CHECKING:
    from caseapp.casework.commands.keys import WayKind
    from caseapp.casework.queries.keys import Ways
    from caseapp.room import Room


ERASE_WORDS = "erase the keys"


class NotConfirmedError(KnownError):
    """An act that cannot be undone was not confirmed."""

    code = "not_confirmed"


class WayChoiceError(KnownError):
    """Which way in is meant is not clear."""

    code = "way_choice"


def show(asked: argparse.Namespace) -> int:
    """Say how many ways there are to open the vault, and which."""
    room = open_asked(asked)
    try:
        ways = _ways(room)
    finally:
        room.close()
    if asked.json:
        as_json(
            {
                "generation": ways.generation,
                "four_eyes": ways.four_eyes,
                "ways": [
                    {
                        "id": str(row.slot_id),
                        "kind": row.kind.value,
                        "label": row.label,
                        "mine": row.is_mine,
                        "key_file": row.key_file,
                        "opened_since": row.opened_since,
                        "lead": row.lead,
                    }
                    for row in ways.rows
                ],
            }
        )
        return 0
    count = len(ways.rows)
    said("1 way to open this vault:" if count == 1 else f"{count} ways to open this vault:")
    for row in ways.rows:
        marks = [
            text
            for text, holds in (
                ("yours", row.is_mine),
                ("lead", row.lead),
                ("with key file", row.key_file),
                ("not opened since the keys were changed", not row.opened_since),
            )
            if holds
        ]
        said(
            "  ".join([f"{row.slot_id.hex[:8]}", f"{row.kind.value:8}", row.label, ", ".join(marks)]).rstrip()
        )
    return 0


def add(asked: argparse.Namespace) -> int:
    """Let somebody in, or make another recovery code, which is shown this once."""
    from caseapp.casework.commands.keys import AddWay, WayKind

    kind = WayKind(asked.kind)
    more = () if kind is WayKind.RECOVERY else ("Passphrase of the new way in",)
    room, typed = open_with_second(asked, *more)
    try:
        command = AddWay(kind, asked.label, "".join(typed[1:]), new_key_file=_path(asked.new_key_file))
        added = _do(room, command)
    finally:
        room.close()
    if asked.json:
        as_json({"id": str(added.slot_id), "recovery_code": added.recovery_code})
    elif added.recovery_code:
        _say_code(added.recovery_code)
    else:
        said(f"Added {asked.label}.")
    return 0


def remove(asked: argparse.Namespace) -> int:
    """Take a way in away."""
    from caseapp.casework.commands.keys import RemoveWay

    room, typed = open_with_second(asked)
    try:
        _do(room, RemoveWay(_chosen(room, asked.way), second_of(asked, typed)))
    finally:
        room.close()
    return _done(
        asked, "Removed. Copies made before still open by it. `change-all` makes new keys without it."
    )


def rename(asked: argparse.Namespace) -> int:
    """Call a way in something else."""
    from caseapp.casework.commands.keys import RenameWay

    room, _ = open_with_second(asked)
    try:
        _do(room, RenameWay(_chosen(room, asked.way), asked.label))
    finally:
        room.close()
    return _done(asked, "Renamed.")


def passphrase(asked: argparse.Namespace) -> int:
    """Change one's own passphrase, or give somebody who lost hers another one."""
    from caseapp.casework.commands.keys import ChangePassphrase, ReplacePassphrase

    room, typed = open_with_second(asked, "New passphrase")
    try:
        if asked.way is None:
            _do(room, ChangePassphrase(typed[0], typed[1], key_file=_path(asked.key_file)))
        else:
            way = _chosen(room, asked.way)
            _do(room, ReplacePassphrase(way, typed[1], second=second_of(asked, typed)))
    finally:
        room.close()
    return _done(asked, "Changed. Copies made before still open with the old passphrase.")


def recovery(asked: argparse.Namespace) -> int:
    """Renew a recovery code; the new one is shown this once."""
    from caseapp.casework.commands.keys import RenewRecoveryCode, WayKind

    room, typed = open_with_second(asked)
    try:
        way = _chosen(room, asked.way, WayKind.RECOVERY)
        code = _do(room, RenewRecoveryCode(way, second_of(asked, typed)))
    finally:
        room.close()
    if asked.json:
        as_json({"recovery_code": code})
    else:
        _say_code(code)
    return 0


def change_all(asked: argparse.Namespace) -> int:
    """Change the keys completely."""
    from caseapp.casework.commands.keys import ChangeAllKeys

    room, typed = open_with_second(asked)
    try:
        command = ChangeAllKeys(typed[0], _path(asked.key_file), second_of(asked, typed))
        _do(room, command, bar("changing"))
        generation = _ways(room).generation
    finally:
        room.close()
    if asked.json:
        as_json({"generation": generation})
    else:
        said("All keys were changed. Everybody opens the vault as before; copies made before stay readable.")
    return 0


def erase(asked: argparse.Namespace) -> int:
    """Erase every key in the vault's folder, once the words for it were typed."""
    from caseapp.casework.commands.keys import EraseKeys

    room, typed = open_with_second(asked)
    try:
        second = _second_place(room)
        said_before = (
            "Nothing in this folder will open any more, with any passphrase or code. Copies made before stay "
            f"readable with their passphrase{second}. Devices may keep overwritten blocks for a while."
        )
        if asked.confirm is None:
            sys.stderr.write(f"{said_before}\nTo go on, type: {ERASE_WORDS}\n")
            sys.stderr.flush()
        words = sys.stdin.readline() if asked.confirm is None and sys.stdin.isatty() else asked.confirm or ""
        if words.strip() != ERASE_WORDS:
            raise NotConfirmedError(
                "Nothing was erased: the words {words} were not typed.", words=ERASE_WORDS
            )
        _do(room, EraseKeys(typed[0], _path(asked.key_file)))
    finally:
        room.close()
    return _done(
        asked, f"The keys are erased. Copies made before stay readable with their passphrase{second}."
    )


def _second_place(room: "Room") -> str:
    """What to add about the second place of backups, which is not reached; empty where there is none."""
    from caseapp.casework.queries.backups import BackupStatus
    from caseapp.room import answer

    second = "" if room.backups is None else answer(room, BackupStatus()).second
    return f", also those in {second}" if second else ""


def _chosen(room: "Room", start: str | None, kind: "WayKind | None" = None) -> UUID:
    """The way in whose id begins so, or the only one of its kind."""
    rows = [row for row in _ways(room).rows if kind is None or row.kind is kind]
    fitting = [row.slot_id for row in rows if str(row.slot_id).startswith(start or "")]
    if start:
        fitting += [
            row.slot_id for row in rows if row.slot_id.hex.startswith(start) and row.slot_id not in fitting
        ]
    if len(fitting) != 1:
        raise WayChoiceError(
            "{n} ways into this vault fit. `keys VAULT list` shows them; name one by the start of its id.",
            n=len(fitting),
        )
    return fitting[0]


def _do(room: "Room", command: object, progress: Callable[[int, int], None] | None = None) -> Any:  # noqa: ANN401
    from caseapp.room import answer

    return answer(room, command, progress).result


def _path(path: Path | None) -> str:
    return "" if path is None else str(path.absolute())


def _say_code(code: str) -> None:
    said("Recovery code, shown this once; write it down and keep it away from the laptop:")
    said(code)


def _done(asked: argparse.Namespace, sentence: str) -> int:
    if asked.json:
        as_json({"done": True})
    else:
        said(sentence)
    return 0


def _ways(room: "Room") -> "Ways":
    from caseapp.casework.queries.keys import WaysIn
    from caseapp.room import answer

    ways: Ways = answer(room, WaysIn())
    return ways
