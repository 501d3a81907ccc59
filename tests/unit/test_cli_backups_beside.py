"""Backups beside a server that is at work, with the server and the commands as processes."""

import asyncio
from pathlib import Path
from typing import Any

import httpx

from tests.support.commands import demo, dockline

BODY = 200
"""Leads of one push."""
ENOUGH = 8
"""Pushes that are acknowledged before the backup begins; more follow while it is made."""


class Pushing:
    """Pushes one body after the other, and keeps those that were acknowledged."""

    def __init__(self, http: httpx.AsyncClient, told: dict[str, Any]) -> None:
        self._http = http
        self._told = told
        self.acknowledged: list[int] = []
        self._more = asyncio.Condition()

    async def work(self) -> None:
        body = 0
        while True:
            leads = [{"number": f"9196543{body * BODY + n:05}"} for n in range(BODY)]
            answer = await self._http.post(
                "/router/api/v2/campaign/add_multiple",
                json={
                    "cloud_id": self._told["cloud_id"],
                    "auth_token": self._told["auth_token"],
                    "campaign": "Spring",
                    "team_name": "Support team",
                    "source": f"body {body}",
                    "leads": leads,
                },
            )
            assert answer.status_code == 200, answer.text
            async with self._more:
                self.acknowledged.append(body)
                self._more.notify_all()
            body += 1

    async def wait(self, count: int) -> set[int]:
        async with self._more:
            await self._more.wait_for(lambda: len(self.acknowledged) >= count)
            return set(self.acknowledged)


async def command(*words: str) -> str:
    """What it says; it has to succeed, and to say nothing on standard error."""
    async with dockline(*words) as process:
        code, told, error = await process.end()
    assert (code, error) == (0, "")
    return told


async def test_what_was_acknowledged_is_in_the_backup_of_a_server_at_work(tmp_path: Path) -> None:
    data, there, file = (str(tmp_path / name) for name in ("data", "there", "one.backup"))
    async with (
        demo(Path(data), "--port", "0") as (server, told),
        httpx.AsyncClient(base_url=told["url"], trust_env=False, timeout=60.0) as http,
    ):
        pushing = Pushing(http, told)
        work = asyncio.create_task(pushing.work())
        before = await pushing.wait(ENOUGH)
        assert "is written" in await command("backup", file, "--data", data)
        await pushing.wait(len(before) + 1)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await server.stop()
    assert "is whole" in await command("backup", "--check", file)
    await command("restore", file, "--data", there)
    async with demo(Path(there), "--port", "0") as (server, again):
        # The demo's own keys are no part of a backup, so it makes itself a new token.
        async with httpx.AsyncClient(base_url=again["url"], trust_env=False) as http:
            counts = await _counts(http, again)
        await server.stop()
    assert before <= counts.keys()
    assert set(counts.values()) == {BODY}, "a body is there whole or not at all"


async def _counts(http: httpx.AsyncClient, told: dict[str, Any]) -> dict[int, int]:
    """Leads by the body they came in."""
    body = {"cloud_id": told["cloud_id"], "auth_token": told["auth_token"], "campaign": "Spring"}
    answer = await http.post("/router/api/v2/campaign/get", json=body)
    assert answer.status_code == 200, answer.text
    return {
        int(one["source"].removeprefix("body ")): one["leads"]["new"]
        for one in answer.json()["sources"]
    }
