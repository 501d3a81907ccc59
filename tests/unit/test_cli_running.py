"""Commands on a real database, beside a server that runs on it."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
from argon2 import PasswordHasher
from typer.testing import CliRunner

from dockline.__main__ import Joints
from dockline.cli.app import build
from dockline.domain.ids import SpaceId
from dockline.domain.space import Role
from dockline.node import Node
from dockline.settings import EngineSettings, Settings

NUMBER, NEVER = "442079460110", "919654301006"
SPACE = ("--cloud-id", "leap")


def run(data: Path, *words: str) -> str:
    done = CliRunner().invoke(
        build(Joints()), [*words, "--data", str(data)], env={"COLUMNS": "200"}
    )
    assert done.exit_code == 0, done.stderr
    return done.stdout


async def beside(data: Path, *words: str) -> str:
    """In a thread, as the server has this one."""
    return await asyncio.to_thread(run, data, *words)


async def test_campaigns_numbers_and_leads_beside_a_running_server(tmp_path: Path) -> None:
    data = tmp_path / "data"
    settings = Settings(host="127.0.0.1", port=0, data=data, engine=EngineSettings(kind="memory"))
    node = Node(settings, hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    await node.start()
    try:
        leap = SpaceId("leap")
        await node.accounts.create_space(leap, "Leap")
        await node.accounts.create_team(leap, "Support team", "442079460018")
        await node.accounts.create_user(
            leap, "rishi", "Rishi", "a password for tests", Role.AGENT, ["Support team"]
        )
        token = await node.accounts.tokens.replace(leap, "api")
        http = httpx.AsyncClient(base_url=f"{node.url}/router/api/v2", trust_env=False)

        async def ask(path: str, **body: Any) -> Any:
            told = {"cloud_id": "leap", "auth_token": token} | body
            answer = await http.post(path, json=told)
            assert answer.status_code == 200, answer.text
            return answer.json()

        async with http:
            await beside(data, "campaign", "create", "Spring", *SPACE, "--team", "Support team")
            push = {"campaign": "Spring", "team_name": "Support team", "source": "March"}
            lead_id = (await ask("/campaign/add", **push, number=NUMBER))["lead_id"]
            never = (await ask("/campaign/add", **push, number=NEVER))["lead_id"]
            words = ("mode=power", "dialer.ratio=1.5", "leads.weights.March=2")
            await beside(data, "campaign", "set", "spring", *SPACE, *words)
            await beside(data, "campaign", "pause", "spring", *SPACE)
            await beside(data, "dnc", "add", NEVER, *SPACE, "--reason", "Asked")

            told = await ask("/campaign/get", campaign="Spring")
            assert (told["mode"], told["state"]) == ("power", "paused")
            assert told["settings"]["dialer"]["ratio"] == 1.5
            assert told["settings"]["leads"]["weights"] == {"March": 2}
            assert (told["leads"]["new"], told["leads"]["do_not_call"]) == (1, 1)
            checked = await ask("/do_not_call/check", numbers=[NEVER])
            assert checked["results"][0]["entries"][0]["reason"] == "Asked"
            headers = {"x-api-key": token}
            why = (await http.get(f"/lead/{lead_id}/why", headers=headers)).json()
            refused = [one["rule"] for one in why["rules"] if not one["allowed"]]
            assert refused[-2:] == ["campaign", "agents"]

            # And the other way: what the server writes the commands read.
            await ask("/campaign/control", campaign="Spring", action="start")
            assert "running" in await beside(data, "campaign", "list", *SPACE)
            shown = await beside(data, "leads", "why", never)
            assert "The number is on the space's do-not-call list" in shown
            await ask("/do_not_call/remove", numbers=[NEVER])
            assert "may be called" in await beside(data, "dnc", "check", NEVER, *SPACE)
            out = tmp_path / "history.csv"
            told = await beside(data, "leads", "history", "Spring", str(out), *SPACE)
            # The server is in this process, and its log may have come in between.
            assert told.endswith(f"0 attempts written to {out}.\n")
    finally:
        await node.stop()
