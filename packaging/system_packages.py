"""Debian and Ubuntu packages: named always, installed only when we are root."""

import os
import platform
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def is_debian_like() -> bool:
    """Whether this system installs packages with apt-get.

    Returns:
        True on Debian, Ubuntu and what is made from them.
    """
    return (
        sys.platform == "linux"
        and Path("/etc/debian_version").exists()
        and shutil.which("apt-get") is not None
    )


def provide(packages: Sequence[str], why: str) -> str | None:
    """Install packages as root, or say how.

    Args:
        packages: names in the distribution.
        why: what they are for, ends a sentence.

    Returns:
        None when they were installed, else a sentence with the command to run.
    """
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if os.geteuid() != 0:
        words = f"sudo apt-get update && sudo {shlex.join(command)}"
        return f"Missing: {' '.join(packages)} ({why}). Run this, then start again:\n  {words}"
    print(f"Installing {' '.join(packages)} ({why}) ...", file=sys.stderr, flush=True)
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # stdout belongs to what is run afterwards: apt's own talk goes to stderr.
    updated = subprocess.run(["apt-get", "update", "-q"], env=environ, stdout=sys.stderr, check=False)
    installed = subprocess.run(command, env=environ, stdout=sys.stderr, check=False)
    if installed.returncode == 0:
        return None
    hint = "The package list could not be fetched either: is there a network? " if updated.returncode else ""
    if not updated.returncode and _is_ubuntu():
        hint = "On Ubuntu, some of them are in the component 'universe', which may be switched off. "
    return (
        f"apt-get could not install {' '.join(packages)} ({why}); it says why above. {hint}Then start again."
    )


def _is_ubuntu() -> bool:
    try:
        return platform.freedesktop_os_release().get("ID") == "ubuntu"
    except OSError:
        return False
