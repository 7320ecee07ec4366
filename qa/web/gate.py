"""Lets a few requests of programs in at once and some wait, so that people at the page never wait behind them."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

AT_ONCE = 2
"""Requests of programs answered at once; the page has as many of its own (`qa.web.page.ASKED_AT_ONCE`)."""
WAITING = 32

_T = TypeVar("_T")


class Full(Exception):  # noqa: N818
    """There is no room to wait in."""


class Gate:
    """Calls functions in threads, `at_once` at the same time, while at most `waiting` more wait for their turn.

    Attributes:
        running: how many are being called.
        waiting: how many wait.
    """

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._turns = asyncio.Semaphore(at_once)
        self._room = waiting
        self.running = 0
        self.waiting = 0

    async def call(self, function: Callable[[], _T]) -> _T:
        """What the function returns, once it is its turn.

        Raises:
            Full: too many wait already.
        """
        if self._turns.locked() and self.waiting >= self._room:
            raise Full
        self.waiting += 1
        try:
            await self._turns.acquire()
        finally:
            self.waiting -= 1
        self.running += 1
        # Who asked may go away; the thread goes on, and only its end makes room for the next.
        work = asyncio.ensure_future(asyncio.to_thread(function))
        work.add_done_callback(self._done)
        return await asyncio.shield(work)

    def _done(self, work: "asyncio.Future[_T]") -> None:
        self.running -= 1
        self._turns.release()
        if not work.cancelled():
            work.exception()  # seen, whether or not anybody still waits for it
