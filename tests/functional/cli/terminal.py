"""The command line as tests call it: words in, status and what was said out."""

import io
import json
import sys
from typing import Any, NamedTuple

import pytest

from caseapp.cli import run

WORKER, MANAGER = "tea and warm socks 41", "numbers for the board 7"


class Said(NamedTuple):
    """What a call answered."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self.out.strip().splitlines()[-1])


class Call:
    """Says a subcommand.

    Args:
        capsys: of pytest.
        patch: of pytest.
    """

    def __init__(self, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self._capsys, self._patch = capsys, patch

    def __call__(
        self, *words: object, passphrase: str | None = None, typed: tuple[str, ...] = (), stdin: str = ""
    ) -> Said:
        """Say it, and keep what it answers.

        Args:
            *words: of the command line.
            passphrase: the text from which passphrases are read, to the letter.
            typed: passphrases, each with its Enter.
            stdin: what else stands in standard input.
        """
        if typed:
            passphrase = "".join(f"{line}\n" for line in typed)
        asked = [] if passphrase is None else ["--passphrase-file", "-"]
        self._patch.setattr(sys, "stdin", io.StringIO(stdin or passphrase or ""))
        self._capsys.readouterr()
        status = run([*map(str, words), *asked])
        said = self._capsys.readouterr()
        assert "Traceback" not in said.err
        return Said(status, said.out, said.err)


def one_sentence(said: Said) -> str:
    """The only line of a refusal."""
    assert said.status == 1
    lines = said.err.strip().splitlines()
    assert len(lines) == 1, said.err
    return lines[0]


def contacts(month: int = 9, people: int = 8) -> list[dict[str, Any]]:
    """Contacts of two months, each with somebody new who may be counted."""
    names = ("Marisol", "Tee", "Jola", "Nadi", "Ruby", "Sam", "Lio", "Bee")
    return [
        {
            "when": f"2026-{month + number % 2:02d}-{3 + number:02d}T20:15:00+01:00",
            "place": "street_round",
            "channel": "in_person",
            "minutes": 10,
            "unidentified": number % 3,
            "people": [
                {
                    "new": {"alias": names[number], "age_band": "25_34", "area": "north"},
                    "consents": [
                        {"purpose": purpose, "answer": "given"} for purpose in ("keep", "count", "health")
                    ],
                    "note": f"Talked by the harbour wall, marker{number}.",
                    "needs": [{"kind": "dental", "words": "the back tooth"}],
                    "referrals": [{"kind": "dental", "need": 0}],
                }
            ],
        }
        for number in range(people)
    ]
