"""What Qt needs of a Linux system and no wheel can bring: shared libraries, a font, a screen."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import system_packages
from environment import PreparationError, clean_environ, say

# Shared library -> Debian and Ubuntu package: everything outside the wheel that the Qt libraries in use are
# linked to (readelf on the wheel's libraries and plugins), but libc.
PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libbrotlicommon.so.1": "libbrotli1",
    "libbrotlidec.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}

# The Qt libraries that Caseapp loads; plugins are added by what is to be shown.
LIBRARIES = (
    "Core",
    "Gui",
    "Widgets",
    "Svg",
    "DBus",
    "Network",
    "PrintSupport",
    "OpenGL",
    "OpenGLWidgets",
    "Test",
)

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
FONT_PACKAGE = "fonts-dejavu-core"


def wanted_plugins() -> list[str]:
    """The platform plugins that this session's screen needs.

    Returns:
        Plugin names without ``libq`` and ``.so``: the X one, under Wayland that one too.
    """
    chosen = os.environ.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]
    if chosen:
        return [chosen]
    return ["wayland", "xcb"] if os.environ.get("WAYLAND_DISPLAY") else ["xcb"]


def check(python: Path, plugins: Sequence[str]) -> None:
    """Make sure that Qt's libraries load: install what is missing as root, else name it.

    Args:
        python: the interpreter that has PySide6.
        plugins: platform plugins that will be used.

    Raises:
        PreparationError: something is missing and could not be installed.
    """
    if sys.platform != "linux":
        return
    qt = _qt_folder(python)
    missing = missing_libraries(qt, plugins)
    packages = sorted({PACKAGES[name] for name in missing if name in PACKAGES})
    if not has_font():
        packages.append(FONT_PACKAGE)
    if packages and system_packages.is_debian_like():
        problem = system_packages.provide(packages, why="the window needs them")
        if problem:
            raise PreparationError(problem)
        missing = missing_libraries(qt, plugins)
    if missing:
        raise PreparationError(
            f"The window needs shared libraries that this system has not got: {', '.join(sorted(missing))}."
        )
    if not has_font():
        say("No font was found in the usual folders. If the window shows no words, install one.")


def check_screen() -> None:
    """Say plainly when there is no screen to open a window on.

    Raises:
        PreparationError: Linux without X or Wayland in this session.
    """
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise PreparationError(
            "There is no screen in this session (neither DISPLAY nor WAYLAND_DISPLAY is set)."
        )


def missing_libraries(qt: Path, plugins: Iterable[str]) -> set[str]:
    """Shared libraries that the loader does not find.

    Args:
        qt: the folder ``PySide6/Qt``.
        plugins: platform plugins that will be used.

    Returns:
        Their names, such as ``libxcb-cursor.so.0``.
    """
    files = [qt / "lib" / f"libQt6{name}.so.6" for name in LIBRARIES]
    files += [qt / "plugins" / "platforms" / f"libq{name}.so" for name in plugins]
    files += [qt / "plugins" / "iconengines" / "libqsvgicon.so"]
    if "xcb" in plugins:
        files += sorted((qt / "plugins" / "xcbglintegrations").glob("*.so"))
    if not shutil.which("ldd"):
        return set()  # not to be found out here; Qt itself says what it lacks
    command = ["ldd", *(str(path) for path in files if path.exists())]
    environ = {**clean_environ(), "LC_ALL": "C"}
    listed = subprocess.run(command, env=environ, capture_output=True, text=True, check=False).stdout
    return set(re.findall(r"^\s*(\S+) => not found", listed, flags=re.MULTILINE))


def has_font() -> bool:
    """Whether any scalable font is installed.

    Returns:
        True if one is found in the usual folders.
    """
    folders = (Path(folder).expanduser() for folder in FONT_FOLDERS)
    return any(
        True for folder in folders for path in folder.rglob("*") if path.suffix.lower() in _FONT_ENDINGS
    )


_FONT_ENDINGS = frozenset({".ttf", ".otf", ".ttc"})


def _qt_folder(python: Path) -> Path:
    ask = "import importlib.util as u; print(u.find_spec('PySide6').submodule_search_locations[0])"
    done = subprocess.run(
        [str(python), "-c", ask], env=clean_environ(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise PreparationError("PySide6 is not in .venv. Delete the folder .venv, then run this again.")
    return Path(done.stdout.strip()) / "Qt"
