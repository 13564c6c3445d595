"""Reading a file that the user names: never one that does not end, never one that does not begin."""

import os
import stat
import sys
from pathlib import Path

from caseapp.errors import KnownError

STDIN = "-"
_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class FileUnreadableError(KnownError):
    """The file cannot be read."""

    code = "file"


def read_text(file: str, largest: int, what: str) -> str:
    """Read a whole text file, or stdin.

    Args:
        file: its path, links are followed; ``-`` for stdin, which may be a pipe.
        largest: bytes (of stdin: characters) above which it is refused.
        what: it is, to begin a sentence with: "The passphrase file".

    Returns:
        The text, without a byte order mark.

    Raises:
        FileUnreadableError: absent, no permission, no plain file, too large, or no text.
    """
    if file == STDIN:
        try:
            text = sys.stdin.read(largest + 1)
        except UnicodeDecodeError:
            raise _no_text(what) from None
        if len(text) > largest:
            raise _too_large(what)
        return text
    try:
        # Without waiting: a pipe that nobody writes to would keep us here.
        descriptor = os.open(Path(file), os.O_RDONLY | _AT_ONCE)
        with os.fdopen(descriptor, "rb") as opened:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise FileUnreadableError(
                    "{what} is no plain file. Name a file, or - to read what is sent to the program. Nothing "
                    "was changed.",
                    what=what,
                )
            data = opened.read(largest + 1)
    except OSError as error:
        raise FileUnreadableError(
            "{what} cannot be read ({reason}). Nothing was changed.",
            what=what,
            reason=error.strerror or "unknown",
        ) from None
    except ValueError:
        raise FileUnreadableError("{what} has a name that no file can have.", what=what) from None
    if len(data) > largest:
        raise _too_large(what)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _no_text(what) from None


def _too_large(what: str) -> FileUnreadableError:
    return FileUnreadableError("{what} is too large. Nothing was changed.", what=what)


def _no_text(what: str) -> FileUnreadableError:
    return FileUnreadableError("{what} is not text in UTF-8. Nothing was changed.", what=what)
