"""The lists an organisation chooses from: their start, their upkeep, and whether a code is known."""

import json
import re
import secrets
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.assets import resource
from caseapp.casework.commands.team import SetTerm
from caseapp.casework.house import House
from caseapp.casework.refusals import NotComplete
from caseapp.domain.consent import Purpose
from caseapp.domain.need import ForWhom, NeedFacts
from caseapp.domain.requests import Kind, Outcome
from caseapp.domain.taxonomy import ListName, label_of
from caseapp.errors import BugError
from caseapp.storage.tables import TaxonomyTerm
from caseapp.storage.unit_of_work import UnitOfWork

_LANGUAGE = "en"
_LABEL_LETTERS = 80
_PARENTS = {ListName.PLACE: ListName.AREA, ListName.NEED: ListName.NEED_GROUP}
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}")
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True)
class KnownCodes:
    """The codes of all lists, kept in memory between saves.

    Attributes:
        codes: the codes of each list, retired ones too (a draft may hold one).
        purposes: consent a kind of need asks for.
    """

    codes: Mapping[ListName, frozenset[str]]
    purposes: Mapping[str, Purpose]

    def purpose_of(self, facts: NeedFacts) -> Purpose | None:
        """The consent a need asks for: None when keeping a record is enough.

        A need for a child belongs to the mother's record and to her consent about her children.
        """
        if facts.for_whom is ForWhom.CHILD:
            return Purpose.CHILDREN
        return self.purposes.get(facts.kind)

    def unknown(self, list_name: ListName, codes: Iterable[str]) -> list[str]:
        """Those of some codes that the list does not have."""
        return [code for code in codes if code not in self.codes[list_name]]


def known_codes(house: House, session: Callable[[], Session]) -> KnownCodes:
    """The codes of all lists.

    Args:
        house: the open house.
        session: gives one to read with, asked only when they have to be read.
    """
    return house.store.kept("codes", frozenset({Kind.TAXONOMY}), lambda: _load(session()))


def _load(session: Session) -> KnownCodes:
    codes: dict[ListName, set[str]] = {name: set() for name in ListName}
    purposes: dict[str, Purpose] = {}
    rows = session.execute(select(TaxonomyTerm.list_name, TaxonomyTerm.code, TaxonomyTerm.purpose))
    for list_name, code, purpose in rows:
        codes[ListName(list_name)].add(code)
        if purpose is not None and list_name == ListName.NEED:
            purposes[code] = Purpose(purpose)
    return KnownCodes({name: frozenset(found) for name, found in codes.items()}, purposes)


def start_lists(house: House, *, areas: Sequence[str] = (), places: Sequence[str] = ()) -> None:
    """Fill the lists of a new vault.

    Args:
        house: the open house.
        areas: labels of the areas, as typed; empty = the neutral ones of the resources.
        places: labels of the places, likewise.
    """
    lists = _starting_lists()
    typed = {ListName.AREA: areas, ListName.PLACE: places}
    with house.writing("lists.start") as unit:
        for name in ListName:
            labels = [label.strip() for label in typed.get(name, ()) if label.strip()]
            if labels:
                taken: set[str] = set()
                for position, label in enumerate(dict.fromkeys(labels)):
                    code = code_for(label, taken)
                    taken.add(code)
                    _add(unit, name, code, {_LANGUAGE: label}, position)
                continue
            for position, (code, term) in enumerate(lists[name.value].items()):
                labels_of = {key: value for key, value in term.items() if key not in {"parent", "purpose"}}
                _add(unit, name, code, labels_of, position, term.get("parent", ""), term.get("purpose"))


def _starting_lists() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(resource("taxonomy.toml").read_text(encoding="utf-8"))


def starting_choices(list_name: ListName) -> tuple[tuple[str, str], ...]:
    """Codes and English labels that a new vault starts with in one list, for the wizard."""
    return tuple((code, term[_LANGUAGE]) for code, term in _starting_lists()[list_name.value].items())


def _add(
    unit: UnitOfWork,
    list_name: ListName,
    code: str,
    labels: Mapping[str, str],
    position: int,
    parent: str = "",
    purpose: str | None = None,
) -> UUID:
    return unit.insert(
        TaxonomyTerm,
        list_name=list_name.value,
        code=code,
        parent=parent,
        purpose=purpose,
        labels=json.dumps(dict(labels), ensure_ascii=False, sort_keys=True),
        position=position,
    )


def code_for(label: str, taken: Iterable[str]) -> str:
    """Make a code from a label: stable, lower-case, never shown.

    Args:
        label: as somebody typed it, in any script.
        taken: codes that are in use.
    """
    plain = unicodedata.normalize("NFKD", label.casefold()).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:32] or f"v{secrets.token_hex(3)}"
    taken = set(taken)
    code, number = stem, 2
    while code in taken:
        code, number = f"{stem}_{number}", number + 1
    return code


def set_term(house: House, command: SetTerm) -> Outcome[None]:
    """Add a value to a list, or change its label, parent or whether it is offered.

    An empty code means a new value; its code is made from the label. A label that only repeats what the
    language falls back on, as when a value is retired, is not written into it.

    Raises:
        NotComplete: no label, a label that is too long, an unknown parent, a code that is none.
    """
    label = command.label.strip()
    wrong = []
    if not label or len(label) > _LABEL_LETTERS:
        wrong.append("label")
    if command.code and not _CODE.fullmatch(command.code):
        wrong.append("code")
    if not _LANGUAGE_CODE.fullmatch(command.language):
        raise BugError("a language has two or three letters")
    with house.writing("list.change") as unit:
        codes = known_codes(house, lambda: unit.session)
        parents = _PARENTS.get(command.list_name)
        if command.parent and (parents is None or codes.unknown(parents, [command.parent])):
            wrong.append("parent")
        if wrong:
            raise NotComplete(wrong)
        code = command.code or code_for(label, codes.codes[command.list_name])
        here = TaxonomyTerm.list_name == command.list_name.value
        row = unit.session.scalar(select(TaxonomyTerm).where(here, TaxonomyTerm.code == code))
        if row is None:
            last = unit.session.scalar(select(func.max(TaxonomyTerm.position)).where(here))
            purpose = Purpose.CHILDREN if command.parent == "children" else None
            if command.list_name is ListName.NEED and command.parent == "health":
                purpose = Purpose.HEALTH
            position = 0 if last is None else last + 1
            _add(unit, command.list_name, code, {command.language: label}, position, command.parent, purpose)
        else:
            labels: dict[str, str] = json.loads(row.labels)
            if label != label_of(labels, code, command.language):
                labels[command.language] = label
            unit.change(
                TaxonomyTerm,
                row.id,
                labels=json.dumps(labels, ensure_ascii=False, sort_keys=True),
                parent=command.parent,
                retired=command.retired,
            )
    return Outcome(None, unit.changes)
