"""The files that come with the program: icons, translations, the starting taxonomy, report templates."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from caseapp.errors import BugError


def resource(*parts: str) -> Traversable:
    """Find a file or folder of ``resources/``, wherever the program was started from.

    In a wheel the folder lies inside the package; in a checkout and an editable install it lies beside it.

    Args:
        *parts: names below ``resources``, such as ``"taxonomy", "topics.toml"``; none for the folder itself.

    Returns:
        What was found, to be read with ``read_text`` or ``read_bytes``, or walked with ``iterdir``. It need
        not be a file on disk: where a path is a must, use ``importlib.resources.as_file``.

    Raises:
        BugError: there is nothing of that name; files that the program needs come with it.
    """
    found = _root().joinpath(*parts)
    if not (found.is_file() or found.is_dir()):
        raise BugError("no resource " + "/".join(parts))
    return found


def _root() -> Traversable:
    package = files("caseapp")
    inside = package / "resources"
    if inside.is_dir():
        return inside
    if isinstance(package, Path):
        return package.parent / "resources"
    return inside
