"""A recorder and a failing disk under SQLite: a thin layer over the system's own VFS, made with ctypes.

SQLite lets a program register a VFS. This one calls the system's for everything and sees each write,
truncation, sync and deletion before it happens; it can let one fail with the code SQLite itself would give.
What the vault writes without SQLite (the file head, and files replaced whole such as keys.json) is seen at
the functions it goes through. Nothing of the program is changed for it.
"""

import ctypes
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlcipher3 import _sqlite3

from caseapp.vault import files, head

_Pointer = ctypes.c_void_p
_Open = ctypes.CFUNCTYPE(
    ctypes.c_int, _Pointer, _Pointer, _Pointer, ctypes.c_int, ctypes.POINTER(ctypes.c_int)
)
_Delete = ctypes.CFUNCTYPE(ctypes.c_int, _Pointer, _Pointer, ctypes.c_int)
_Write = ctypes.CFUNCTYPE(ctypes.c_int, _Pointer, _Pointer, ctypes.c_int, ctypes.c_int64)
_Truncate = ctypes.CFUNCTYPE(ctypes.c_int, _Pointer, ctypes.c_int64)
_Sync = ctypes.CFUNCTYPE(ctypes.c_int, _Pointer, ctypes.c_int)

FOLDER = "(folder)"
TEMPORARY = "(temporary)"  # what SQLite would spill into; nothing does while temp_store is MEMORY
SQLITE_OK = 0
SQLITE_FULL = 13
SQLITE_IOERR_WRITE = 10 | 3 << 8
SQLITE_IOERR_FSYNC = 10 | 4 << 8
SQLITE_CANTOPEN = 14


class _Vfs(ctypes.Structure):
    """struct sqlite3_vfs, https://www.sqlite.org/c3ref/vfs.html; only what is looked at has its type."""

    _fields_ = (
        ("iVersion", ctypes.c_int),
        ("szOsFile", ctypes.c_int),
        ("mxPathname", ctypes.c_int),
        ("pNext", _Pointer),
        ("zName", ctypes.c_char_p),
        ("pAppData", _Pointer),
        ("xOpen", _Open),
        ("xDelete", _Delete),
        *(
            (name, _Pointer)
            for name in ("xAccess", "xFullPathname", "xDlOpen", "xDlError", "xDlSym", "xDlClose")
        ),
        *((name, _Pointer) for name in ("xRandomness", "xSleep", "xCurrentTime", "xGetLastError")),
        *(
            (name, _Pointer)
            for name in ("xCurrentTimeInt64", "xSetSystemCall", "xGetSystemCall", "xNextSystemCall")
        ),
    )


class _Methods(ctypes.Structure):
    """struct sqlite3_io_methods, https://www.sqlite.org/c3ref/io_methods.html."""

    _fields_ = (
        ("iVersion", ctypes.c_int),
        ("xClose", _Pointer),
        ("xRead", _Pointer),
        ("xWrite", _Write),
        ("xTruncate", _Truncate),
        ("xSync", _Sync),
        *(
            (name, _Pointer)
            for name in ("xFileSize", "xLock", "xUnlock", "xCheckReservedLock", "xFileControl")
        ),
        *((name, _Pointer) for name in ("xSectorSize", "xDeviceCharacteristics", "xShmMap", "xShmLock")),
        *((name, _Pointer) for name in ("xShmBarrier", "xShmUnmap", "xFetch", "xUnfetch")),
    )


class _File(ctypes.Structure):
    _fields_ = (("pMethods", ctypes.POINTER(_Methods)),)


@dataclass(frozen=True)
class Event:
    """Something that reached the disk, or a save that was acknowledged.

    Attributes:
        kind: open, write, truncate, sync (of FOLDER: of the names in it), delete, rename (of what ``data``
            names to ``file``) or acknowledge.
        file: its name in the vault folder; empty for an acknowledgement.
        offset: where a write begins, how long a truncated file is, which save was acknowledged.
        data: what was written.
    """

    kind: str
    file: str
    offset: int = 0
    data: bytes = b""


Refuse = Callable[[Event], int]


class Disk:
    """Sees all events in order, and asks ``refuse`` before each whether it shall fail (a code, or 0)."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.refuse: Refuse = lambda _event: SQLITE_OK
        self._names: dict[int, str] = {}
        self._kept: dict[int, _Methods] = {}
        self._library = ctypes.CDLL(_sqlite3.__file__)
        self._library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        self._under = self._library.sqlite3_vfs_find(None)
        self._vfs = _Vfs.from_buffer_copy(self._under.contents)
        self._vfs.zName = b"seen"
        self._vfs.xOpen = _Open(self._open)
        self._vfs.xDelete = _Delete(self._delete)

    def _sees(self, event: Event) -> int:
        code = self.refuse(event)
        if code == SQLITE_OK:
            self.events.append(event)
        return code

    def acknowledge(self, number: int) -> None:
        self.events.append(Event("acknowledge", "", number))

    def _open(self, _vfs: int, path: int | None, file: int, flags: int, out: object) -> int:
        # The path goes on as the pointer it is: SQLite keeps it, and its options stand behind it.
        name = Path(ctypes.string_at(path).decode()).name if path else TEMPORARY
        code = self._sees(Event("open", name))
        if code != SQLITE_OK:
            # SQLite closes what has methods only.
            ctypes.cast(file, ctypes.POINTER(_File)).contents.pMethods = ctypes.POINTER(_Methods)()
            return code
        code = self._under.contents.xOpen(ctypes.cast(self._under, _Pointer), path, file, flags, out)
        if code == SQLITE_OK:
            self._names[file] = name
            opened = ctypes.cast(file, ctypes.POINTER(_File)).contents
            real = ctypes.addressof(opened.pMethods.contents)
            if real not in self._kept:
                self._kept[real] = self._seeing(opened.pMethods.contents)
            opened.pMethods = ctypes.pointer(self._kept[real])
        return int(code)

    def _seeing(self, real: _Methods) -> _Methods:
        """The file's own methods with three of them seen."""
        seen = _Methods.from_buffer_copy(real)

        def write(file: int, data: int, length: int, offset: int) -> int:
            event = Event("write", self._names[file], offset, ctypes.string_at(data, length))
            return self._sees(event) or int(real.xWrite(file, data, length, offset))

        def truncate(file: int, length: int) -> int:
            return self._sees(Event("truncate", self._names[file], length)) or int(
                real.xTruncate(file, length)
            )

        def sync(file: int, flags: int) -> int:
            return self._sees(Event("sync", self._names[file])) or int(real.xSync(file, flags))

        seen.xWrite, seen.xTruncate, seen.xSync = _Write(write), _Truncate(truncate), _Sync(sync)
        return seen

    def _delete(self, _vfs: int, path: int, synced: int) -> int:
        code = self._sees(Event("delete", Path(ctypes.string_at(path).decode()).name))
        return code or int(self._under.contents.xDelete(ctypes.cast(self._under, _Pointer), path, synced))

    @contextmanager
    def under(self) -> Iterator["Disk"]:
        """Everything opened inside goes through here; all of it must be closed again inside."""
        real_write, real_sync = head.write_at, files.sync

        def write(descriptor: int, data: bytes, offset: int) -> None:
            self._raise(Event("write", "head", offset, data))
            real_write(descriptor, data, offset)

        def sync(descriptor: int) -> None:
            self._raise(Event("sync", "head"))
            real_sync(descriptor)

        self._library.sqlite3_vfs_register(ctypes.byref(self._vfs), 1)
        try:
            with pytest.MonkeyPatch.context() as patched:
                self._see_whole_files(patched)
                patched.setattr(head, "write_at", write)
                patched.setattr(files, "sync", sync)
                yield self
        finally:
            self._library.sqlite3_vfs_unregister(ctypes.byref(self._vfs))
            self._library.sqlite3_vfs_register(self._under, 1)

    def _see_whole_files(self, patched: pytest.MonkeyPatch) -> None:
        """Files written aside, synced, renamed and made lasting by a sync of their folder."""
        real_aside, real_replace = files.write_aside, Path.replace
        real_fsync, real_folder = os.fsync, files.sync_folder
        written: list[Path] = []

        def aside(path: Path, data: bytes) -> Path:
            written.append(path.with_name(path.name + ".new"))
            self._raise(Event("write", written[-1].name, 0, data))
            return real_aside(path, data)

        def fsync(descriptor: int) -> None:
            if (
                written
                and written[-1].exists()
                and os.path.samestat(os.fstat(descriptor), written[-1].stat())
            ):
                self._raise(Event("sync", written[-1].name))
            real_fsync(descriptor)

        def replace(path: Path, to: Path) -> Path:
            self._raise(Event("rename", to.name, 0, path.name.encode()))
            return real_replace(path, to)

        def folder(path: Path) -> None:
            self._raise(Event("sync", FOLDER))
            real_folder(path)

        patched.setattr(files, "write_aside", aside)
        patched.setattr(os, "fsync", fsync)
        patched.setattr(Path, "replace", replace)
        patched.setattr(files, "sync_folder", folder)

    def _raise(self, event: Event) -> None:
        code = self._sees(event)
        if code != SQLITE_OK:
            import errno  # noqa: PLC0415 - used here only

            raise OSError(errno.ENOSPC if code == SQLITE_FULL else errno.EIO, "refused by the test")
