"""A second pool for long pure work, such as deriving a key, that must not wait behind the vault."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_pool: list[ThreadPoolExecutor] = []


def run_aside(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
    """Run pure work beside the interface and the vault.

    Args:
        work: touches neither Qt nor the vault's connections.
        *args: for the work.
        **kwargs: for the work.

    Returns:
        The result to come.
    """
    if not _pool:
        _pool.append(ThreadPoolExecutor(max_workers=2, thread_name_prefix="aside"))
    return _pool[0].submit(work, *args, **kwargs)
