"""A server with two teams, people of every role, calls of a day, and a recording that sounds."""

import io
import math
import struct
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from msgspec.structs import replace

from dockline.domain.ids import AgentId, CallId, TeamId
from dockline.domain.space import Role
from dockline.ports.store import CallRecord, PutCall
from tests.support.face import LEAP, PASSWORD, Server, serving


class RecordsHouse:
    """``sup`` supervises Support, ``man`` manages, ``adm`` is admin; Rishi and Siddhant are in
    Support, Maja is in Sales."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.users = server.users
        self.cookies: dict[str, str] = {}

    async def get(self, who: str, path: str, **query: Any) -> httpx.Response:
        return await self.ask("GET", who, path, params=query or None)

    async def ask(self, method: str, who: str, path: str, **more: Any) -> httpx.Response:
        if who not in self.cookies:
            self.cookies[who] = await self.server.sign_in(who)
        headers = {"Cookie": self.cookies[who], **more.pop("headers", {})}
        return await self.server.http.request(method, path, headers=headers, **more)

    async def told(self, who: str, path: str, **query: Any) -> dict[str, Any]:
        answer = await self.get(who, path, **query)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        assert found["success"] is True
        return found

    async def keep(self, *records: CallRecord) -> None:
        await self.server.store.commit([PutCall(one) for one in records])

    def record(self, n: int, at: float, **changes: Any) -> CallRecord:
        """One that was answered after 5 seconds, and talked for 60, 10 of them on hold."""
        name = changes.get("team", "Support team")
        team = self.server.node.accounts.team_by_name(LEAP, name)
        made = CallRecord(
            call_id=CallId(f"call-{n}"),
            space_id=LEAP,
            kind="inbound",
            direction="inbound",
            agent_id=self.users["rishi"].user_id,
            agent_login="rishi",
            agent_name="Rishi",
            team_id=team.team_id if team is not None else TeamId(""),
            team=name,
            number="448442430000",
            caller_id="442079460018",
            custom={"order": n},
            started_at=at,
            answered_at=at + 5,
            ended_at=at + 75,
            hold_seconds=10.0,
            outcome="answered",
            ended_by="customer",
            cause="normal",
        )
        return replace(made, **changes)

    def lost(self, n: int, at: float, outcome: str, cause: str, **changes: Any) -> CallRecord:
        """One that nobody answered, after 30 seconds."""
        gone = {"answered_at": None, "ended_at": at + 30, "hold_seconds": 0.0}
        nobody = {"agent_id": AgentId(""), "agent_login": "", "agent_name": ""}
        return self.record(n, at, outcome=outcome, cause=cause, **(gone | nobody | changes))

    def put(self, name: str, data: bytes) -> Path:
        folder = self.server.node.layout.recordings
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
        return folder / name


@asynccontextmanager
async def records_house(data: Path, **more: Any) -> AsyncIterator[RecordsHouse]:
    async with serving(data, **more) as server:
        accounts = server.node.accounts
        await accounts.create_team(LEAP, "Sales")
        for login, role, team in (
            ("maja", Role.AGENT, "Sales"),
            ("sup", Role.SUPERVISOR, "Support team"),
            ("man", Role.MANAGER, "Support team"),
            ("adm", Role.ADMIN, "Support team"),
        ):
            server.users[login] = await accounts.create_user(
                LEAP, login, login.title(), PASSWORD, role, [team]
            )
        yield RecordsHouse(server)


def sound(seconds: float, hz: float = 440.0, rate: int = 8000) -> bytes:
    """A WAV file as the engine writes them."""
    found = io.BytesIO()
    with wave.open(found, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        steps = range(int(seconds * rate))
        file.writeframes(
            b"".join(
                struct.pack("<h", int(12_000 * math.sin(2 * math.pi * hz * n / rate)))
                for n in steps
            )
        )
    return found.getvalue()
