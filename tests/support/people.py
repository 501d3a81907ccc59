"""People of each role, and what they ask the admin pages' API for."""

from typing import Any

import httpx
import pyotp

from dockline.domain.ids import SpaceId
from dockline.domain.space import Role, User
from dockline.services.people import NewUser
from tests.support.face import LEAP, PASSWORD, Server

RIVAL = SpaceId("rival")
ROLES = ("agent", "supervisor", "manager", "admin", "operator")
"""Logins of the people whom `staffed` makes."""


class Person:
    """Somebody signed in, over HTTP."""

    def __init__(self, server: Server, cookie: str) -> None:
        self._server = server
        self.cookie = cookie

    async def ask(self, method: str, path: str, body: Any = None, **query: Any) -> httpx.Response:
        """``path``: below ``/manage/api``."""
        answer = await self._server.http.request(
            method,
            f"/manage/api{path}",
            json=body,
            params=query,
            headers={"cookie": self.cookie},
        )
        self._server.http.cookies.clear()
        return answer

    async def get(self, path: str, **query: Any) -> Any:
        return _right(await self.ask("GET", path, **query))

    async def post(self, path: str, body: Any = None, **query: Any) -> Any:
        return _right(await self.ask("POST", path, {} if body is None else body, **query))

    async def patch(self, path: str, body: Any, **query: Any) -> Any:
        return _right(await self.ask("PATCH", path, body, **query))

    async def delete(self, path: str, **query: Any) -> Any:
        return _right(await self.ask("DELETE", path, **query))

    async def refused(
        self, method: str, path: str, body: Any = None, **query: Any
    ) -> tuple[int, str, str]:
        """Status, code and message."""
        answer = await self.ask(method, path, body, **query)
        told = answer.json()
        assert told["success"] is False, told
        return answer.status_code, told["code"], told["message"]


def _right(answer: httpx.Response) -> Any:
    told = answer.json()
    assert (answer.status_code, told["success"]) == (200, True), told
    return told


async def staffed(server: Server) -> dict[str, User]:
    """One of each role in leap, and an admin of another space, by login; their password is
    `PASSWORD`."""
    accounts, found = server.node.accounts, {}
    for login in ROLES:
        operator = login == "operator"
        role = Role.ADMIN if operator else Role(login)
        new = NewUser(login, login.title(), role, PASSWORD, operator=operator)
        found[login], _ = await accounts.people.create(LEAP, new)
    await accounts.create_space(RIVAL, "Rival")
    await accounts.create_team(RIVAL, "Others")
    found["mallory"] = await accounts.create_user(
        RIVAL, "mallory", "Mallory", PASSWORD, Role.ADMIN, ["Others"]
    )
    return found


async def signed_in(
    server: Server, login: str, password: str = PASSWORD, *, agent: str = "", **form: Any
) -> Person:
    answer = await try_sign_in(server, login, password, agent=agent, **form)
    assert answer.status_code == 200, answer.text
    return Person(server, answer.headers["set-cookie"].partition(";")[0])


async def try_sign_in(
    server: Server, login: str, password: str = PASSWORD, *, agent: str = "", **form: Any
) -> httpx.Response:
    answer = await server.http.post(
        "/dock/sign-in",
        json={"login": login, "password": password, **form},
        headers={"user-agent": agent},
    )
    server.http.cookies.clear()
    return answer


def code_at(secret: str, at: float) -> str:
    """What the authenticator app shows then."""
    return pyotp.TOTP(secret).at(int(at))


async def with_second_factor(person: Person, at: float) -> tuple[str, list[str]]:
    """Set one up: its secret, and the recovery codes."""
    begun = await person.post("/account/second-factor/set-up", {"password": PASSWORD})
    confirmed = await person.post(
        "/account/second-factor/confirm", {"code": code_at(begun["secret"], at)}
    )
    return begun["secret"], confirmed["codes"]
