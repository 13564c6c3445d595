"""Finding: people by a mistyped name, and everything by a word."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from caseapp.casework.house import House
from caseapp.casework.queries.find import FindPeople, HitKind, LikelyDuplicates, PersonHit, Search, SearchHit
from caseapp.casework.reading.rows import hint, last_seen, names_of, pieces
from caseapp.domain.person import MeansKind
from caseapp.domain.requests import Kind
from caseapp.storage import names, search
from caseapp.storage.names import NameHit
from caseapp.storage.plain_words import normalised
from caseapp.storage.tables import Contact, ContactMeans, Person, Service, TaxonomyTerm

_PEOPLE = 8
_SERVICES = 5
_DUPLICATES = 5
_LIKELY = 4
"""Up to this distance somebody with a similar name may be the same person."""
_SHORTEST_PHONE = 4


def find_people(house: House, query: FindPeople) -> tuple[PersonHit, ...]:
    """Answer ``FindPeople``: best match first."""
    with house.reading() as session:
        found = names.names_of(house.store).find(session, query.text, query.limit)
        return person_hits(session, found)


def likely_duplicates(house: House, query: LikelyDuplicates) -> tuple[PersonHit, ...]:
    """Answer ``LikelyDuplicates``: people with one of the phones, or with a name much like hers."""
    facts = query.facts
    asked = [name for name in (facts.alias, facts.code, *facts.other_names) if name.strip()]
    phones = [phone for phone in query.phones if sum(map(str.isdigit, phone)) >= _SHORTEST_PHONE]
    best: dict[UUID, NameHit] = {}
    with house.reading() as session:
        known = names.names_of(house.store)
        for text in (*asked, *phones):
            for hit in known.find(session, text, _DUPLICATES):
                likely = hit.matched == "phone" if text in phones else hit.distance <= _LIKELY
                if likely and (hit.person_id not in best or hit.distance < best[hit.person_id].distance):
                    best[hit.person_id] = hit
        # One phone is stronger than one name.
        ordered = sorted(best.values(), key=lambda hit: (hit.matched != "phone", hit.distance))
        return person_hits(session, ordered[:_DUPLICATES])


def person_hits(session: Session, found: Sequence[NameHit]) -> tuple[PersonHit, ...]:
    """Matches with what tells the people apart, in two statements.

    Args:
        session: an open reading session.
        found: matches in the order to show.
    """
    ids = [hit.person_id for hit in found]
    people: dict[UUID, Row[*tuple[Any, ...]]] = {}
    for piece in pieces(ids):
        rows = session.execute(
            select(
                Person.id,
                Person.alias,
                Person.code,
                Person.age_band,
                last_seen(Contact.on_date, Person.id).label("last_on"),
                last_seen(Contact.place, Person.id).label("last_place"),
            ).where(Person.id.in_(piece))
        )
        people.update((row.id, row) for row in rows)
    phones = _phone_ends(session, ids)
    return tuple(
        PersonHit(
            person_id=hit.person_id,
            alias=row.alias,
            code=row.code,
            age_band=row.age_band,
            last_on=row.last_on,
            last_place=row.last_place or "",
            phone_end=phones.get(hit.person_id, ""),
            matched=hit.matched,
            distance=hit.distance,
        )
        for hit in found
        if (row := people.get(hit.person_id)) is not None
    )


def _phone_ends(session: Session, person_ids: Iterable[UUID]) -> dict[UUID, str]:
    ends: dict[UUID, str] = {}
    for piece in pieces(person_ids):
        rows = session.execute(
            select(ContactMeans.person_id, ContactMeans.kind, ContactMeans.value)
            .where(
                ContactMeans.person_id.in_(piece),
                ContactMeans.kind.in_([MeansKind.PHONE.value, MeansKind.MESSAGE.value]),
            )
            .order_by(ContactMeans.created_at, ContactMeans.id)
        )
        for row in rows:
            ends.setdefault(row.person_id, hint(MeansKind(row.kind), row.value))
    return ends


def search_all(house: House, query: Search) -> tuple[SearchHit, ...]:
    """Answer ``Search``: people first, then services, then notes and words, newest first."""
    if not query.text.strip():
        return ()
    with house.reading() as session:
        people = names.names_of(house.store).find(session, query.text, _PEOPLE)
        # Read again only after a save that touched them: a key is pressed more often than that.
        kept = house.store.kept
        scanned = kept("scanned texts", frozenset({Kind.DRAFT}), lambda: search.read_scanned(session))
        written = search.find(session, query.text, query.limit, scanned)
        offered = kept("service names", frozenset({Kind.SERVICE}), lambda: _service_names(session))
        services = _services(offered, query.text)
        terms = _terms(
            session, [UUID(hex=row.target_id) for row in written if row.kind == HitKind.TERM.value]
        )
        person_ids = [UUID(hex=row.person_id) for row in written if row.person_id]
        known = names_of(session, [*(hit.person_id for hit in people), *person_ids])
    hits: dict[tuple[HitKind, UUID, str], SearchHit] = {}

    def add(hit: SearchHit) -> None:
        # Two texts of one record are two lines; the same text twice is one.
        same = "" if hit.kind in {HitKind.PERSON, HitKind.SERVICE} else hit.snippet
        hits.setdefault((hit.kind, hit.row_id, same), hit)

    for person in people:
        if person.person_id in known:
            title = _title(known, person.person_id)
            add(SearchHit(HitKind.PERSON, person.person_id, person.person_id, title, person.matched, None))
    for service_id, name in services:
        add(SearchHit(HitKind.SERVICE, service_id, None, name, "", None))
    # A value of a list is a setting: whoever looks for a note is not helped by it standing first.
    for row in sorted(written, key=lambda row: row.kind == HitKind.TERM.value):
        kind = HitKind(row.kind)
        if kind is HitKind.TERM:
            target = UUID(hex=row.target_id)
            add(SearchHit(kind, target, None, _label_found(terms.get(target, {}), query.text), "", None))
            continue
        person_id = UUID(hex=row.person_id) if row.person_id else None
        on = date.fromisoformat(row.on_date) if row.on_date else None
        add(
            SearchHit(
                kind=kind,
                row_id=UUID(hex=row.target_id),
                person_id=person_id,
                title=_title(known, person_id) or _first_words(kind, row.snippet),
                snippet=" ".join(row.snippet.split()),
                on=on,
            )
        )
    return tuple(hits.values())[: query.limit]


def _title(known: dict[UUID, tuple[str, str]], person_id: UUID | None) -> str:
    return " ".join(filter(None, known.get(person_id, ()))) if person_id is not None else ""


def _first_words(kind: HitKind, snippet: str) -> str:
    lines = snippet.splitlines()
    return lines[0] if lines and kind is not HitKind.CONTACT else ""


def _terms(session: Session, term_ids: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    if not term_ids:
        return {}
    rows = session.execute(select(TaxonomyTerm.id, TaxonomyTerm.labels).where(TaxonomyTerm.id.in_(term_ids)))
    return {row.id: json.loads(row.labels) for row in rows}


def _label_found(labels: dict[str, str], text: str) -> str:
    """The label that holds the most of the words; English where two hold as many."""
    words = normalised(text).split()

    def fit(language: str) -> tuple[int, bool]:
        return sum(word in normalised(labels[language]) for word in words), language == "en"

    return labels[max(labels, key=fit)] if labels else ""


def _service_names(session: Session) -> tuple[tuple[UUID, str, str], ...]:
    """Id, name and name as it is compared of each service that is offered, in the order of the names."""
    rows = session.execute(
        select(Service.id, Service.name).where(Service.retired.is_(False)).order_by(func.lower(Service.name))
    )
    return tuple((row.id, row.name, normalised(row.name)) for row in rows)


def _services(offered: Sequence[tuple[UUID, str, str]], text: str) -> list[tuple[UUID, str]]:
    """Services whose name begins with the words, or holds them."""
    words = normalised(text).split()
    found = ((one, name) for one, name, there in offered if all(word in there for word in words))
    return list(islice(found, _SERVICES))
