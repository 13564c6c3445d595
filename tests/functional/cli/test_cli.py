"""The command line from end to end: a vault is made, filled, closed, published, handed over and verified."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest

from caseapp.behind_entrance import facts_of
from caseapp.bootstrap import open_room
from caseapp.storage import search
from caseapp.tasks.desk import Desk
from caseapp.vault import passphrases
from caseapp.vault.session import open_vault
from tests.functional.cli.terminal import MANAGER, WORKER, Call, contacts, one_sentence

# --- making and opening -----------------------------------------------------------------------------------


def test_new_shows_the_recovery_code_once_and_never_overwrites(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "v.casevault"
    said = call("new", folder, "--json", passphrase=f"{WORKER}\n{MANAGER}\n")
    assert said.status == 0
    assert len(said.json["recovery_code"]) > 50
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    one_sentence(call("new", folder, passphrase=f"{WORKER}\n{MANAGER}\n"))
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_wrong_use_is_2_and_errors_are_one_sentence(call: Call, vault: Path, tmp_path: Path) -> None:
    for words in (
        [],
        ["nonsense"],
        ["figures", "close", vault],
        ["figures", "close", vault, "--month", "October"],
        ["demo"],
    ):
        assert call(*words).status == 2
    assert "did not open" in one_sentence(call("check", vault, passphrase="not the one\n"))
    one_sentence(call("check", tmp_path / "nothing.casevault", passphrase=f"{WORKER}\n"))
    one_sentence(call("check", vault, "--passphrase-file", tmp_path / "missing"))
    assert "lines" in one_sentence(call("new", tmp_path / "w.casevault", passphrase=f"{WORKER}\n"))
    assert not (tmp_path / "w.casevault").exists()


def test_an_error_as_json_is_json(call: Call, vault: Path) -> None:
    said = call("check", vault, "--json", passphrase="not the one\n")
    assert said.json["error"] == "wrong_passphrase"
    assert said.json["sentence"] == one_sentence(said)


def test_a_mistake_of_ours_is_said_without_what_was_typed(
    call: Call, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError("Marisol wants a door that locks")

    monkeypatch.setattr(search, "find", broken)
    sentence = one_sentence(call("search", vault, "Marisol", passphrase=f"{WORKER}\n"))
    assert "Marisol" not in sentence
    assert "mistake of ours" in sentence


# --- contacts ---------------------------------------------------------------------------------------------


def test_the_schema_says_what_is_taken(call: Call) -> None:
    schema = json.loads(call("contacts", "schema").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema)
    for line in contacts():
        check.validate(line)
    assert list(check.iter_errors({**contacts()[0], "place_name": "x"}))
    assert list(check.iter_errors({"place": "street_round"}))


def test_what_was_added_is_found(call: Call, vault: Path) -> None:
    said = call("search", vault, "marker3", "--json", passphrase=f"{WORKER}\n")
    assert [hit["title"].split()[0] for hit in json.loads(said.out)] == ["Nadi"]
    assert "Marisol" in call("search", vault, "marizol", passphrase=f"{WORKER}\n").out


def test_one_bad_line_refuses_the_file_and_every_bad_line_is_named(
    call: Call, vault: Path, tmp_path: Path
) -> None:
    good = contacts()[0]
    lines = [
        json.dumps({**good, "note": "markerfirst"}),
        json.dumps({**good, "place": "the moon"}),
        json.dumps(good),
        "{this is no JSON",
        json.dumps({**good, "when": "2099-01-01T10:00:00+00:00"}),
        json.dumps({**good, "people": [], "unidentified": 0}),
    ]
    file = tmp_path / "bad.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    said = call("contacts", "add", vault, "--from", file, passphrase=f"{WORKER}\n")
    assert said.status == 1
    assert "Nothing was saved" in said.err
    assert [number for number in range(1, 7) if f"Contact {number}" in said.err] == [2, 4, 5, 6]
    assert "the list place has no such value; it has street_round" in said.err
    assert json.loads(call("search", vault, "markerfirst", "--json", passphrase=f"{WORKER}\n").out) == []


def test_a_file_chooses_from_lists_by_code_or_by_label(call: Call, vault: Path, tmp_path: Path) -> None:
    by_code = contacts()[0]
    by_label = {**by_code, "place": "Ronda de calle", "topics": ["Housing"], "supplies": []}
    by_label["people"] = [
        {"new": {"alias": "Lio", "area": "south"}, "consents": by_code["people"][0]["consents"]}
    ]
    file = tmp_path / "labels.json"
    file.write_text(json.dumps(by_label), encoding="utf-8")
    assert call("contacts", "add", vault, "--from", file, passphrase=f"{WORKER}\n").status == 0
    file.write_text(json.dumps({**by_label, "topics": ["the weather"]}), encoding="utf-8")
    assert "the list topic has no such value" in one_sentence(
        call("contacts", "add", vault, "--from", file, passphrase=f"{WORKER}\n")
    )


def test_the_rules_of_the_window_hold_for_files(call: Call, vault: Path, tmp_path: Path) -> None:
    person = {
        "new": {"alias": "Ana"},
        "consents": [{"purpose": "keep", "answer": "given"}],
        "needs": [{"kind": "mental_health"}],
    }
    line = {"when": "2026-10-30T21:00", "place": "our_rooms", "channel": "drop_in", "people": [person]}
    file = tmp_path / "one.json"
    file.write_text(json.dumps(line), encoding="utf-8")
    said = call("contacts", "add", vault, "--from", file, "--json", passphrase=f"{WORKER}\n")
    assert said.json == {"contacts": 1, "people": 1, "waiting": 1}
    again = {**line, "people": [{"alias": "Ana", "note": "known now"}]}
    file.write_text(json.dumps(again), encoding="utf-8")
    assert (
        call("contacts", "add", vault, "--from", file, "--json", passphrase=f"{WORKER}\n").json["people"] == 0
    )
    one_sentence(call("contacts", "add", vault, "--from", file, passphrase=f"{MANAGER}\n"))


# --- figures ----------------------------------------------------------------------------------------------


def test_months_are_closed_by_a_worker_and_published_by_a_manager(
    call: Call, vault: Path, tmp_path: Path
) -> None:
    assert "2026-09" in one_sentence(
        call("figures", "close", vault, "--month", "2026-10", passphrase=f"{WORKER}\n")
    )
    one_sentence(call("figures", "publish", vault, "--month", "2026-09", passphrase=f"{MANAGER}\n"))
    one_sentence(call("figures", "close", vault, "--month", "2026-09", passphrase=f"{MANAGER}\n"))
    closed = call("figures", "close", vault, "--through", "2026-10", "--json", passphrase=f"{WORKER}\n")
    assert closed.json == {"closed": ["2026-09", "2026-10"]}
    status = call("figures", "status", vault, "--json", passphrase=f"{MANAGER}\n").json
    assert [(row["month"], row["published"]) for row in status["closed"]] == [
        ("2026-09", False),
        ("2026-10", False),
    ]
    assert status["open"][0]["month"] == "2026-11"
    said = call("figures", "publish", vault, "--through", "2026-10", "--json", passphrase=f"{MANAGER}\n")
    assert said.json["published"] == ["2026-09", "2026-10"]
    one_sentence(call("figures", "publish", vault, "--month", "2026-11", passphrase=f"{WORKER}\n"))
    first = export(call, vault, tmp_path / "first", MANAGER)
    assert [file.name for file in first] == ["figures-2026-09.zip", "figures-2026-10.zip"]
    verified = call("verify", first[1], first[0], "--key", said.json["fingerprint"])
    assert verified.status == 0, verified.out
    assert call("verify", first[1], first[0], "--key", "00" * 32).status == 1

    # Later contacts and another passphrase change nothing of what left.
    file = tmp_path / "late.jsonl"
    file.write_text("\n".join(map(json.dumps, contacts(people=3))), encoding="utf-8")
    assert call("contacts", "add", vault, "--from", file, passphrase=f"{WORKER}\n").status == 0
    with open_vault(vault, WORKER) as session:
        passphrases.change(session, WORKER, "another one, longer 9")
    second = export(call, vault, tmp_path / "second", "another one, longer 9")
    assert [file.read_bytes() for file in second] == [file.read_bytes() for file in first]

    unpacked = tmp_path / "unpacked"
    with zipfile.ZipFile(first[0]) as release:
        release.extractall(unpacked)
    assert call("verify", unpacked).status == 0
    figures = unpacked / "figures.csv"
    text = figures.read_text(encoding="utf-8")
    figures.write_text(text.replace(",5,", ",10,", 1).replace(",5\n", ",10\n", 1), encoding="utf-8")
    assert figures.read_text(encoding="utf-8") != text
    spoiled = call("verify", unpacked, "--json")
    assert spoiled.status == 1
    assert any(each["state"] == "FAILED" for each in spoiled.json["findings"])


def test_publishing_hands_over_at_once_where_it_is_told_where(
    call: Call, vault: Path, tmp_path: Path
) -> None:
    assert call("figures", "close", vault, "--month", "2026-09", passphrase=f"{WORKER}\n").status == 0
    words = ("--month", "2026-09", "--out", tmp_path / "new" / "folder", "--recipient", "City fund", "--json")
    said = call("figures", "publish", vault, *words, passphrase=f"{MANAGER}\n").json
    assert said["files"] == [str(tmp_path / "new" / "folder" / "figures-2026-09.zip")]
    assert call("verify", said["files"][0]).status == 0
    status = call("figures", "status", vault, "--month", "2026-09", "--json", passphrase=f"{MANAGER}\n").json
    assert [(row["month"], row["deliveries"]) for row in status["closed"]] == [("2026-09", 1)]
    assert status["open"] == []


def export(call: Call, vault: Path, out: Path, passphrase: str) -> list[Path]:
    out.mkdir()
    words = ("--recipient", "City fund", "--purpose", "Grant 12", "--json")
    said = call(
        "figures", "export", vault, "--through", "2026-10", "--out", out, *words, passphrase=f"{passphrase}\n"
    )
    return [Path(name) for name in said.json["files"]]


# --- check, demo, start -----------------------------------------------------------------------------------


def test_check_finds_nothing_in_order_and_names_what_is_wrong(call: Call, vault: Path) -> None:
    said = call("check", vault, "--json", passphrase=f"{WORKER}\n")
    assert (said.status, said.json) == (0, {"findings": [], "mended": 0})
    cases = vault / "cases.db"
    data = bytearray(cases.read_bytes())
    data[len(data) // 2] ^= 1
    cases.write_bytes(data)
    assert call("check", vault, passphrase=f"{WORKER}\n").status == 1


def is_told_practice(vault: Path, passphrase: str) -> bool:
    """Whether the window of this session would say that nothing is real."""
    room = open_room(vault, passphrase)
    try:
        return facts_of(room)(Desk(lambda: room)).demo
    finally:
        room.close()


def test_a_vault_with_real_people_never_says_that_nothing_is_real(vault: Path) -> None:
    assert [is_told_practice(vault, words) for words in (WORKER, MANAGER)] == [False, False]


def test_a_practice_vault_opens_for_both(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "p.casevault"
    size = ("--people", 15, "--contacts", 60, "--months", 3)
    said = call("demo", folder, *size, "--end", "2026-10", "--json")
    facts = said.json
    assert set(facts) == {
        "vault", "worker_passphrase", "manager_passphrase", "recovery_code", "people", "contacts",
    }  # fmt: skip
    assert (facts["people"], facts["contacts"]) == (15, 60)
    status = call("figures", "status", folder, "--json", passphrase=facts["manager_passphrase"] + "\n").json
    assert [(row["month"], row["published"]) for row in status["closed"]] == [
        ("2026-08", True),
        ("2026-09", True),
    ]
    assert call("check", folder, passphrase=facts["worker_passphrase"] + "\n").status == 0
    open_ = tmp_path / "o.casevault"
    said = call("demo", open_, *size, "--end", "2026-10", "--open-months", "--json")
    for vault, words in ((folder, facts), (open_, said.json)):
        for role in ("worker", "manager"):
            assert is_told_practice(vault, words[f"{role}_passphrase"]), role
        assert call("check", vault, passphrase=words["manager_passphrase"] + "\n").status == 0
    one_sentence(call("demo", tmp_path / "x.casevault", "--people", 50, "--contacts", 2))
    assert not (tmp_path / "x.casevault").exists()


def test_subcommands_start_without_the_window() -> None:
    code = (
        "import sys; from caseapp.cli import run; run(['contacts', 'schema']); "
        "sys.exit(any(name.split('.')[0] in {'PySide6', 'highspy', 'numpy'} for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, env=dict(os.environ)
    )
    assert done.returncode == 0, done.stderr
