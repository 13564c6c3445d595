"""The checkout's virtual environment: made once, installed by hash, renewed only when a lock changes."""

import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import system_packages

ROOT = Path(__file__).resolve().parent.parent
PACKAGING = ROOT / "packaging"

# What an environment is made for: "cpython-311 x86_64". An update of the same Python does not make it stale.
PYTHON = f"{sys.implementation.cache_tag} {platform.machine()}"

# What the pinned wheels cover; said when pip finds none that fits.
COVERED = (
    "Linux on x86-64 with glibc 2.34 or newer (Debian 12, Ubuntu 22.04), "
    "Linux on ARM64 with glibc 2.39 or newer (Debian 13, Ubuntu 24.04), "
    "Windows on x64, macOS 13 or newer on Apple silicon"
)


class PreparationError(Exception):
    """The checkout could not be prepared; the text says what to do."""


def say(text: str) -> None:
    """Print a line for the person at the terminal, on stderr so that stdout belongs to what is run.

    Args:
        text: the line.
    """
    print(text, file=sys.stderr, flush=True)


def clean_environ() -> dict[str, str]:
    """The process environment without what would bend a virtual environment out of shape.

    Returns:
        A copy without PYTHONHOME, PYTHONPATH and pip settings that redirect an installation.
    """
    dropped = {"PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__"}
    dropped |= {"PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV", "PIP_NO_BINARY"}
    return {name: value for name, value in os.environ.items() if name not in dropped}


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment that holds what the named locks pin.

    Attributes:
        folder: ``.venv`` of the checkout.
    """

    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        if os.name == "nt":
            return self.folder / "Scripts" / "python.exe"
        return self.folder / "bin" / "python"

    @classmethod
    def ready(cls, *groups: str) -> "Environment":
        """The environment with at least the given groups in it, installing only what is not there yet.

        Args:
            *groups: names of locks: ``requirements-GROUP.txt``.

        Returns:
            The environment.

        Raises:
            PreparationError: Python's venv is missing, or pip could not install.
        """
        environment = cls(ROOT / ".venv")
        try:
            environment._bring(groups)
        except OSError as error:
            sentence = (
                f"The folder .venv cannot be prepared ({error}). If another user made it, delete it first."
            )
            raise PreparationError(sentence) from error
        return environment

    def call(self, *words: str, cwd: Path | None = None, extra: dict[str, str] | None = None) -> int:
        """Run the environment's Python and wait.

        Args:
            *words: what follows ``python``.
            cwd: working directory.
            extra: environment variables to add.

        Returns:
            The exit status; a death by signal N as 128 + N.
        """
        command = [str(self.python), *words]
        status = subprocess.run(
            command, cwd=cwd, env={**clean_environ(), **(extra or {})}, check=False
        ).returncode
        return status if status >= 0 else 128 - status

    def read(self, *words: str) -> str:
        """Run the environment's Python and return what it printed on stdout.

        Args:
            *words: what follows ``python``.

        Returns:
            The text.

        Raises:
            PreparationError: it ended with an error, which stands above on stderr.
        """
        command = [str(self.python), *words]
        done = subprocess.run(
            command, env=clean_environ(), stdout=subprocess.PIPE, encoding="utf-8", check=False
        )
        if done.returncode:
            raise PreparationError(
                f"That did not work (exit status {done.returncode}); the reason stands above."
            )
        return done.stdout

    def become(self, *words: str) -> int:
        """Replace this process by the environment's Python, where the system can; else run it and wait.

        Args:
            *words: what follows ``python``.

        Returns:
            The exit status; only Windows comes back here.
        """
        if os.name != "nt":
            command = [str(self.python), *words]
            os.execve(command[0], command, clean_environ())  # noqa: S606 -- no shell is wanted
        return self.call(*words)

    def _bring(self, groups: Sequence[str]) -> None:
        wanted = {group: _digest(PACKAGING / f"requirements-{group}.txt") for group in groups}
        held = self._held()
        if held is None:
            self._make()
            held = {}
        if any(held.get(group) != digest for group, digest in wanted.items()):
            self._install(sorted(wanted))
            self._stamp({**held, **wanted})

    def _held(self) -> dict[str, str] | None:
        """Which locks are installed, by digest; None if the environment must be made anew."""
        try:
            stamp = json.loads((self.folder / "stamp.json").read_text(encoding="utf-8"))
            fits = stamp["python"] == PYTHON and stamp["root"] == str(ROOT) and self.python.exists()
            return dict(stamp["locks"]) if fits else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _stamp(self, locks: dict[str, str]) -> None:
        stamp = {"python": PYTHON, "root": str(ROOT), "locks": locks}
        (self.folder / "stamp.json").write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")

    def _make(self) -> None:
        if Path(sys.prefix).resolve() == self.folder.resolve():
            raise PreparationError(
                "This is the Python inside .venv, which has to be made anew. Use the system's Python."
            )
        need_venv()
        say(f"Making {self.folder} with Python {sys.version.split()[0]} ...")
        if self.folder.exists():
            shutil.rmtree(self.folder)
        command = [sys.executable, "-m", "venv", str(self.folder)]
        if subprocess.run(command, env=clean_environ(), check=False).returncode:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise PreparationError("Python could not make a virtual environment; the reason stands above.")
        ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
        # caseapp is run from the checkout itself, from any working directory; nothing is built or copied.
        (Path(self.read("-c", ask).strip()) / "caseapp-checkout.pth").write_text(
            f"{ROOT}\n", encoding="utf-8"
        )

    def _install(self, groups: list[str]) -> None:
        say(f"Installing what packaging/requirements-*.txt pin ({', '.join(groups)}) ...")
        words = [
            "-m",
            "pip",
            "install",
            "--require-hashes",
            "--only-binary",
            ":all:",
            "--no-deps",
            "--no-input",
        ]
        words += ["--disable-pip-version-check", "--no-warn-script-location", "--no-user"]
        for group in groups:
            words += ["-r", str(PACKAGING / f"requirements-{group}.txt")]
        if self.call(*words):
            raise PreparationError(
                "The packages could not be installed; pip says why above. The first start needs the network; "
                f"run the same command again when it is there. Packages exist for {COVERED}."
            )


def need_venv() -> None:
    """Make sure that this Python can make virtual environments; on Debian that part is a package of its own.

    Raises:
        PreparationError: it cannot, with the package's name.
    """
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if not system_packages.is_debian_like():
        raise PreparationError(
            "This Python has no 'venv' and 'ensurepip'. Install them, then run this again."
        )
    problem = system_packages.provide([package], why="Python's part that makes virtual environments")
    if problem:
        raise PreparationError(problem)
    importlib.invalidate_caches()


def _digest(path: Path) -> str:
    try:
        # Line ends are made alike, so that a checkout with CRLF does not count as a change.
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PreparationError(
            f"{path.relative_to(ROOT)} is missing. Get it back with git, then run this again."
        ) from None
    return hashlib.sha256(text.encode()).hexdigest()
