"""``caseapp contacts``: contacts from a file."""

import argparse
import json

from caseapp.cli.opening import open_asked
from caseapp.cli.reading import FileUnreadableError, read_text
from caseapp.cli.saying import as_json, said


def add(asked: argparse.Namespace) -> int:
    """Save every contact of a file, or none."""
    from caseapp.casework.contact_form import add_contacts
    from caseapp.exchange.contact_file import LARGEST_FILE, read_contacts
    from caseapp.room import workers_house

    if asked.file == asked.passphrase_file == "-":
        raise FileUnreadableError("Contacts and passphrase cannot both come from stdin.")
    text = read_text(asked.file, LARGEST_FILE, "The file with contacts")
    room = open_asked(asked)
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
