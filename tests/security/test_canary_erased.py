"""What is erased is in no page of the decrypted store; with either secure delete switched off it is found."""

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from caseapp.bootstrap import open_room
from caseapp.casework.commands.attachments import BeginAttachment, GoOn, TakeOutAttachment
from caseapp.casework.commands.consent import RecordConsent
from caseapp.casework.commands.contact import LogContact, PersonPart
from caseapp.casework.commands.people import AddPerson
from caseapp.casework.queries.attachments import AttachmentsOf
from caseapp.casework.queries.find import Search
from caseapp.domain.consent import Answer, ConsentEntry, How, Purpose
from caseapp.domain.contact import Channel
from caseapp.domain.dates import Moment
from caseapp.domain.person import PersonFacts
from caseapp.room import Room, answer
from caseapp.vault import opener
from caseapp.vault.head import Which
from tests.functional.vaults import Vault, give_home, new_vault

WORDS = ("qzkanarialias", "qzkanarinote", "qzkanarihers", "qzkanarititle")
IN_FILE = "qzkanarifile"
# Neighbouring words share their beginnings in the index, so the ends are looked for.
ENDS = tuple(word.removeprefix("qz").encode() for word in (*WORDS, IN_FILE))
PAGE, RESERVED, SALT, IV = 4096, 80, 16, 16


def pages(folder: Path, key: bytes) -> bytes:
    """Every page of a closed store, decrypted: free ones and their unused parts too.

    Source: https://www.zetetic.net/sqlcipher/design/ (AES-256-CBC; a page ends with its IV and HMAC).
    """
    data = (folder / "cases.db").read_bytes()
    plain = []
    for start in range(0, len(data), PAGE):
        page = data[start : start + PAGE]
        body, iv = page[: PAGE - RESERVED], page[PAGE - RESERVED : PAGE - RESERVED + IV]
        decryptor = Cipher(algorithms.AES256(key), modes.CBC(iv)).decryptor()
        plain.append(decryptor.update(body[SALT:] if start == 0 else body) + decryptor.finalize())
    return b"".join(plain)


def closed(room: Room, vault: Vault) -> bytes:
    """Close a room and read all pages of its store."""
    key = room.session._store_keys[Which.CASES]
    room.close()
    return pages(vault.folder, key)


def file_of(vault: Vault) -> Path:
    path = vault.folder.parent / "letter.txt"
    path.write_text(f"{IN_FILE}\n" * 50_000)
    return path


def attach(room: Room, vault: Vault, person: UUID) -> UUID:
    """Keep a file with her whose every page tells of her."""
    transfer = answer(room, BeginAttachment(person, file_of(vault), WORDS[3])).result
    while not (moved := answer(room, GoOn(transfer.transfer_id)).result).finished:
        pass
    file_of(vault).unlink()
    attachment_id: UUID = moved.attachment_id
    return attachment_id


def erased(vault: Vault) -> tuple[bytes, bytes]:
    """Pages before and after somebody with words of her own is erased."""
    today = date.today()  # noqa: DTZ011 - the local day
    room = open_room(vault.folder, vault.worker)
    keep = ConsentEntry(Purpose.KEEP, Answer.GIVEN, today, how=How.SPOKEN)
    person = answer(room, AddPerson(PersonFacts(alias=WORDS[0]), keep)).result
    assert room.house is not None
    answer(
        room,
        LogContact(
            when=Moment.of(room.house.now()),
            place="street_round",
            channel=Channel.IN_PERSON,
            people=(PersonPart(person_id=person, note=WORDS[1] * 30, her_words=WORDS[2]),),
        ),
    )
    for _ in range(2):  # one stays until she goes, the other is taken out before
        attach(room, vault, person)
    before = closed(room, vault)
    room = open_room(vault.folder, vault.worker)
    assert room.house is not None
    answer(room, TakeOutAttachment(answer(room, AttachmentsOf(person))[0].attachment_id))
    begun = answer(room, BeginAttachment(person, file_of(vault))).result
    answer(room, GoOn(begun.transfer_id))
    answer(room, RecordConsent(person, ConsentEntry(Purpose.KEEP, Answer.WITHDRAWN, today, how=How.SPOKEN)))
    assert not any(answer(room, Search(word)) for word in WORDS)
    return before, closed(room, vault)


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    return new_vault(give_home(tmp_path, monkeypatch) / "Notes.casevault")


def test_erased_words_are_in_no_page(vault: Vault) -> None:
    before, after = erased(vault)
    assert b"CREATE TABLE" in after  # the pages are read rightly
    assert all(end in before for end in ENDS)
    assert not any(end in after for end in ENDS)


def test_the_look_finds_what_the_index_keeps_without_its_own_secure_delete(vault: Vault) -> None:
    room = open_room(vault.folder, vault.worker)
    room.session.connect_cases().execute(
        "INSERT INTO search_index(search_index, rank) VALUES('secure-delete', 0)"
    )
    room.close()
    assert any(end in erased(vault)[1] for end in ENDS)


def test_the_look_finds_what_sqlite_keeps_without_secure_delete(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    weaker = tuple(line.replace("secure_delete = ON", "secure_delete = OFF") for line in opener._SETTINGS)
    assert weaker != opener._SETTINGS
    monkeypatch.setattr(opener, "_SETTINGS", weaker)
    monkeypatch.setattr(opener, "INVARIANTS", {**opener.INVARIANTS, "secure_delete": 0})
    assert any(end in erased(vault)[1] for end in ENDS)


def test_a_file_that_was_taken_out_is_in_no_page_after_the_lock(vault: Vault) -> None:
    today = date.today()  # noqa: DTZ011 - the local day
    room = open_room(vault.folder, vault.worker)
    keep = ConsentEntry(Purpose.KEEP, Answer.GIVEN, today, how=How.SPOKEN)
    person = answer(room, AddPerson(PersonFacts(alias="Ana"), keep)).result
    attachment_id = attach(room, vault, person)
    before = closed(room, vault)
    room = open_room(vault.folder, vault.worker)
    answer(room, TakeOutAttachment(attachment_id))
    after = closed(room, vault)
    for word in (IN_FILE, WORDS[3]):
        end = word.removeprefix("qz").encode()
        assert end in before
        assert end not in after
