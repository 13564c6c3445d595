"""``python -m tests.functional.by_xdotool OUT``: the story of test_story by real keys under a real X server.

Starts Xvfb, a window manager and the program itself, types with xdotool, and takes a picture after each step.
Nothing of the program is imported: it is driven as from outside. Needs Xvfb, openbox, xdotool and import
(ImageMagick). The pictures are looked at by somebody; what can be checked by a program, test_story checks.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

DISPLAY = ":88"
SIZE = "1366x768"
WORKER = "seven quiet lanterns drift"
MANAGER = "eleven paper boats wander"


class Screen:
    """A keyboard and a camera.

    Args:
        out: where pictures go.
        env: with the display.
    """

    def __init__(self, out: Path, env: dict[str, str]) -> None:
        self._out = out
        self._env = env
        self._taken = 0

    def keys(self, *chords: str, pause: float = 0.35) -> None:
        """Press keys as xdotool calls them."""
        for chord in chords:
            self._run("xdotool", "key", "--clearmodifiers", chord)
            time.sleep(pause)

    def write(self, words: str) -> None:
        """Type words."""
        self._run("xdotool", "type", "--delay", "12", words)
        time.sleep(0.4)

    def take(self, name: str, wait: float = 0.7) -> None:
        """Take a picture of the whole screen."""
        time.sleep(wait)
        self._taken += 1
        self._run("import", "-window", "root", str(self._out / f"{self._taken:02d}_{name}.png"))

    def title(self) -> str:
        """Title of the window that has the keyboard."""
        done = subprocess.run(
            ["xdotool", "getactivewindow", "getwindowname"],  # noqa: S607 - wherever the system has it
            env=self._env,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.strip()

    def wait_for_window(self) -> None:
        """Wait until the program shows itself."""
        self._run("xdotool", "search", "--sync", "--onlyvisible", "--name", "Notes")
        time.sleep(1.5)

    def _run(self, *command: str) -> None:
        subprocess.run(command, env=self._env, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def running(*command: str, env: dict[str, str], log: Path) -> Iterator[None]:
    """Something that runs beside, ended by its own id."""
    with log.open("wb") as said, subprocess.Popen(command, env=env, stdout=said, stderr=said) as process:
        try:
            yield
        finally:
            process.terminate()


def tell(screen: Screen, home: Path, out: Path) -> None:
    """The story, step by step."""
    first_run(screen, home)
    log_contact(screen)
    needs_and_referral(screen)
    find_her(screen)
    month(screen)
    print(f"the window is called {screen.title()!r}; {len(list(out.iterdir()))} files in {out}")  # noqa: T201


def first_run(screen: Screen, home: Path) -> None:
    """Make a vault and note the recovery code."""
    screen.take("first_run")
    screen.write("Night team")
    screen.keys("Return")
    for name, passphrase in (("Ana", WORKER), ("Noor", MANAGER)):
        screen.write(name)
        screen.keys("alt+p")
        screen.write(passphrase)
        screen.keys("alt+i")
        screen.write(passphrase)
        screen.take(f"passphrase_{name}")
        screen.keys("Return")
    screen.write("North")
    screen.keys("Return")
    screen.write("Harbour")
    screen.take("areas")
    screen.keys("ctrl+Return")
    screen.take("recovery_code", 6)
    _type_code_back(screen, home)
    screen.take("today", 3)


def log_contact(screen: Screen) -> None:
    """Who, when, what works, note."""
    screen.keys("ctrl+n")
    screen.take("log_contact")
    screen.write("Marisol")
    screen.take("nobody_found")
    screen.keys("ctrl+shift+n", "g")
    screen.keys("alt+d", "Left", "Down")
    screen.keys("alt+p", "Down", "alt+h", "Down", "alt+m")
    screen.write("25")
    screen.keys("alt+g", "1", "Tab")
    screen.write("My neighbour takes him on Thursdays")
    screen.keys("alt+t", "3", "4", "alt+o")
    screen.write("Came by with the boy, tired but laughing.")
    screen.keys("alt+w", "Tab")
    screen.write("2")
    screen.take("who_when_note", 2)


def needs_and_referral(screen: Screen) -> None:
    """Two needs with their consents, a referral, a next step, the save."""
    screen.keys("alt+n")
    screen.write("childcare by")
    screen.take("need_dialog")
    screen.keys("Return", "alt+a", "2", "ctrl+Return")
    screen.take("need_waits")
    _ask_now(screen)
    screen.take("ask_children")
    screen.keys("g", "ctrl+Return", "alt+n")
    screen.write("teeth")
    screen.keys("Return", "ctrl+Return")
    screen.take("health_refused")
    _ask_now(screen)
    screen.keys("g")
    screen.take("ask_health")
    screen.keys("ctrl+Return", "alt+r", "alt+m", "d")
    screen.take("referral")
    screen.keys("ctrl+Return", "alt+x")
    screen.write("Call about the nursery")
    screen.take("before_saving", 2)
    screen.keys("ctrl+Return")
    screen.take("saved")


def find_her(screen: Screen) -> None:
    """Lock, unlock, find her by a mistyped alias, look in quiet view."""
    screen.keys("ctrl+l")
    screen.take("locked", 1.5)
    screen.write(WORKER)
    screen.keys("Return")
    screen.take("unlocked", 3)
    screen.keys("ctrl+k")
    screen.write("marysl")
    screen.take("mistyped_alias")
    screen.keys("Return")
    screen.take("person")
    screen.keys("ctrl+h")
    screen.take("quiet")
    screen.keys("ctrl+h")


def month(screen: Screen) -> None:
    """Close the month as worker, publish and hand it over as manager."""
    screen.keys("ctrl+6")
    screen.take("figures_open", 1.5)
    screen.keys("ctrl+Return")
    screen.take("close_question")
    screen.keys("ctrl+Return")
    screen.take("closed", 6)
    screen.keys("ctrl+l")
    time.sleep(1.5)
    screen.write(MANAGER)
    screen.keys("Return")
    screen.take("manager", 3)
    screen.keys("ctrl+Return")
    screen.take("publish_question")
    screen.keys("ctrl+Return")
    screen.take("published", 6)
    screen.keys("alt+t")
    screen.write("City health office")
    screen.keys("alt+w")
    screen.write("monthly report")
    screen.keys("ctrl+Return")
    screen.take("exported", 2)
    screen.keys("ctrl+l")
    screen.take("locked_again", 1.5)


def _type_code_back(screen: Screen, home: Path) -> None:
    """Read the code off the picture as a person would: here, somebody reads it and types it into a file."""
    asked = home / "code"
    print(f"Write the two groups that are asked, with a space between, into {asked}", flush=True)  # noqa: T201
    while not asked.exists() or not asked.read_text().strip():
        time.sleep(0.3)
    first, second = asked.read_text().split()
    screen.write(first)
    screen.keys("Tab")
    screen.write(second)
    screen.keys("Return")


def _ask_now(screen: Screen) -> None:
    """From the need back to its "Ask now": the last button before the note."""
    screen.keys("alt+o", "shift+Tab", "shift+Tab", "shift+Tab", "space")


def main() -> int:
    """Tell the story on a screen of its own."""
    parser = argparse.ArgumentParser(prog="tests.functional.by_xdotool")
    parser.add_argument("out", metavar="OUT", type=Path)
    out: Path = parser.parse_args().out.absolute()
    missing = [name for name in ("Xvfb", "openbox", "xdotool", "import") if shutil.which(name) is None]
    if missing:
        sys.stderr.write(f"These are not installed: {', '.join(missing)}\n")
        return 1
    out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="story-")))
        env = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "QT_"))}
        env |= {"HOME": str(home), "DISPLAY": DISPLAY, "LANG": "C.UTF-8"}
        server = ("Xvfb", DISPLAY, "-screen", "0", f"{SIZE}x24", "-nolisten", "tcp")
        stack.enter_context(running(*server, env=env, log=out / "server.log"))
        time.sleep(1.5)
        stack.enter_context(running("openbox", env=env, log=out / "openbox.log"))
        time.sleep(1)
        program = (sys.executable, "-m", "caseapp")
        stack.enter_context(running(*program, env=env, log=out / "program.log"))
        screen = Screen(out, env)
        screen.wait_for_window()
        tell(screen, home, out)
    said = (out / "program.log").read_text()
    sys.stdout.write(said)
    return 1 if "Traceback" in said else 0


if __name__ == "__main__":
    sys.exit(main())
