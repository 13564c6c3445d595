"""What the rooms below say can be translated: written out where it is said, with every place filled."""

import ast
from pathlib import Path
from string import Formatter

import pytest

from caseapp.domain.sentences import Sentence
from caseapp.errors import KnownError
from tests.unit.translatable import ROOT, sentences_of, templates

SAYING = sorted(path for path in ROOT.rglob("*.py") if any(sentences_of(path)))


def test_the_sweep_finds_those_who_say_something() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in SAYING}
    assert {"vault/audit_check.py", "vault/integrity_parts.py", "storage/checks.py"} <= names
    assert "Page {page} is damaged." in templates()
    assert "That did not open. Check Caps Lock and keyboard language, then try again." in templates()


@pytest.mark.parametrize("path", SAYING, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_sentence_is_written_out_and_its_places_are_filled(path: Path) -> None:
    for call, template in sentences_of(path):
        passed_on = isinstance(call.args[0], ast.Name | ast.Attribute)  # an error's, written out there
        assert template is not None or passed_on, ast.unparse(call)
        if template is not None:
            places = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
            assert places == {keyword.arg for keyword in call.keywords}, ast.unparse(call)


def test_a_sentence_within_a_sentence_is_said_in_english() -> None:
    within = Sentence.of("Entry {number} of the audit was changed.", number=2)
    error = KnownError("It is damaged ({what})", what=within)
    assert error.sentence == "It is damaged (Entry 2 of the audit was changed.)"
    assert str(Sentence.of_error(error)) == error.sentence
    assert dict(Sentence.of_error(error).values)["what"] == within


def test_what_is_no_sentence_and_no_number_becomes_text() -> None:
    assert Sentence.of("{a} {b}", a=1, b=ValueError("x")).values == (("a", 1), ("b", "x"))
    assert str(Sentence.of("50 {no place}")) == "50 {no place}"
