"""Hands models to the solver's child process and waits, with a time limit and a way to cancel."""

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeGuard

from caseapp.errors import KnownError

SECONDS = 60.0
"""Longest a single measure may take. The usual month takes well under a second."""
GRACE = 10.0
"""The solver keeps its own limit; this much later its child is taken to hang."""


class SolverError(KnownError):
    """The rounding did not come to an end; the month stays open and nothing has changed."""

    code = "figures_rounding"


class Solver:
    """The child process, from entering to leaving the ``with`` block.

    Args:
        seconds: time limit of one model.
        cancelled: asked several times a second; True ends the child at once.
        command: how to start the child; the usual one where left out.
    """

    def __init__(
        self,
        seconds: float = SECONDS,
        cancelled: Callable[[], bool] | None = None,
        command: list[str] | None = None,
    ) -> None:
        self._seconds = seconds
        self._cancelled = cancelled or (lambda: False)
        # -P: the folder somebody starts the program from must not be able to put a module of its own before
        # ours.
        self._command = command or [sys.executable, "-P", "-m", "caseapp.figures.solve"]
        self._answers: queue.SimpleQueue[str] = queue.SimpleQueue()

    def __enter__(self) -> Self:
        home = str(Path(__file__).resolve().parents[2])
        paths = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
        self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": paths},
            encoding="utf-8",
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows: no black window
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.kill()
        self._child.wait()
        self._reader.join()
        for stream in (self._child.stdin, self._child.stdout):
            assert stream is not None
            with contextlib.suppress(BrokenPipeError):
                stream.close()

    @property
    def ended(self) -> bool:
        """Whether the child is gone."""
        return self._child.poll() is not None

    def _read(self) -> None:
        assert self._child.stdout is not None
        for line in self._child.stdout:
            self._answers.put(line)
        self._answers.put("")

    def _write(self, text: str) -> None:
        assert self._child.stdin is not None
        # A child that is gone says so by the end of its output.
        with contextlib.suppress(OSError, ValueError):
            self._child.stdin.write(text)
            self._child.stdin.flush()

    def solve(self, problem: dict[str, Any]) -> list[int]:
        """Solve one model.

        Args:
            problem: see `caseapp.figures.solve.answer`, without the time limit.

        Returns:
            The values of the whole-number columns, not yet checked.

        Raises:
            SolverError: no solution, out of time, cancelled or the child is gone. No number is named: which
                month can be closed must not tell what is in it.
        """
        # Apart: a child that does not read must not keep the caller from being cancelled.
        text = json.dumps({**problem, "seconds": self._seconds}) + "\n"
        threading.Thread(target=self._write, args=(text,), daemon=True).start()
        reply = self._wait()
        status = reply.get("status")
        values = reply.get("values")
        if status == "optimal" and _whole(values, problem["integers"]):
            return list(values)
        raise SolverError({"infeasible": _NO_SOLUTION, "time": _OUT_OF_TIME}.get(str(status), _CRASHED))

    def _wait(self) -> dict[str, Any]:
        end = time.monotonic() + self._seconds + GRACE
        while time.monotonic() < end:
            if self._cancelled():
                raise SolverError(_CANCELLED)
            try:
                line = self._answers.get(timeout=0.05)
            except queue.Empty:
                continue
            try:
                reply = json.loads(line)
            except ValueError:
                raise SolverError(_CRASHED) from None
            return reply if isinstance(reply, dict) else {}
        raise SolverError(_OUT_OF_TIME)


def _whole(values: object, count: int) -> TypeGuard[list[int]]:
    """Whether an answer is a list of so many whole numbers."""
    return isinstance(values, list) and len(values) == count and all(type(each) is int for each in values)


_STAYS_OPEN = "The month stays open; nothing was changed, published or lost."
_NO_SOLUTION = (
    "No set of rounded figures keeps every rule for this month. "
    + _STAYS_OPEN
    + " Please tell the people who look after the program; no figures are needed for that."
)
_OUT_OF_TIME = (
    "Rounding took too long. "
    + _STAYS_OPEN
    + " Close other programs and try again; on mains power it is faster."
)
_CRASHED = "The part of the program that rounds has stopped. " + _STAYS_OPEN + " Please try again."
_CANCELLED = "Closing was cancelled. " + _STAYS_OPEN
