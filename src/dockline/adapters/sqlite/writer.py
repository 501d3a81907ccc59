"""The one writer: a thread that commits what many callers want in one transaction.

While a transaction is being forced to the disk, others gather; they share the next one, each
within a savepoint of its own. One that fails there is tried again alone, after its neighbours are
committed, so that it neither fails them nor is failed by them.
"""

import asyncio
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Final, NamedTuple

import structlog

from dockline.adapters.relational.statement import Statement
from dockline.adapters.sqlite.chains import append
from dockline.adapters.sqlite.checkpoints import Checkpoints
from dockline.ports.store import StoreConflict, StoreUnavailable

_log = structlog.get_logger(__name__)

_GROUP: Final = 1_000
"""Statements of one transaction, about; bounds how long its first caller waits for its last."""
_PATIENT_GROUP: Final = 5_000
"""The same of patient ones."""

_FIELDS: Final = {
    "users.space_id, users.login_key": "login",
    "teams.space_id, teams.name_key": "team_name",
    "spaces.space_id": "cloud_id",
    "campaigns.space_id, campaigns.name_key": "campaign",
    "dial_lists.campaign_id, dial_lists.name_key": "source",
}
"""What a unique constraint is called, as SQLite names it, and whose name was taken."""

Query = Callable[[sqlite3.Connection], Any]


class Work(NamedTuple):
    """Something to do in a transaction; of several in a group, all at once where they are alike."""

    do: Callable[[sqlite3.Connection, list[Any]], list[Any]]
    """Given what each of them has, it returns the answer of each."""
    given: Any


class _Job:
    """Statements to commit and work to do in the same transaction, or a question to the writer's
    own connection."""

    def __init__(
        self,
        done: asyncio.Future[Any],
        statements: Sequence[Statement] = (),
        work: Work | None = None,
        size: int = 0,
        lasting: bool = True,
        patient: bool = False,
        query: Query | None = None,
    ) -> None:
        self.statements = statements
        self.work = work
        self.size = size
        self.lasting = lasting
        self.patient = patient
        self.query = query
        self.done = done
        self.answer: Any = None
        self.error: Exception | None = None


class Writer:
    def __init__(self, connect: Callable[[], sqlite3.Connection], most_waiting: int) -> None:
        """``most_waiting``: statements; beyond it commits are refused, not queued."""
        self._connect = connect
        self._checkpoints = Checkpoints(connect)
        self._most_waiting = most_waiting
        self._loop = asyncio.get_running_loop()
        self._ready: asyncio.Future[Any] = self._loop.create_future()
        self._jobs: deque[_Job] = deque()
        self._patient: deque[_Job] = deque()
        self._patient_next = False
        """It is their turn: a stream of others must not keep them waiting for ever."""
        self._waiting = 0
        self._closed = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="sqlite-writer", daemon=True)

    async def start(self) -> None:
        """Raises StoreUnavailable."""
        self._thread.start()
        await self._ready
        self._checkpoints.start()

    async def close(self) -> None:
        """Everything that waits is committed first."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        # First: the connection that closes last folds the log into the file.
        await asyncio.to_thread(self._checkpoints.close)
        await asyncio.to_thread(self._thread.join)

    def commit(
        self,
        statements: Sequence[Statement],
        work: Work | None = None,
        size: int = 0,
        *,
        lasting: bool = True,
        patient: bool = False,
    ) -> asyncio.Future[Any]:
        """Commit the statements, then do ``work``, together; the answer is that of ``work``.

        ``size``: what ``work`` weighs, in statements. Not ``lasting``: nothing is lost where the
        machine stops before it is on the disk, so it need not be waited for. ``patient``, of what
        is not lasting: in turn with what others want, one of these at a time; many share a
        transaction while nobody else waits, which is what makes them cheap."""
        done = self._loop.create_future()
        size += len(statements)
        return self._enqueue(_Job(done, statements, work, size, lasting, patient))

    def ask(self, query: Query) -> asyncio.Future[Any]:
        """Run it on the writer's connection, outside any transaction."""
        return self._enqueue(_Job(self._loop.create_future(), query=query))

    def _enqueue(self, job: _Job) -> asyncio.Future[Any]:
        with self._changed:
            if self._closed:
                raise StoreUnavailable("the store is closed")
            # Something larger than the bound itself may still go alone.
            if self._waiting and self._waiting + job.size > self._most_waiting:
                raise StoreUnavailable("too many writes are waiting for the disk")
            (self._patient if job.patient else self._jobs).append(job)
            self._waiting += job.size
            self._changed.notify()
        return job.done

    # --- on the thread ------------------------------------------------------------------------

    def _work(self) -> None:
        try:
            connection = self._connect()
            # A savepoint keeps the pages that are changed as they were: in a file of its own
            # otherwise, which costs as much as the log itself.
            connection.execute("pragma temp_store = memory")
        except (sqlite3.Error, OSError) as error:
            self._tell(partial(self._ready.set_exception, StoreUnavailable(str(error))))
            return
        self._tell(partial(self._ready.set_result, None))
        try:
            while jobs := self._take():
                if jobs[0].patient:
                    jobs = self._carry_on(connection, jobs[0])
                else:
                    self._carry_out(connection, jobs)
                self._tell(partial(_settle, jobs))
                self._checkpoints.written(sum(job.size for job in jobs))
        finally:
            connection.close()

    def _take(self) -> list[_Job]:
        """What waits, up to a group, or a patient one; nothing once all is done and the store is
        closed."""
        jobs: list[_Job] = []
        with self._changed:
            self._changed.wait_for(lambda: self._jobs or self._patient or self._closed)
            size = 0
            if self._patient and (self._patient_next or not self._jobs):
                self._patient_next = False
                jobs = [self._patient.popleft()]
                self._waiting -= jobs[0].size
                return jobs
            self._patient_next = True
            while self._jobs and (not jobs or size + self._jobs[0].size <= _GROUP):
                job = self._jobs.popleft()
                size += job.size
                jobs.append(job)
            self._waiting -= size
        return jobs

    def _next_patient(self) -> _Job | None:
        """None where there is none, or where somebody else waits."""
        with self._changed:
            if self._jobs or not self._patient:
                return None
            job = self._patient.popleft()
            self._waiting -= job.size
            return job

    def _carry_on(self, connection: sqlite3.Connection, first: _Job) -> list[_Job]:
        """Patient ones, one after the other in one transaction until somebody else waits; returns
        which."""
        jobs, size = [first], first.size
        with _forced(connection, False):
            try:
                connection.execute("begin immediate")
                _apply(connection, jobs)
                while size < _PATIENT_GROUP and (job := self._next_patient()) is not None:
                    jobs.append(job)
                    size += job.size
                    _apply(connection, [job])
                connection.execute("commit")
            except Exception:
                _roll_back(connection)
                for job in jobs:
                    _commit_alone(connection, job)
        return jobs

    def _carry_out(self, connection: sqlite3.Connection, jobs: list[_Job]) -> None:
        try:
            commits = [job for job in jobs if job.query is None]
            with _forced(connection, any(job.lasting for job in commits)):
                alone = commits if len(commits) == 1 else _commit_together(connection, commits)
                for job in alone:
                    _commit_alone(connection, job)
            for job in jobs:
                if job.query is not None:
                    _answer(connection, job, job.query)
        except Exception as error:
            # A mistake of ours must not leave callers waiting for a thread that has died.
            _log.exception("the writer failed")
            for job in jobs:
                job.error = job.error or StoreUnavailable(f"the writer failed: {error}")

    def _tell(self, what: Callable[[], None]) -> None:
        try:
            self._loop.call_soon_threadsafe(what)
        except RuntimeError:
            _log.warning("a commit's caller is gone: its event loop is closed")


@contextmanager
def _forced(connection: sqlite3.Connection, lasting: bool) -> Iterator[None]:
    """Whether the commits within are on the disk when they return."""
    if lasting:
        yield
        return
    connection.execute("pragma synchronous = normal")
    try:
        yield
    finally:
        connection.execute("pragma synchronous = full")


def _settle(jobs: list[_Job]) -> None:
    for job in jobs:
        if job.done.done():
            continue
        if job.error is not None:
            job.done.set_exception(job.error)
        else:
            job.done.set_result(job.answer)


def _commit_together(connection: sqlite3.Connection, jobs: list[_Job]) -> list[_Job]:
    """Commit them in one transaction; returns those that have to be tried alone."""
    failed: list[_Job] = []
    try:
        connection.execute("begin immediate")
        for some in _alike(jobs):
            if not _apply_within(connection, some):
                failed += some
        connection.execute("commit")
    except sqlite3.Error:
        _roll_back(connection)
        return jobs
    return failed


def _alike(jobs: list[_Job]) -> list[list[_Job]]:
    """Those that have nothing but the same kind of work to do belong together."""
    found: dict[object, list[_Job]] = {}
    for job in jobs:
        alike = job.work.do if job.work is not None and not job.statements else job
        found.setdefault(alike, []).append(job)
    return list(found.values())


def _apply_within(connection: sqlite3.Connection, jobs: list[_Job]) -> bool:
    """Apply all that the jobs want or nothing of it; raises where the transaction is lost."""
    guarded = sum(job.size for job in jobs) > 1
    try:
        if guarded:
            connection.execute("savepoint job")
        _apply(connection, jobs)
        if guarded:
            connection.execute("release job")
    except Exception:
        # A full disk, for one, makes SQLite roll back everything by itself.
        if not connection.in_transaction:
            raise sqlite3.OperationalError("the transaction was rolled back") from None
        if guarded:
            connection.execute("rollback to job")
            connection.execute("release job")
        return False
    return True


def _commit_alone(connection: sqlite3.Connection, job: _Job) -> None:
    try:
        connection.execute("begin immediate")
        _apply(connection, [job])
        connection.execute("commit")
    except Exception as error:
        _roll_back(connection)
        job.error = _as_told(error)


def _answer(connection: sqlite3.Connection, job: _Job, query: Query) -> None:
    try:
        job.answer = query(connection)
    except Exception as error:
        _roll_back(connection)
        job.error = _as_told(error)


def _apply(connection: sqlite3.Connection, jobs: list[_Job]) -> None:
    """One job, or several that are alike."""
    for job in jobs:
        for statement in job.statements:
            if statement.chain:
                append(connection, statement)
                continue
            cursor = connection.execute(statement.sql, statement.values)
            if statement.conflict and cursor.rowcount == 0:
                raise StoreConflict(statement.conflict)
    works = [job.work for job in jobs if job.work is not None]
    if works:
        answers = works[0].do(connection, [work.given for work in works])
        for job, answer in zip(jobs, answers, strict=True):
            job.answer = answer


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        try:
            connection.execute("rollback")
        except sqlite3.Error:
            _log.exception("a transaction could not be rolled back")


def _as_told(error: Exception) -> Exception:
    """What the caller is told: a name is taken, the disk refuses, or their own mistake."""
    if isinstance(error, sqlite3.IntegrityError):
        _, _, constraint = str(error).partition("UNIQUE constraint failed: ")
        field = _FIELDS.get(constraint)
        return StoreConflict(field) if field is not None else error
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.ProgrammingError):
        return StoreUnavailable(str(error))
    return error
