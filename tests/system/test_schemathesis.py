"""Whatever the OpenAPI document allows, and much that it does not, is sent to a running server:
no 500, and no status, content type or body that the document does not tell of."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import (
    allow_header_conformance,
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.schemas import APIOperation

from dockline.api.openapi import document
from dockline.api.operations import OPERATIONS
from dockline.domain.ids import AgentId, CallId, TeamId
from dockline.domain.space import DialPolicy, Role
from dockline.ports.identity import Provider, ProviderFailed
from dockline.ports.poster import Posted, PostFailed
from dockline.ports.store import CallRecord, PutCall
from tests.support.face import LEAP, PASSWORD, Server, serving

SCHEMA = schemathesis.openapi.from_dict(document("http://localhost"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    allow_header_conformance,
]
ADMIN = "ada"
WITH_TOKEN = ("/apiv1/team/make_call", "/manage/api/analytics/sessions")
UNHURRIED = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


MANAGED = [one for one in OPERATIONS if one.right is not None]
BY_TOKEN = SCHEMA.exclude(path=sorted({one.path for one in MANAGED}))
BY_ADMINS = SCHEMA.include(path=sorted({one.path for one in MANAGED}))
"""Routes of the admin pages: there are many, and each is admitted in the same way."""
FEW = settings(UNHURRIED, max_examples=5)
Operation = APIOperation[Any, Any, Any, Any]


def each(schema: Any) -> pytest.MarkDecorator:
    """Of its operations, one a test."""
    found = [one.ok() for one in schema.get_all_operations()]
    return pytest.mark.parametrize("operation", found, ids=[one.label for one in found])


def play(operation: Operation, sent: Callable[[Case[Any]], None]) -> None:
    """As ``schema.parametrize()`` has it, when the test runs: that makes the cases of all
    operations as they are collected, in every worker that runs a few of them."""
    build_operation_test(
        config=SCHEMA.config,
        operation=operation,
        test_func=sent,
        given_kwargs={},
        feedback=FeedbackSources(),
    )()


class Nowhere:
    """In the place of whoever posts and asks elsewhere: nothing leaves the machine."""

    async def post(self, *told: Any, **more: Any) -> Posted:
        raise PostFailed("there is nobody there")

    async def look(self, *told: Any, **more: Any) -> Provider:
        raise ProviderFailed("There is nobody there.")

    async def check_keys(self, *told: Any, **more: Any) -> int:
        raise ProviderFailed("There is nobody there.")

    async def address(self, *told: Any, **more: Any) -> str:
        raise ProviderFailed("There is nobody there.")

    async def claims(self, *told: Any, **more: Any) -> dict[str, Any]:
        raise ProviderFailed("There is nobody there.")


class Running:
    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self.token = token
        answer = httpx.post(
            f"{url}/dock/sign-in", json={"login": "rishi@leap", "password": PASSWORD}
        )
        self.cookie = answer.headers["set-cookie"].partition(";")[0]
        answer = httpx.post(f"{url}/dock/sign-in", json={"login": ADMIN, "password": PASSWORD})
        self.admins_cookie = answer.headers["set-cookie"].partition(";")[0]
        lead = {
            "cloud_id": "leap",
            "auth_token": token,
            "campaign": "Spring",
            "team_name": "Support team",
            "source": "March",
            "number": "442079460100",
        }
        answer = httpx.post(f"{url}/router/api/v2/campaign/add", json=lead)
        self.lead_id = answer.json()["lead_id"]
        day = {"start_time": "2026-01-15T00:00:00Z", "end_time": "2026-01-16T00:00:00Z"}
        answer = httpx.post(
            f"{url}/manage/api/analytics/sessions",
            json={"filters": day},
            headers={"x-api-key": token},
        )
        [call] = answer.json()["data"]
        self.recording = httpx.URL(call["recording_url"])


async def recorded(one: Server) -> None:
    """A call of last winter, with its recording."""
    call = CallRecord(
        call_id=CallId("call-1"),
        space_id=LEAP,
        kind="manual",
        direction="outbound",
        agent_id=AgentId(""),
        agent_login="",
        agent_name="",
        team_id=TeamId("team-a"),
        team="Support team",
        number="442079460100",
        caller_id="",
        custom={},
        started_at=1768468500.0,
        recording="call-1-1.wav",
    )
    await one.store.commit([PutCall(call)])
    one.node.layout.recordings.mkdir()
    (one.node.layout.recordings / call.recording).write_bytes(b"RIFF" * 20)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """In a thread of its own: schemathesis is synchronous."""
    data = tmp_path_factory.mktemp("data")
    ready: Future[tuple[str, str]] = Future()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def run() -> None:
        try:
            async with serving(data, poster=Nowhere(), providers=Nowhere()) as one:
                accounts = one.node.accounts
                await accounts.create_user(LEAP, ADMIN, "Ada", PASSWORD, Role.ADMIN)
                # A limit is an answer like others, but one that would hide all others.
                await one.settings(dial_policy=DialPolicy(address_calls_per_minute=10**6))
                await recorded(one)
                ready.set_result((one.node.url, one.token))
                await stop.wait()
        except BaseException as error:
            if not ready.done():
                ready.set_exception(error)
            raise

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    try:
        yield Running(*ready.result(timeout=30))
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(timeout=30)
        loop.close()
        assert not thread.is_alive()


@each(BY_TOKEN)
def test_strangers(operation: Operation, server: Running) -> None:
    @UNHURRIED
    def sent(case: Case[Any]) -> None:
        case.call_and_validate(base_url=server.url, checks=CHECKS)

    play(operation, sent)


@each(BY_TOKEN.exclude(path="/dock/sign-out"))
def test_those_who_belong_here(operation: Operation, server: Running) -> None:
    """A session, and the right names and token wherever a body has room for them."""

    @UNHURRIED
    def sent(case: Case[Any]) -> None:
        if isinstance(case.body, dict):
            known = {"cloud_id": "leap", "space_id": "leap", "auth_token": server.token}
            known |= {"username": "rishi@leap", "login": "rishi@leap", "number": "442079460100"}
            known |= {"campaign": "Spring"} if "team_name" not in case.body else {}
            if case.path == "/apiv1/team/make_call":
                known["team_name"] = "Support team"
            case.body |= {name: value for name, value in known.items() if name in case.body}
        headers = {"Cookie": server.cookie}
        if case.path_parameters:
            case.path_parameters |= {"lead_id": server.lead_id}
        if case.path == "/recordings/{name}":
            case.path_parameters = {"name": server.recording.path.rpartition("/")[2]}
            case.query = dict(server.recording.params)
        if case.path_parameters or case.path in WITH_TOKEN:
            headers["Authorization"] = f"Bearer {server.token}"
        answer = case.call_and_validate(base_url=server.url, headers=headers, checks=CHECKS)
        if answer.status_code == 200 and case.path.endswith("/token/reset"):
            server.token = answer.json()["auth_token"]

    play(operation, sent)


@each(BY_ADMINS)
def test_admins(operation: Operation, server: Running) -> None:
    """Who may do all there is in a space; ids are such as are there, where they are known."""

    @FEW
    def sent(case: Case[Any]) -> None:
        known = {"lead_id": server.lead_id, "call_id": "call-1"}
        if case.path_parameters:
            case.path_parameters |= {n: v for n, v in known.items() if n in case.path_parameters}
        case.call_and_validate(
            base_url=server.url, headers={"Cookie": server.admins_cookie}, checks=CHECKS
        )

    play(operation, sent)


@each(BY_ADMINS)
def test_who_may_not(operation: Operation, server: Running) -> None:
    @settings(UNHURRIED, max_examples=2)
    def sent(case: Case[Any]) -> None:
        headers = {"Cookie": server.cookie}
        case.call_and_validate(base_url=server.url, headers=headers, checks=CHECKS)

    play(operation, sent)
