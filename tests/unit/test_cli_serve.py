"""``dockline demo`` and ``serve`` as processes of their own, with the scripted engine."""

import json
import signal
import socket
from pathlib import Path

import httpx
import pytest

from tests.support.commands import demo, dockline, ready
from tests.support.until import until


async def test_the_demo_tells_one_line_and_stops_cleanly(tmp_path: Path) -> None:
    async with demo(tmp_path, "--port", "0") as (process, told):
        assert set(told) == {
            *("url", "cloud_id", "auth_token", "agents", "supervisor", "number"),
            *("admin", "carrier_numbers"),
        }
        assert told["cloud_id"] == "leap"
        assert [agent["username"] for agent in told["agents"]] == ["rishi@leap", "siddhant@leap"]
        async with httpx.AsyncClient(base_url=told["url"], trust_env=False) as http:
            assert told["supervisor"]["username"] == "meera@leap"
            assert told["admin"]["username"] == "anita@leap"
            for agent in [*told["agents"], told["supervisor"], told["admin"]]:
                answer = await http.post(
                    "/dock/sign-in",
                    json={"login": agent["username"], "password": agent["password"]},
                )
                assert answer.status_code == 200
            who = (await http.get("/manage/api/me")).json()
            assert (who["login"], who["role"], who["operator"]) == ("anita", "admin", True)
            live = await http.post(
                "/pulse-api/live",
                json={"cloud_id": "leap", "auth_token": told["auth_token"]},
            )
            assert [team["team_name"] for team in live.json()["teams"]] == ["Support team"]
        code, out, err = await process.stop()
        assert (code, out) == (0, "")
        assert "Traceback" not in err
    assert (tmp_path / "demo.json").stat().st_mode & 0o077 == 0
    assert "Traceback" not in (tmp_path / "dockline.log").read_text()


async def test_stopped_before_it_is_ready(tmp_path: Path) -> None:
    async with dockline("demo", "--json", "--data", str(tmp_path), "--port", "0") as process:
        await until((tmp_path / "dockline.log").exists, pause=0.001)
        code, out, err = await process.stop()
    assert (code, "Traceback" in err) == (0, False)
    assert len(out.splitlines()) <= 1


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
async def test_the_demo_is_made_once(tmp_path: Path, how: signal.Signals) -> None:
    async with demo(tmp_path, "--port", "0") as (process, first):
        assert (await process.stop(how))[0] == 0
    # As a file of before there was an admin: one is made, and the rest stays.
    file = tmp_path / "demo.json"
    kept = json.loads(file.read_text())
    del kept["admin"]
    file.write_text(json.dumps(kept))
    async with demo(tmp_path, "--port", "0") as (process, second):
        await process.stop()
    for name in ("auth_token", "agents", "supervisor"):
        assert first[name] == second[name]
    assert first["admin"]["password"] != second["admin"]["password"]
    assert json.loads(file.read_text())["admin"] == second["admin"]


async def test_a_token_that_was_reset_is_replaced_by_one_of_its_own(tmp_path: Path) -> None:
    async with demo(tmp_path, "--port", "0") as (process, first):
        body = {"cloud_id": "leap", "auth_token": first["auth_token"]}
        async with httpx.AsyncClient(base_url=first["url"], trust_env=False) as http:
            answer = await http.post("/router/api/v2/token/reset", json=body)
        await process.stop()
    async with demo(tmp_path, "--port", "0") as (process, second):
        assert second["auth_token"] != first["auth_token"]
        async with httpx.AsyncClient(base_url=second["url"], trust_env=False) as http:
            for token in (second["auth_token"], answer.json()["auth_token"]):
                body = {"cloud_id": "leap", "auth_token": token}
                assert (await http.post("/pulse-api/live", json=body)).status_code == 200
        await process.stop()


async def test_a_port_that_is_named_and_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        words = ("demo", "--json", "--data", str(tmp_path), "--port", port)
        async with dockline(*words) as process:
            code, out, err = await process.end()
    assert (code, out) == (1, "")
    assert f"Port {port} is in use." in err


async def test_a_port_that_nobody_named_is_changed(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        async with dockline(
            "demo", "--json", "--data", str(tmp_path), DOCKLINE_PORT=port
        ) as process:
            told = json.loads(await process.line())
            assert not told["url"].endswith(f":{port}")
            _, _, err = await process.stop()
    assert f"Port {port} is in use; taking a free one." in err


async def test_one_server_a_data_folder(tmp_path: Path) -> None:
    async with demo(tmp_path, "--port", "0"):
        words = ("serve", "--data", str(tmp_path), "--port", "0")
        async with dockline(*words) as second:
            code, _, err = await second.end()
    assert code == 1
    assert "Another Dockline uses the data folder" in err


async def test_serve_speaks_json_and_sees_what_the_commands_write(tmp_path: Path) -> None:
    async with dockline("serve", "--data", str(tmp_path), "--port", "0") as server:
        url = await ready(server)
        async with dockline("space", "create", "leap", "--data", str(tmp_path)) as made:
            code, out, err = await made.end()
            assert (code, err) == (0, "")
            token = out.rpartition(" ")[2].strip()
        body = {"cloud_id": "leap", "auth_token": token}
        async with httpx.AsyncClient(base_url=url, trust_env=False) as http:

            async def noticed() -> bool:
                return (await http.post("/pulse-api/live", json=body)).status_code == 200

            await until(noticed, pause=0.05)
        code, out, err = await server.stop()
    assert (code, out) == (0, "")
    assert all(json.loads(line) for line in err.splitlines())
