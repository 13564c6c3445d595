"""Builds a release once, keeps its bytes, and hands exactly those bytes over."""

import contextlib
from collections.abc import Mapping
from pathlib import Path

from caseapp.errors import KnownError
from caseapp.figures import attack as attacking
from caseapp.figures.cells import figure_values
from caseapp.figures.ledger import Ledger, LedgerError
from caseapp.figures.ledger_rows import Delivery, Release
from caseapp.figures.rounding import POLICY_VERSION
from caseapp.figures.specification import Key, Specification
from caseapp.figures.writers import package, proof, signature, tables
from caseapp.figures.writers.content import Content
from caseapp.vault.signing_handover import leading_to


class PublishError(KnownError):
    """A month that cannot be published or exported as asked."""

    code = "figures_publish"


def publish(ledger: Ledger, period: str, signing_seed: bytes) -> Release:
    """Build, attack, sign and keep the release of a closed month; an existing one is given back unchanged.

    Args:
        ledger: figures.db.
        period: ``YYYY-MM``.
        signing_seed: Ed25519 seed, 32 bytes.

    Returns:
        The release as it is kept.

    Raises:
        PublishError: the month is open, or an earlier closed one is not published yet.
        LedgerError: the ledger is damaged.
        UnsafeError: the attack found something; nothing was kept.
    """
    if existing := ledger.release(period):
        return existing
    ledger.verify()
    closed = ledger.closed()
    if period not in closed:
        raise PublishError("{period} is still open. Only closed months are published.", period=period)
    published = ledger.published()
    if waiting := [month for month in closed if month < period and month not in published]:
        raise PublishError(
            "Releases follow one another: publish {months} before {period}.",
            months=", ".join(waiting),
            period=period,
        )
    earlier = ledger.releases()
    specification = _specification(ledger, period)
    key = signature.public_key(signing_seed)
    content = Content(
        specification=specification,
        period=period,
        cells=ledger.cells(period),
        before=sums_before(ledger, specification, period),
        previous=earlier[-1].digest if earlier else None,
        fingerprint=signature.fingerprint(key),
        handovers=leading_to((action for action, _ in ledger.entries()), key),
    )
    files = build(content)
    verdict = attacking.attack(files, [files_of(release) for release in earlier])
    if not verdict.safe:
        raise attacking.UnsafeError(
            "{period} is not published: the check against working numbers back failed ({reason}).",
            period=period,
            reason=verdict.found[0],
        )
    files[signature.SIGNATURE] = signature.write_signature(period, files, signing_seed)
    release = Release(
        period=period,
        specification=specification.version,
        policy=POLICY_VERSION,
        digest=content_digest(period, files),
        previous=content.previous,
        content=signature.pack(files),
    )
    ledger.add_release(release)
    return release


def files_of(release: Release) -> dict[str, bytes]:
    """The files of a release that is kept.

    Args:
        release: from the ledger, where whoever holds the figures secret can write anything.

    Raises:
        LedgerError: this program did not make it.
    """
    try:
        return signature.unpack(release.content)
    except ValueError:
        raise LedgerError(_STRANGE, period=release.period) from None


_STRANGE = (
    "What figures.db keeps as the release of {period} is none that this program made. Somebody with the "
    "manager's passphrase may have written it. Nothing is closed or published with it."
)


def content_digest(period: str, files: Mapping[str, bytes]) -> str:
    """The digest that names a release, whether it is signed already or not."""
    return signature.content_digest(
        period, {name: data for name, data in files.items() if name != signature.SIGNATURE}
    )


def build(content: Content) -> dict[str, bytes]:
    """All files of a release but the signature.

    Args:
        content: what it says.

    Returns:
        name -> bytes.
    """
    figures, basis = tables.write_figures(content), tables.write_basis(content)
    return {
        tables.FIGURES: figures,
        tables.BASIS: basis,
        package.PACKAGE: package.write_package(content, figures, basis),
        proof.PROOF: proof.write_proof(content),
    }


def drafts(ledger: Ledger) -> list[dict[str, bytes]]:
    """The files of all closed months: of published ones as they left, of the others as they would.

    Args:
        ledger: figures.db.

    Returns:
        Oldest first.
    """
    releases = {release.period: release for release in ledger.releases()}
    found: list[dict[str, bytes]] = []
    previous: str | None = None
    for period in ledger.closed():
        if release := releases.get(period):
            found.append(files_of(release))
            previous = release.digest
            continue
        specification = _specification(ledger, period)
        files = build(
            Content(
                specification=specification,
                period=period,
                cells=ledger.cells(period),
                before=sums_before(ledger, specification, period),
                previous=previous,
                fingerprint="",
            )
        )
        previous = content_digest(period, files)
        found.append(files)
    return found


def sums_before(ledger: Ledger, specification: Specification, period: str) -> dict[str, dict[Key, int]]:
    """Shown sums over the months of the year that were closed before.

    Args:
        ledger: figures.db.
        specification: the one of the year.
        period: ``YYYY-MM``; itself left out.

    Returns:
        measure id -> figure key -> sum; empty for the first month.
    """
    sums: dict[str, dict[Key, int]] = {}
    for month in ledger.closed():
        if month[:4] == period[:4] and month < period:
            cells = ledger.cells(month)
            for measure in specification.measures:
                own = sums.setdefault(measure.id, {})
                for key, value in figure_values(measure, cells[measure.id]).items():
                    own[key] = own.get(key, 0) + value
    return sums


def export(
    ledger: Ledger, period: str, folder: Path, *, recipient: str, purpose: str, by: str, at: str
) -> Path:
    """Write the kept bytes of a release as one zip and note the delivery.

    Args:
        ledger: figures.db.
        period: ``YYYY-MM``, published.
        folder: where the zip goes; made if it is not there.
        recipient: to whom it is handed, kept in the ledger and not in the file.
        purpose: what for, likewise.
        by: who hands it over.
        at: when, ISO 8601.

    Returns:
        The file: ``figures-YYYY-MM.zip``. One of that name with other bytes is never replaced.

    Raises:
        PublishError: not published yet, or the file cannot be written.
    """
    release = ledger.release(period)
    if release is None:
        raise PublishError("{period} is not published yet, so there is nothing to hand over.", period=period)
    path = folder / f"figures-{period}.zip"
    aside = path.with_name(f"{path.name}.part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.read_bytes() != release.content:
            raise PublishError(
                "{file} is there already and is something else. Choose another folder.", file=path.name
            )
        aside.write_bytes(release.content)  # a full disk leaves no half release under the name of a whole one
        aside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):  # the folder may be gone
            aside.unlink(missing_ok=True)
        raise PublishError(
            "{file} could not be written ({reason}). The release itself is safe in the vault.",
            file=path.name,
            reason=error.strerror or type(error).__name__,
        ) from error
    ledger.add_delivery(Delivery(period, recipient, purpose, at, by))
    return path


def _specification(ledger: Ledger, period: str) -> Specification:
    specification = ledger.specification(int(period[:4]))
    if specification is None:
        raise LedgerError("The list of published figures of {year} is missing.", year=period[:4])
    return specification
