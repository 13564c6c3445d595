"""The command line against files that somebody else wrote, and questions that must not be passed over."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from caseapp.vault.head import Which
from caseapp.vault.session import open_vault
from tests.functional.cli.terminal import MANAGER, WORKER, Call, contacts, one_sentence

KEY = f"{WORKER}\n"


# --- a manager's hand in figures.db -----------------------------------------------------------------------


def test_tables_that_a_manager_planted_stop_the_closing_and_are_found(call: Call, vault: Path) -> None:
    with open_vault(vault, MANAGER) as session:
        from caseapp.figures.ledger import Ledger, create_schema  # noqa: PLC0415 - for this hand only
        from tests.figures.figures_tools import SMALL  # noqa: PLC0415 - as above
        from tests.unit.test_close_history import plant  # noqa: PLC0415 - as above

        connection = session.connect_figures()
        create_schema(connection)
        plant(
            Ledger(connection, session.figures_audit, lambda head: session.write_head(Which.FIGURES, head)),
            SMALL,
        )
    closing = call("figures", "close", vault, "--through", "2026-10", passphrase=KEY)
    assert "no worker of this vault has closed" in one_sentence(closing)
    checked = call("check", vault, passphrase=KEY)
    assert checked.status == 1
    assert "no worker of this vault has closed" in checked.out


# --- paths that are no files ------------------------------------------------------------------------------


def by_itself(*words: object, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """A process of its own, which can be given up on."""
    command = [sys.executable, "-m", "caseapp", *map(str, words)]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=30, check=False)


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A pipe that nobody writes to."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


PLACES = ["passphrase", "contacts", "verify", "device"] if hasattr(os, "mkfifo") else []


@pytest.mark.parametrize("place", PLACES)
def test_a_pipe_named_as_a_file_is_refused_and_not_waited_for(vault: Path, pipe: Path, place: str) -> None:
    words: dict[str, tuple[object, ...]] = {
        "passphrase": ("check", vault, "--passphrase-file", pipe),
        "contacts": ("contacts", "add", vault, "--from", pipe, "--passphrase-file", "-"),
        "verify": ("verify", pipe),
        "device": ("check", vault, "--passphrase-file", "/dev/zero"),
    }
    done = by_itself(*words[place], stdin=KEY.encode())
    assert done.returncode == 1
    assert b"no plain file" in done.stderr + done.stdout


def test_a_passphrase_on_stdin_may_come_through_a_pipe(vault: Path) -> None:
    assert by_itself("check", vault, "--passphrase-file", "-", stdin=KEY.encode()).returncode == 0


def test_files_that_are_too_large_are_refused(call: Call, vault: Path, tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(300_000_000)
    assert "too large" in one_sentence(call("check", vault, "--passphrase-file", large))
    added = call("contacts", "add", vault, "--from", large, passphrase=KEY)
    assert "too large" in one_sentence(added)
    assert "too large" in one_sentence(call("check", vault, passphrase="x" * 70_000))
    assert "cannot be read" in one_sentence(call("check", vault, "--passphrase-file", tmp_path))


# --- questions of opening ---------------------------------------------------------------------------------


@pytest.fixture
def lossy(vault: Path, tmp_path: Path) -> Path:
    """A vault whose last save is missing: the store is older than what head says."""
    with open_vault(vault, WORKER) as session:
        connection = session.connect_cases()
        old = (vault / "cases.db").read_bytes()
        connection.execute("BEGIN IMMEDIATE")
        head = session.audit.append(connection, None, "test.save", [], datetime.now(UTC))
        connection.execute("COMMIT")
        session.write_head(Which.CASES, head)
    (vault / "cases.db").write_bytes(old)
    return vault


COMMANDS: list[tuple[str, ...]] = [
    ("check", "VAULT"),
    ("search", "VAULT", "Marisol"),
    ("figures", "status", "VAULT"),
    ("contacts", "add", "VAULT", "--from", "FILE"),
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_missing_saves_are_never_passed_over_in_silence(
    call: Call,
    lossy: Path,
    tmp_path: Path,
    words: tuple[str, ...],
) -> None:
    (tmp_path / "FILE").write_text("", encoding="utf-8")
    places = {"VAULT": str(lossy), "FILE": str(tmp_path / "FILE")}
    arguments = [places.get(word, word) for word in words]
    before = (lossy / "cases.db").read_bytes()
    refused = call(*arguments, passphrase=KEY)
    assert "--accept missing_saves" in one_sentence(refused)
    assert "head" not in call(*arguments, "--json", passphrase=KEY).json["error"]
    assert (lossy / "cases.db").read_bytes() == before
    other = one_sentence(call(*arguments, "--accept", "held_elsewhere", passphrase=KEY))
    assert "--accept missing_saves" in other
    assert "does not know" in one_sentence(call(*arguments, "--accept", "anything", passphrase=KEY))
    gone_on = call(*arguments, "--accept", "missing_saves", passphrase=KEY)
    assert "missing" not in gone_on.err
    assert actions(lossy)[-1] == "vault.accepted.missing_saves"
    assert "missing" not in call(*arguments, passphrase=KEY).err, "the question is asked once"


def actions(folder: Path) -> list[str]:
    with open_vault(folder, WORKER) as session:
        return [action for action, _ in session.audit.entries(session.connect_cases())]


@pytest.mark.parametrize(("typed", "status"), [("yes\n", 0), ("YES\n", 0), ("y\n", 1), ("\n", 1), ("", 1)])
def test_a_terminal_is_asked(
    call: Call,
    lossy: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    status: int,
) -> None:
    key = tmp_path / "key"
    key.write_text(KEY, encoding="utf-8")
    with monkeypatch.context() as terminal:
        terminal.setattr("caseapp.cli.opening._is_terminal", lambda: True)
        said = call("search", lossy, "Marisol", "--passphrase-file", key, stdin=typed)
    assert said.status == status
    assert "The last saves are missing" in said.err
    assert "Type yes" in said.err


# --- contacts from somebody else --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "when", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00", "0001-01-01"]
)
def test_a_time_at_the_end_of_the_calendar_is_a_refused_line_and_no_mistake_of_ours(
    call: Call,
    vault: Path,
    tmp_path: Path,
    when: str,
) -> None:
    file = tmp_path / "contacts.json"
    file.write_text(json.dumps({**contacts()[0], "when": when}), encoding="utf-8")
    sentence = one_sentence(call("contacts", "add", vault, "--from", file, passphrase=KEY))
    assert "mistake of ours" not in sentence
