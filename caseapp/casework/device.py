"""Which copy of a vault this is; a restored one is another: two copies must not count as one."""

from uuid import uuid4

from sqlalchemy import select

from caseapp.casework.house import House
from caseapp.storage.tables import Preference

NAME = "device"
"""Name of the preference with the random id, 32 hexadecimal digits."""


def device_of(house: House) -> str:
    """The id of this copy; empty before it was given one."""
    with house.reading() as session:
        return session.scalar(select(Preference.value).where(Preference.name == NAME)) or ""


def mint(house: House) -> str:
    """Give this copy an id that no other one has."""
    made = uuid4().hex
    with house.writing("device.mint", audited=False) as unit:
        unit.put(Preference, name=NAME, value=made)
    return made
