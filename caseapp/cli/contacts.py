"""``caseapp contacts``: contacts from a file."""

import argparse
import json
import sys
from pathlib import Path

from caseapp.cli import passphrases
from caseapp.cli.saying import as_json, said
from caseapp.errors import KnownError


class FileUnreadableError(KnownError):
    """The file cannot be read."""

    code = "file"


def add(asked: argparse.Namespace) -> int:
    """Save every contact of a file, or none."""
    from caseapp.bootstrap import open_room, workers_house
    from caseapp.casework.contact_form import add_contacts
    from caseapp.exchange.contact_file import read_contacts

    if asked.file == asked.passphrase_file == "-":
        raise FileUnreadableError("Contacts and passphrase cannot both come from stdin.")
    text = _read(asked.file)
    (passphrase,) = passphrases.ask(asked.passphrase_file, ("Passphrase",))
    room = open_room(asked.vault, passphrase)
    try:
        house = workers_house(room)
        result = add_contacts(house, read_contacts(house, text)).result
    finally:
        room.close()
    if asked.json:
        as_json({"contacts": result.contacts, "people": result.people, "waiting": result.waiting})
    else:
        said(
            f"Saved. Contacts: {result.contacts}, new people: {result.people}, "
            f"waiting for a consent: {result.waiting}."
        )
    return 0


def _read(file: str) -> str:
    from caseapp.exchange.contact_file import LARGEST_FILE

    try:
        if file == "-":
            return sys.stdin.read()
        path = Path(file)
        if path.stat().st_size > LARGEST_FILE:
            raise FileUnreadableError("The file is too large; split it. Nothing was changed.")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FileUnreadableError(
            "The file cannot be read ({reason}). Nothing was changed.", reason=error.strerror or "unknown"
        ) from None
    except UnicodeDecodeError:
        raise FileUnreadableError("The file is not text in UTF-8. Nothing was changed.") from None


def schema(_asked: argparse.Namespace) -> int:
    """Print the JSON Schema of one contact."""
    from caseapp.exchange.contact_file import ContactInFile
    from caseapp.exchange.json_schema import schema_of

    said(
        json.dumps(
            schema_of(ContactInFile, "A contact for caseapp contacts add"), indent=2, ensure_ascii=False
        )
    )
    return 0
