"""The two secrets of a vault and the keys that follow from them. Labels are part of the format."""

import os
from dataclasses import dataclass, field

from caseapp.errors import BugError
from caseapp.vault.envelope import SECRET_BYTES, labelled_key, signing_public


@dataclass(frozen=True, slots=True)
class CaseKeys:
    """What the case secret opens. A manager's slot never holds it.

    Attributes:
        store: raw key of cases.db.
        audit: key of its audit chain and row digests.
        head: key of its records in the file ``head``.
        draw: key of the figures' random draws.
        handover: Ed25519 seed that vouches for the secrets of the next generation.
    """

    store: bytes = field(repr=False)
    audit: bytes = field(repr=False)
    head: bytes = field(repr=False)
    draw: bytes = field(repr=False)
    handover: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class FiguresKeys:
    """What the figures secret opens.

    Attributes:
        store: raw key of figures.db.
        audit: key of its audit chain and row digests.
        head: key of its records in the file ``head``.
        signing_seed: Ed25519 seed that signs releases.
        name: key under which the vault's name stands in keys.json.
        labels: key under which the slots' labels stand there.
        mark: names the figures secret without telling it.
    """

    store: bytes = field(repr=False)
    audit: bytes = field(repr=False)
    head: bytes = field(repr=False)
    signing_seed: bytes = field(repr=False)
    name: bytes = field(repr=False)
    labels: bytes = field(repr=False)
    mark: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Secrets:
    """The secrets a slot holds.

    Attributes:
        case: the case secret, or None in a manager's slot.
        figures: the figures secret.
    """

    case: bytes | None = field(repr=False)
    figures: bytes = field(repr=False)

    @classmethod
    def new(cls) -> "Secrets":
        """Draw two fresh secrets."""
        return cls(case=os.urandom(SECRET_BYTES), figures=os.urandom(SECRET_BYTES))

    def case_keys(self) -> CaseKeys | None:
        """Derive the keys of the case store, or None without the case secret."""
        if self.case is None:
            return None
        return CaseKeys(
            store=labelled_key(self.case, "caseapp/1/cases.db"),
            audit=labelled_key(self.case, "caseapp/1/cases audit"),
            head=labelled_key(self.case, "caseapp/1/cases head"),
            draw=labelled_key(self.case, "caseapp/1/draw"),
            handover=labelled_key(self.case, "caseapp/1/cases handover"),
        )

    def figures_keys(self) -> FiguresKeys:
        """Derive the keys of the figures store."""
        return FiguresKeys(
            store=labelled_key(self.figures, "caseapp/1/figures.db"),
            audit=labelled_key(self.figures, "caseapp/1/figures audit"),
            head=labelled_key(self.figures, "caseapp/1/figures head"),
            signing_seed=labelled_key(self.figures, "caseapp/1/signing"),
            name=labelled_key(self.figures, "caseapp/1/name"),
            labels=labelled_key(self.figures, "caseapp/1/labels"),
            mark=labelled_key(self.figures, "caseapp/1/figures mark"),
        )


@dataclass(frozen=True, slots=True)
class Marks:
    """Which secrets are meant, told to anybody without telling the secrets.

    Attributes:
        case: public key of the case secret's handover seed, 32 bytes.
        figures: a labelled key of the figures secret that opens nothing, 32 bytes.
    """

    case: bytes
    figures: bytes

    @classmethod
    def of(cls, secrets: Secrets) -> "Marks":
        """The marks of both secrets; only whoever holds the case secret can make them."""
        case = secrets.case_keys()
        if case is None:
            raise BugError("the marks of both secrets need both")
        return cls(signing_public(case.handover), secrets.figures_keys().mark)
