"""A whole server on PostgreSQL."""

from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher

from dockline.cli.joinery import CannotStart
from dockline.domain.ids import SpaceId
from dockline.node import Node
from dockline.settings import EngineSettings, Settings, SettingWrong, load
from tests.support.postgres import Postgres

LEAP = SpaceId("leap")


def node(data: Path, url: str) -> Node:
    settings = Settings(
        host="127.0.0.1",
        port=0,
        data=data,
        database_url=url,
        engine=EngineSettings(kind="memory"),
    )
    return Node(settings, hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


async def test_leads_pushed_to_one_server_are_known_to_the_next(
    postgres_server: Postgres, tmp_path: Path
) -> None:
    url = await postgres_server.new_database()
    body = {"cloud_id": "leap", "campaign": "Spring", "team_name": "Support", "source": "March"}
    lead = {"number": "919654301006", "data": {"name": "sumeet"}}
    answers = []
    token = ""
    for _ in range(2):
        one = node(tmp_path, url)
        await one.start()
        try:
            if not one.accounts.spaces():
                await one.accounts.create_space(LEAP, "Leap")
                await one.accounts.create_team(LEAP, "Support")
                token = await one.accounts.tokens.replace(LEAP, "api")
            async with httpx.AsyncClient(base_url=one.url, trust_env=False) as http:
                answer = await http.post(
                    "/router/api/v2/campaign/add", json=body | {"auth_token": token} | lead
                )
                assert answer.status_code == 200, answer.text
                answers.append(answer.json())
        finally:
            await one.stop()
    await postgres_server.drop_database(url)
    assert [answer["message"] for answer in answers] == ["Lead added", "Lead updated"]
    assert answers[0]["lead_id"] == answers[1]["lead_id"]
    assert not (tmp_path / "dockline.db").exists()


async def test_a_database_that_is_away_is_named_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="The database calls on ") as why:
        await node(tmp_path, "postgresql://me:secret@127.0.0.1:1/calls").start()
    assert "secret" not in str(why.value)


def test_the_variable_chooses_the_database() -> None:
    url = "postgresql://me@db/calls"
    assert load(environment={"DOCKLINE_DATABASE_URL": url}).database_url == url
    with pytest.raises(SettingWrong, match="database_url"):
        load(environment={"DOCKLINE_DATABASE_URL": "mysql://me@db/calls"})
