"""/manage/api/webhooks: each route, each error, who may, and real calls told to a real receiver."""

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from dockline.domain.commands import AcceptCard, FinishWrapUp, GoReady, HangUpCall
from dockline.domain.ids import SpaceId
from dockline.domain.space import ChatPolicy, Role
from dockline.ports.chat_store import AppendChatLine, PutChat
from dockline.ports.event_store import AppendEvent
from dockline.ports.store import PutCall, Write
from dockline.services.webhooks.keeping import MOST
from tests.support.face import LEAP, PASSWORD, Server, serving
from tests.support.receiver import Receiver, receiver
from tests.support.until import until
from tests.support.visitor import visitor

PLACE = "/manage/api/webhooks"
RIVAL = SpaceId("rival")


class Keeper:
    """Somebody who is signed in to the admin pages."""

    def __init__(self, server: Server, cookie: str) -> None:
        self.server = server
        self.cookie = cookie

    async def asks(
        self, method: str, path: str = "", body: Any = None, **query: Any
    ) -> httpx.Response:
        headers = {"Cookie": self.cookie}
        return await self.server.http.request(
            method, PLACE + path, json=body, params=query, headers=headers
        )

    async def gets(self, path: str = "", **query: Any) -> dict[str, Any]:
        answer = await self.asks("GET", path, **query)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def does(self, path: str, body: Any = None) -> dict[str, Any]:
        answer = await self.asks("POST", path, body)
        assert answer.status_code in (200, 201), answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def makes(self, url: str, name: str = "CRM", **more: Any) -> dict[str, Any]:
        return await self.does("", {"name": name, "url": url} | more)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        accounts = running.node.accounts
        await accounts.create_user(LEAP, "meera", "Meera", PASSWORD, Role.ADMIN)
        await running.settings(chat=ChatPolicy(webhook_private=True))
        yield running


@pytest.fixture
async def meera(server: Server) -> Keeper:
    return Keeper(server, await server.sign_in("meera"))


@pytest.fixture
async def crm() -> AsyncIterator[Receiver]:
    async with receiver() as one:
        yield one


def rightly_signed(crm: Receiver, secret: str) -> bool:
    for headers, body in crm.taken:
        stamp, *marks = headers["dockline-signature"].split(",")
        text = stamp.removeprefix("t=").encode() + b"." + body
        right = hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
        if f"v1={right}" not in marks:
            return False
    return bool(crm.taken)


async def test_it_is_made_shown_changed_and_deleted(
    server: Server, meera: Keeper, crm: Receiver
) -> None:
    assert await meera.gets() == {
        "success": True,
        "webhooks": [],
        "first_seq": 1,
        "last_seq": 0,
        "keep_hours": 72.0,
    }
    made = await meera.makes(crm.url, types=["lead.finished", "call.ended", "call.ended"])
    assert made["secret"].startswith("whsec_")
    row = made["webhook"]
    assert row["types"] == ["call.ended", "lead.finished"]
    assert (row["health"], row["active"], row["waiting"]) == ("healthy", True, 0)
    path = f"/{row['webhook_id']}"
    assert made["secret"] not in str(await meera.gets(path))
    changed = await meera.asks("PATCH", path, {"active": False, "types": None})
    assert changed.json()["webhook"]["health"] == "off"
    assert changed.json()["webhook"]["types"] == []
    assert changed.json()["webhook"]["name"] == "CRM"
    assert (await meera.asks("DELETE", path)).json() == {"success": True}
    assert (await meera.asks("GET", path)).status_code == 404
    entries = await server.store.audit(LEAP, limit=10)
    told = [(one.actor, one.action) for one in entries if one.action.startswith("webhook.")]
    assert told == [
        ("meera", "webhook.deleted"),
        ("meera", "webhook.changed"),
        ("meera", "webhook.created"),
    ]
    assert made["secret"] not in str(entries)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"name": " ", "url": "https://crm.example/"}, "name: It must not be empty."),
        ({"name": "x", "url": "ftp://crm.example/"}, "url: The address must begin with http"),
        ({"name": "x", "url": "https://a:b@crm.example/"}, "url: The address may not have a user"),
        (
            {"name": "x", "url": "https://crm.example/", "types": ["call.flew"]},
            "types: There is no event type “call.flew”.",
        ),
        ({"name": "x"}, "url:"),
        ({"name": "x", "url": "http://127.0.0.1/"}, "url: It must be a public address"),
    ],
)
async def test_a_wrong_field_is_named(
    server: Server, meera: Keeper, body: dict[str, Any], message: str
) -> None:
    await server.settings(chat=ChatPolicy())
    answer = await meera.asks("POST", "", body)
    assert answer.status_code == 400, answer.text
    assert answer.json()["message"].startswith(message)
    assert (await meera.gets())["webhooks"] == []


async def test_a_space_has_so_many_at_most(server: Server, meera: Keeper, crm: Receiver) -> None:
    for n in range(MOST):
        await meera.makes(crm.url, f"CRM {n}")
    answer = await meera.asks("POST", "", {"name": "more", "url": crm.url})
    assert answer.status_code == 400
    assert answer.json()["message"] == f"webhooks: A space has {MOST} at most."


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.MANAGER])
async def test_only_who_changes_settings_may(
    server: Server, meera: Keeper, crm: Receiver, role: Role
) -> None:
    path = f"/{(await meera.makes(crm.url))['webhook']['webhook_id']}"
    accounts = server.node.accounts
    await accounts.create_user(LEAP, "other", "Other", PASSWORD, role, ["Support team"])
    other = Keeper(server, await server.sign_in("other"))
    for method, where, body in _every(path):
        answer = await other.asks(method, where, body)
        assert answer.status_code == 403, (method, where)
    assert len((await meera.gets())["webhooks"]) == 1


async def test_another_spaces_are_unknown(server: Server, meera: Keeper, crm: Receiver) -> None:
    path = f"/{(await meera.makes(crm.url))['webhook']['webhook_id']}"
    accounts = server.node.accounts
    await accounts.create_space(RIVAL, "The other")
    await accounts.create_user(RIVAL, "mallory", "Mallory", PASSWORD, Role.ADMIN)
    answer = await server.http.post(
        "/dock/sign-in", json={"login": "mallory@rival", "password": PASSWORD}
    )
    server.http.cookies.clear()
    rival = Keeper(server, answer.headers["set-cookie"].partition(";")[0])
    for method, where, body in _every(path):
        if where.startswith(path):
            assert (await rival.asks(method, where, body)).status_code == 404, (method, where)
    assert (await rival.gets())["webhooks"] == []
    assert len((await meera.gets())["webhooks"]) == 1


def _every(path: str) -> list[tuple[str, str, Any]]:
    return [
        ("GET", "", None),
        ("POST", "", {"name": "x", "url": "https://crm.example/"}),
        ("GET", "/types", None),
        ("GET", path, None),
        ("PATCH", path, {"name": "changed"}),
        ("POST", f"{path}/test", None),
        ("POST", f"{path}/secret", {}),
        ("GET", f"{path}/deliveries", None),
        ("GET", f"{path}/dead-letters", None),
        ("POST", f"{path}/dead-letters/retry", {}),
        ("POST", f"{path}/dead-letters/drop", {}),
        ("POST", f"{path}/replay", {"from_seq": 1}),
        ("DELETE", path, None),
    ]


async def test_the_test_button_tells_what_was_answered(
    server: Server, meera: Keeper, crm: Receiver
) -> None:
    made = await meera.makes(crm.url)
    path = f"/{made['webhook']['webhook_id']}"
    answer = await meera.does(f"{path}/test")
    assert (answer["taken"], answer["status"]) == (True, 200)
    event = crm.events[0]
    assert (event["type"], event["seq"], event["cloud_id"]) == ("test.ping", 0, "leap")
    assert event["data"] == {"webhook": "CRM", "asked_by": "meera"}
    assert rightly_signed(crm, made["secret"])
    crm.answer = lambda event: 418
    await meera.asks("PATCH", path, {"active": False})
    answer = await meera.does(f"{path}/test")
    assert (answer["taken"], answer["status"]) == (False, 418)
    await server.settings(chat=ChatPolicy())
    answer = await meera.does(f"{path}/test")
    assert answer["status"] is None
    assert "is not public" in answer["answer"]


async def test_both_secrets_sign_for_a_while(server: Server, meera: Keeper, crm: Receiver) -> None:
    made = await meera.makes(crm.url)
    path = f"/{made['webhook']['webhook_id']}"
    changed = await meera.does(f"{path}/secret", {"overlap_hours": 1})
    assert changed["webhook"]["old_secret_until"] is not None
    await meera.does(f"{path}/test")
    assert rightly_signed(crm, made["secret"])
    assert rightly_signed(crm, changed["secret"])
    last = await meera.does(f"{path}/secret", {"overlap_hours": 0})
    assert last["webhook"]["old_secret_until"] is None
    crm.taken.clear()
    await meera.does(f"{path}/test")
    assert rightly_signed(crm, last["secret"])
    assert not rightly_signed(crm, changed["secret"])


async def test_the_catalogue_is_told(meera: Keeper) -> None:
    told = await meera.gets("/types")
    assert [one["group"] for one in told["groups"]][:2] == ["call", "recording"]
    types = {one["type"]: one for group in told["groups"] for one in group["types"]}
    ended = types["call.ended"]
    assert ended["durable"] is True
    assert ended["sample"]["data"]["call"]["outcome"] == "answered"
    assert ended["schema"]["$defs"]["CallData"]["properties"].keys() == {"call"}
    assert told["test"]["type"] == "test.ping"


async def test_calls_are_told_to_a_receiver_that_flaps(
    server: Server, meera: Keeper, crm: Receiver
) -> None:
    made = await meera.makes(crm.url)
    path = f"/{made['webhook']['webhook_id']}"
    turns = iter(range(10_000))
    crm.answer = lambda event: 200 if next(turns) % 3 else 503
    async with server.dock() as dock:
        ids = []
        for n in range(3):
            custom = {"order": n}
            ids.append(
                (await server.make_call(number="442079460300", custom=custom)).json()["callId"]
            )
            call_id = ids[-1]
            await dock.fact("call_answered", call_id=call_id)
            await dock.ask(HangUpCall(call_id=call_id))
            await dock.fact("call_ended", call_id=call_id)
    crm.answer = lambda event: 200

    def all_ended() -> bool:
        ended = [one for one in crm.events if one["type"] == "call.ended"]
        return {one["data"]["call"]["call_id"] for one in ended} == set(ids)

    await until(all_ended, within=30)
    last = (await meera.gets())["last_seq"]

    async def all_told() -> bool:
        seqs = {one["seq"] for one in crm.events}
        return seqs == set(range(1, last + 1))

    await until(all_told, within=30)
    assert rightly_signed(crm, made["secret"])
    for n, call_id in enumerate(ids):
        mine = [one for one in crm.events if one["data"].get("call", {}).get("call_id") == call_id]
        assert [one["seq"] for one in mine] == sorted(one["seq"] for one in mine)
        assert [one["type"] for one in mine if one["type"] in _STORY] == list(_STORY)
        assert all(one["custom"] == {"order": n} for one in mine)
    twice = [headers["dockline-event-id"] for headers, _ in crm.taken]
    assert len(twice) == len(set(twice)), "none was taken twice"
    assert crm.refused > 0
    tried = (await meera.gets(f"{path}/deliveries", state="failed"))["deliveries"]
    assert {one["status"] for one in tried} == {503}
    # Again, from a number on.
    before = len(crm.taken)
    replayed = await meera.does(f"{path}/replay", {"from_seq": 2})
    assert replayed["from_seq"] == 2
    await until(lambda: len(crm.taken) == before + replayed["to_seq"] - 1)
    assert all(headers.get("dockline-replayed") == "true" for headers, _ in crm.taken[before:])
    wrong = await meera.asks("POST", f"{path}/replay", {"from_seq": last + 10**6})
    assert wrong.json()["message"].startswith("from_seq: The log has events 1 to")
    await meera.asks("PATCH", path, {"active": False})
    off = await meera.asks("POST", f"{path}/replay", {"from_seq": 1})
    assert (off.status_code, off.json()["code"]) == (409, "not-now")


_STORY = ("call.started", "call.ringing", "call.answered", "call.ended")


async def test_a_lead_is_told_with_its_own_id(server: Server, meera: Keeper, crm: Receiver) -> None:
    await meera.makes(crm.url)
    envelope = {"cloud_id": "leap", "auth_token": server.token, "campaign": "Spring"}
    lead = {"number": "919654301006", "external_id": "crm-7", "data": {"name": "Alex"}}
    push = envelope | {"team_name": "Support team", "source": "March"} | lead
    await server.http.post("/router/api/v2/campaign/add", json=push)
    days = [[{"opens": "00:00", "closes": "24:00"}]] * 7
    hours = {"leads": {"calling_hours": {"days": days}}}
    told = await server.http.post(
        "/router/api/v2/campaign/settings", json=envelope | {"settings": hours}
    )
    assert told.status_code == 200, told.text
    async with server.dock() as dock:
        await dock.ask(GoReady())
        changed = await crm.event("campaign.changed")
        assert changed["data"]["campaign"] == "Spring"
        assert changed["data"]["actor"] == "token:api"
        shown = await dock.fact("card_shown")
        assert (await crm.event("lead.shown"))["external_id"] == "crm-7"
        await dock.ask(AcceptCard(lead_id=shown.card.lead.lead_id))
        call = await dock.fact("call_answered")
        dialled = await crm.event("lead.dialled")
        assert dialled["data"]["attempt"]["call_id"] == call.call_id
        assert dialled["data"]["source"] == "March"
        assert dialled["custom"] == {"name": "Alex"}
        await crm.event("lead.connected")
        await dock.ask(HangUpCall(call_id=call.call_id))
        await dock.fact("call_ended")
        code = next(one.code for one in shown.card.lead.dispositions if not one.callback)
        await dock.ask(FinishWrapUp(call_id=call.call_id, disposition=code))
        settled = await crm.event("lead.attempted")
        assert settled["data"]["attempt"]["disposition"] == code
        assert settled["data"]["attempt"]["agent"]["login"] == "rishi"
        finished = await crm.event("lead.finished")
        assert finished["external_id"] == "crm-7"
    never = envelope | {"numbers": ["442079460111"], "reason": "Asked"}
    await server.http.post("/router/api/v2/do_not_call/add", json=never)
    added = await crm.event("do_not_call.added")
    assert added["data"]["number"] == "442079460111"
    assert added["data"]["campaign"] == "Spring"


async def test_what_waits_has_no_number_any_more_once_it_is_erased(
    server: Server, meera: Keeper, crm: Receiver
) -> None:
    crm.answer = lambda event: 503
    await meera.makes(crm.url)
    envelope = {"cloud_id": "leap", "auth_token": server.token, "numbers": ["442079460111"]}
    await server.http.post("/router/api/v2/do_not_call/add", json=envelope)
    await until(lambda: crm.refused)
    typed = {"number": "442079460111", "confirm": "442079460111", "never_call": False}
    erased = await server.http.post(
        "/manage/api/erase", json=typed, headers={"cookie": meera.cookie}
    )
    assert erased.status_code == 200, erased.text
    crm.answer = lambda event: 200
    await crm.event("do_not_call.added")
    assert b"442079460111" not in b"".join(body for _, body in crm.taken)


async def test_410_switches_it_off_until_somebody_wants_it(
    server: Server, meera: Keeper, crm: Receiver
) -> None:
    made = await meera.makes(crm.url)
    path = f"/{made['webhook']['webhook_id']}"
    crm.answer = lambda event: 410
    async with server.dock():

        async def gone() -> bool:
            return bool((await meera.gets(path))["webhook"]["health"] == "gone")

        await until(gone)
    entries = await server.store.audit(LEAP, limit=5)
    assert ("system", "webhook.ended") in [(one.actor, one.action) for one in entries]
    row = (await meera.gets(path))["webhook"]
    assert row["waiting"] >= 1
    waiting = (await meera.gets(f"{path}/deliveries", state="waiting"))["deliveries"]
    assert 410 in [one["status"] for one in waiting], "others may not have been tried yet"
    crm.answer = lambda event: 200
    again = await meera.asks("PATCH", path, {"active": True})
    assert again.json()["webhook"]["active"] is True
    await crm.event("agent.signed_in")


async def test_dead_letters_are_sent_once_more_or_dropped(
    server: Server, meera: Keeper, crm: Receiver
) -> None:
    made = await meera.makes("http://no-such-host.invalid/" + "x", types=["agent.signed_in"])
    path = f"/{made['webhook']['webhook_id']}"
    hook = server.node.webhooks._webhooks[made["webhook"]["webhook_id"]]
    async with server.dock("rishi"), server.dock("siddhant"):
        await until(lambda: server.node.webhooks.recent(LEAP, hook.webhook_id))
    runner = server.node.webhooks._deliveries.runner(hook.webhook_id)
    assert runner is not None
    for item in list(runner._sender.window):
        runner._sender._bury(item)

    async def both_dead() -> bool:
        return bool((await meera.gets(path))["webhook"]["dead_letters"] == 2)

    await until(both_dead)
    letters = await meera.gets(f"{path}/dead-letters", limit=1)
    assert letters["total"] == 2
    (first,) = letters["dead_letters"]
    assert first["body"]["type"] == "agent.signed_in"
    assert letters["next_after"] == first["seq"]
    rest = await meera.gets(f"{path}/dead-letters", after=first["seq"])
    assert len(rest["dead_letters"]) == 1
    assert rest["next_after"] is None
    unknown = await meera.asks("POST", f"{path}/dead-letters/retry", {"seq": 10**6})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "no-such-dead-letter")
    dropped = await meera.does(f"{path}/dead-letters/drop", {"seq": first["seq"]})
    assert dropped["count"] == 1
    await meera.asks("PATCH", path, {"url": crm.url})
    assert (await meera.does(f"{path}/dead-letters/retry", {}))["count"] == 1
    await crm.event("agent.signed_in")
    headers, _ = crm.taken[0]
    assert int(headers["dockline-delivery-attempt"]) > 1

    async def none_left() -> bool:
        row = (await meera.gets(path))["webhook"]
        return bool(row["dead_letters"] == 0 and row["waiting"] == 0)

    await until(none_left)


async def test_without_a_webhook_nothing_is_written(server: Server, crm: Receiver) -> None:
    async with server.dock() as dock:
        await server.make_call(number="442079460100")
        await dock.fact("call_answered")
    await asyncio.sleep(0)
    assert await server.store.event_range(LEAP) == (1, 0)


async def test_an_event_is_written_with_what_it_tells(
    server: Server, meera: Keeper, crm: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits: list[list[Write]] = []
    commit = server.store.commit

    async def noted(writes: Sequence[Write]) -> None:
        await commit(writes)
        commits.append(list(writes))

    monkeypatch.setattr(server.store, "commit", noted)
    await meera.makes(crm.url)

    def together(kind: str, record: Callable[[Write], bool]) -> bool:
        """The first commit with such a record has the event, too."""
        writes = next(one for one in commits if any(map(record, one)))
        return kind in [one.event.type for one in writes if isinstance(one, AppendEvent)]

    async with server.dock() as dock:
        call_id = (await server.make_call(number="442079460100")).json()["callId"]
        await dock.fact("call_answered")
        await dock.ask(HangUpCall(call_id=call_id))
        await dock.ask(FinishWrapUp(call_id=call_id, note="Wants it by Friday."))
        await crm.event("call.noted")
        async with visitor(server.address) as page:
            await page.hello()
            await page.says("Where is it?")
            await crm.event("chat.said")
    assert together("call.started", lambda one: isinstance(one, PutCall))
    assert together(
        "call.ended", lambda one: isinstance(one, PutCall) and one.record.ended_at is not None
    )
    assert together("call.noted", lambda one: isinstance(one, PutCall) and one.record.note != "")
    assert together("chat.started", lambda one: isinstance(one, PutChat))
    assert together(
        "chat.said",
        lambda one: isinstance(one, AppendChatLine) and one.line.text == "Where is it?",
    )
