"""What a power cut leaves: recorded events, cut anywhere; the unsynced lost, kept, reordered or torn."""

import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.security.vault_disk import FOLDER, Event

SECTOR = 512


@dataclass
class _Image:
    """A file on a disk that forgets.

    Attributes:
        durable: what is certain; None when not even the name is.
        pending: what has not been synced.
    """

    durable: bytes | None = None
    pending: list[Event] = field(default_factory=list)


def _after(durable: bytes | None, events: Sequence[Event]) -> bytes | None:
    """A file after these events arrived; None when there is none."""
    data = None if durable is None else bytearray(durable)
    for event in events:
        if event.kind in {"delete", "rename"}:
            data = None if event.kind == "delete" else bytearray(event.data)
            continue
        data = bytearray() if data is None else data
        if event.kind == "truncate":
            del data[event.offset :]
            continue
        if len(data) < event.offset:
            data.extend(bytes(event.offset - len(data)))
        data[event.offset : event.offset + len(event.data)] = event.data
    return None if data is None else bytes(data)


def _torn(event: Event, chance: random.Random) -> Iterator[Event]:
    """A write as the sectors of it that arrived."""
    if event.kind != "write":
        yield event
        return
    for start in range(0, len(event.data), SECTOR):
        if chance.random() < 0.5:
            yield Event("write", event.file, event.offset + start, event.data[start : start + SECTOR])


def _lost(_pending: Sequence[Event]) -> list[Event]:
    return []


def _kept(pending: Sequence[Event]) -> list[Event]:
    return list(pending)


def _scattered(chance: random.Random) -> Callable[[Sequence[Event]], list[Event]]:
    def some(pending: Sequence[Event]) -> list[Event]:
        arrived = [part for event in pending if chance.random() < 0.7 for part in _torn(event, chance)]
        chance.shuffle(arrived)
        return arrived

    return some


@dataclass(frozen=True)
class Cut:
    """The disk after a power cut.

    Attributes:
        name: where and how it was cut.
        files: file name to content.
        acknowledged: saves that were acknowledged before the cut.
    """

    name: str
    files: dict[str, bytes]
    acknowledged: frozenset[int]

    def write(self, folder: Path) -> None:
        """Put the files into a folder; what else is in it stays."""
        for name, data in self.files.items():
            (folder / name).write_bytes(data)


def cuts(before: dict[str, bytes], events: Sequence[Event], seed: int) -> Iterator[Cut]:
    """Every cut before and after each sync, and after each deletion and acknowledgement.

    Args:
        before: the recorded files before the first event, all of it durable.
        events: what happened.
        seed: of what a cut leaves of unsynced writes.

    Yields:
        For each place: everything unsynced lost, everything kept, two random scatterings.
    """
    images = {name: _Image(data) for name, data in before.items()}
    acknowledged: set[int] = set()
    chance = random.Random(seed)
    for place, event in enumerate(events):
        if event.kind == "sync":
            yield from _at(f"before event {place}, sync of {event.file}", images, acknowledged, chance)
        _happen(images, acknowledged, event)
        if event.kind in {"sync", "acknowledge", "delete"}:
            yield from _at(f"after event {place}, {event.kind} {event.file}", images, acknowledged, chance)


def _happen(images: dict[str, _Image], acknowledged: set[int], event: Event) -> None:
    if event.kind == "acknowledge":
        acknowledged.add(event.offset)
        return
    image = images.setdefault(event.file, _Image())
    if event.file == FOLDER:
        # From now on the new names are certain, with what had been synced of their files.
        for each in images.values():
            renamed = [place for place, one in enumerate(each.pending) if one.kind == "rename"]
            if renamed:
                each.durable, each.pending = each.pending[renamed[-1]].data, each.pending[renamed[-1] + 1 :]
        return
    if event.kind == "rename":
        # A file system may make the name last before the content: what was not synced of it is nothing.
        aside = images.pop(event.data.decode(), _Image())
        image.pending.append(Event("rename", event.file, 0, aside.durable or b""))
    elif event.kind in {"write", "truncate", "delete"}:
        image.pending.append(event)
    elif event.kind == "sync":
        image.durable, image.pending = _after(image.durable, image.pending) or b"", []


def _at(name: str, images: dict[str, _Image], acknowledged: set[int], chance: random.Random) -> Iterator[Cut]:
    ways = {"lost": _lost, "kept": _kept}
    ways |= {"scattered": _scattered(chance), "scattered again": _scattered(chance)}
    # With nothing pending all ways leave the same.
    if not any(image.pending for image in images.values()):
        ways = {"nothing pending": _lost}
    for way, arrived in ways.items():
        left: dict[str, bytes] = {}
        for file, image in images.items():
            data = _after(image.durable, arrived(image.pending))
            if data is not None and file != FOLDER:
                left[file] = data
        yield Cut(f"{name}, unsynced {way}", left, frozenset(acknowledged))


def fresh(base: Path, to: Path, recorded: Sequence[str]) -> Path:
    """The vault folder without the recorded files, for a cut to be written into."""
    shutil.copytree(base, to, ignore=lambda _folder, names: [name for name in names if name in recorded])
    return to
