"""Group commit: what gathers while a commit is on its way shares the next one."""

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections import deque
from typing import Any, Generic, TypeVar

import structlog

from dockline.adapters.postgres.link import Link
from dockline.adapters.postgres.sql import LOST, Connection, as_told, is_away
from dockline.ports.store import StoreUnavailable

_log = structlog.get_logger(__name__)
_TRIES = 3


class Job:
    """Something to commit; ``size`` in statements or rows."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()


J = TypeVar("J", bound=Job)


class Groups(ABC, Generic[J]):
    """In the order they came. A group that fails is tried again one by one, so that a bad one
    fails none of its neighbours."""

    def __init__(self, url: str, name: str, most_waiting: int) -> None:
        """``most_waiting``: beyond it, jobs are refused, not queued."""
        self._link = Link(url)
        self._jobs: deque[J] = deque()
        self._waiting = 0
        self._most_waiting = most_waiting
        self._closed = False
        self._came = asyncio.Event()
        self._task = asyncio.create_task(self._run(), name=name)

    @abstractmethod
    def _take(self, jobs: deque[J]) -> list[J]:
        """Some of what waits, at least one, from the left."""

    @abstractmethod
    async def _apply(self, connection: Connection, jobs: list[J]) -> list[Any]:
        """All of them or none: in one statement, or else in a transaction; the answer to each."""

    async def put(self, job: J) -> Any:
        """Raises StoreUnavailable, StoreConflict, TypeError."""
        if self._closed:
            raise StoreUnavailable("the store is closed")
        if self._waiting and self._waiting + job.size > self._most_waiting:
            raise StoreUnavailable("too many writes are waiting for the database")
        self._jobs.append(job)
        self._waiting += job.size
        self._came.set()
        return await job.done

    async def close(self) -> None:
        """Everything that waits is committed first."""
        self._closed = True
        self._came.set()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        await self._link.close()

    async def _run(self) -> None:
        while self._jobs or not self._closed:
            await self._came.wait()
            self._came.clear()
            while self._jobs:
                jobs = self._take(self._jobs)
                self._waiting -= sum(job.size for job in jobs)
                await self._carry_out(jobs)

    async def _carry_out(self, jobs: list[J]) -> None:
        try:
            answers = await self._commit(jobs)
        except Exception as error:
            told = as_told(error)
            if is_away(error):
                self._link.leave()
            if len(jobs) == 1 or (
                isinstance(told, StoreUnavailable) and not isinstance(error, LOST)
            ):
                if not isinstance(told, Exception):  # pragma: no cover
                    told = error
                for job in jobs:
                    _settle(job, error=told)
                return
            for job in jobs:
                await self._carry_out([job])
        else:
            for job, answer in zip(jobs, answers, strict=True):
                _settle(job, answer)

    async def _commit(self, jobs: list[J]) -> list[Any]:
        for _ in range(_TRIES - 1):
            try:
                return await self._once(jobs)
            except LOST:
                _log.info("a transaction lost against another one; tried again")
        return await self._once(jobs)

    async def _once(self, jobs: list[J]) -> list[Any]:
        return await self._apply(await self._link.connection(), jobs)


def _settle(job: Job, answer: Any = None, *, error: BaseException | None = None) -> None:
    if job.done.done():
        return
    if error is not None:
        job.done.set_exception(error)
    else:
        job.done.set_result(answer)
