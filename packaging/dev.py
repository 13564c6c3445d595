#!/usr/bin/env python3
"""The one tool for a checkout: run, test, bench, screens, lock, wheel.

Standard library only, so that it starts from nothing but Python 3.11 or newer. It makes ``.venv``, installs
what ``requirements-*.txt`` pin (by hash, wheels only), checks the system libraries that Qt needs, and hands
over. A second run installs nothing and needs no network.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 -- an older Python gets a sentence
    sys.exit("Caseapp needs Python 3.11 or newer; this is %d.%d." % sys.version_info[:2])  # noqa: UP031 -- for old ones

import argparse
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import qt_system
from environment import ROOT, Environment, PreparationError, say

OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
DEMO_SIZE = ("--people", "400", "--contacts", "4000", "--months", "14")

# What each lock pins; development tools must agree with the runtime pins, both stand in one environment.
LOCKS = {
    "runtime": ["pyproject.toml"],
    "development": ["--group", "development", "--constraints", "packaging/requirements-runtime.txt"],
    "lock": ["--group", "lock"],
}


def run(arguments: argparse.Namespace) -> int:
    """Start the window, or ``python -m caseapp`` with the words that follow.

    Args:
        arguments: ``demo`` (bool) and ``rest`` (words for caseapp).

    Returns:
        The exit status of caseapp.
    """
    environment = Environment.ready("runtime")
    words: list[str] = list(arguments.rest)
    if arguments.demo:
        words = ["open", str(_demo_vault(environment)), *words]
    if not words or words[0] == "open":
        qt_system.check(environment.python, qt_system.wanted_plugins())
        qt_system.check_screen()
    return environment.become("-m", "caseapp", *words)


def _demo_vault(environment: Environment) -> Path:
    """Make the invented organisation once, in ``.demo`` of the checkout, and print its passphrases.

    Args:
        environment: where caseapp runs.

    Returns:
        The vault's folder.

    Raises:
        PreparationError: it could not be made.
    """
    home = ROOT / ".demo"
    vault, facts_file = home / "demo.casevault", home / "demo.json"
    if not facts_file.exists():
        shutil.rmtree(home, ignore_errors=True)  # what an interrupted start left behind
        home.mkdir(mode=0o700)
        say("Making an invented organisation to look around in ...")
        printed = environment.read("-m", "caseapp", "demo", str(vault), *DEMO_SIZE, "--json")
        facts = printed.strip().splitlines()[-1]
        json.loads(facts)
        facts_file.write_text(facts + "\n", encoding="utf-8")
    made = json.loads(facts_file.read_text(encoding="utf-8"))
    say("Nothing in this vault is real. Open it with one of these:")
    say(f"  worker   {made['worker_passphrase']}")
    say(f"  manager  {made['manager_passphrase']}")
    say(f"  recovery {made['recovery_code']}")
    say(f"To begin again, delete {home}.")
    return vault


def test(arguments: argparse.Namespace) -> int:
    """Lint, check the format, the types and the import direction, then run the tests without a screen.

    Args:
        arguments: ``rest`` goes to pytest.

    Returns:
        0, or the status of the first step that failed. pytest's closing line is the last one printed.
    """
    environment = Environment.ready("runtime", "development")
    qt_system.check(environment.python, ["offscreen"])
    steps = [
        ("ruff check", ["-m", "ruff", "check", "--quiet", "."]),
        ("ruff format", ["-m", "ruff", "format", "--check", "--quiet", "."]),
        ("mypy", ["-m", "mypy"]),
        ("import-linter", ["-c", "from importlinter.cli import lint_imports_command as c; c()"]),
        ("pytest", ["-m", "pytest", *arguments.rest]),
    ]
    for name, words in steps:
        say(f"-- {name}")
        status = environment.call(*words, cwd=ROOT, extra=OFFSCREEN)
        if status:
            say(f"Stopped: {name} failed (exit status {status}).")
            return status
    return 0


def bench(arguments: argparse.Namespace) -> int:
    """Measure the bars; see tests/bench.

    Args:
        arguments: ``rest`` goes to the benchmark.

    Returns:
        Its exit status.
    """
    environment = Environment.ready("runtime", "development")
    qt_system.check(environment.python, ["offscreen"])
    return environment.call("-m", "tests.bench", *arguments.rest, cwd=ROOT, extra=OFFSCREEN)


def screens(arguments: argparse.Namespace) -> int:
    """Draw every page, light and dark, into a folder; see tests/screens.

    Args:
        arguments: ``out`` (folder) and ``rest``.

    Returns:
        The exit status.
    """
    environment = Environment.ready("runtime", "development")
    qt_system.check(environment.python, ["offscreen"])
    out = str(Path(arguments.out).resolve())
    return environment.call("-m", "tests.screens", out, *arguments.rest, cwd=ROOT, extra=OFFSCREEN)


def lock(arguments: argparse.Namespace) -> int:
    """Pin every dependency of pyproject.toml with hashes, for all systems and Python versions at once.

    Args:
        arguments: ``upgrade`` takes newer versions; without it, pins that still fit stay.

    Returns:
        0.

    Raises:
        PreparationError: the resolver failed, or a lock names where packages were fetched from.
    """
    environment = Environment.ready("lock")
    for group, selection in LOCKS.items():
        target = f"packaging/requirements-{group}.txt"
        # fmt: off
        words = [
            "-m", "uv", "pip", "compile", *selection, "--output-file", target,
            "--universal", "--python-version", "3.11", "--only-binary", ":all:", "--generate-hashes",
            "--no-emit-index-url", "--no-emit-find-links", "--quiet",
            "--custom-compile-command", "python3 packaging/dev.py lock",
            *(["--upgrade"] if arguments.upgrade else []),
        ]
        # fmt: on
        if environment.call(*words, cwd=ROOT):
            raise PreparationError(f"The versions for {target} could not be worked out; see above.")
        if "://" in (ROOT / target).read_text(encoding="utf-8"):
            raise PreparationError(
                f"{target} names a web address. It must not: every organisation has its own mirror."
            )
        say(f"Wrote {target}.")
    return 0


def wheel(arguments: argparse.Namespace) -> int:
    """Build the wheel from this checkout; needs no network once ``test`` or ``wheel`` has run.

    Args:
        arguments: ``out``, the folder for it.

    Returns:
        The exit status of the builder, which prints the wheel's path.
    """
    environment = Environment.ready("runtime", "development")
    out = str(Path(arguments.out).resolve())
    return environment.call("-m", "hatchling", "build", "-t", "wheel", "-d", out, cwd=ROOT)


def parser() -> argparse.ArgumentParser:
    """The command line.

    Returns:
        A parser whose results carry ``act``, the function to call.
    """
    top = argparse.ArgumentParser(prog="dev.py", description="Run, test and build Caseapp from a checkout.")
    acts = top.add_subparsers(required=True, metavar="ACT")

    one = acts.add_parser("run", help="start the window (or: run -- WORDS, as in python -m caseapp WORDS)")
    one.add_argument("--demo", action="store_true", help="with an invented organisation, made once")
    one.add_argument("rest", nargs="*", metavar="WORDS")
    one.set_defaults(act=run)
    one = acts.add_parser("test", help="ruff, mypy, import-linter, pytest (test -- WORDS for pytest)")
    one.add_argument("rest", nargs="*", metavar="WORDS")
    one.set_defaults(act=test)
    one = acts.add_parser("bench", help="print the measured bars")
    one.add_argument("rest", nargs="*", metavar="WORDS")
    one.set_defaults(act=bench)
    one = acts.add_parser("screens", help="draw every page, light and dark, into a folder")
    one.add_argument("out", metavar="OUT")
    one.add_argument("rest", nargs="*", metavar="WORDS")
    one.set_defaults(act=screens)
    one = acts.add_parser("lock", help="pin the dependencies again")
    one.add_argument("--upgrade", action="store_true", help="take newer versions")
    one.set_defaults(act=lock)
    one = acts.add_parser("wheel", help="build the wheel")
    one.add_argument("out", nargs="?", default="dist", metavar="OUT")
    one.set_defaults(act=wheel)
    return top


def main(words: Sequence[str]) -> int:
    """Do one act.

    Args:
        words: the command line without the program's name.

    Returns:
        The exit status: 0 done, 1 could not be prepared (said on stderr), else the tool's own.
    """
    arguments = parser().parse_args(words)
    try:
        status: int = arguments.act(arguments)
    except PreparationError as failure:
        say(str(failure))
        return 1
    except KeyboardInterrupt:
        return 130
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
