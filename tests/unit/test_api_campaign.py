"""POST /router/api/v2/campaign/add and /add_multiple: each answer and each error."""

import asyncio
import gzip
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from dockline.api.sample import TOKEN
from dockline.api.samples import samples
from dockline.domain.campaign import DoNotCall, Mode, RunState
from dockline.domain.ids import LeadId, SpaceId
from dockline.domain.lead import Lead, LeadState
from dockline.domain.space import Role
from dockline.ports.lead_store import DropDoNotCall, PutCampaign, PutDoNotCall, PutLead
from tests.support.face import LEAP, PASSWORD, Server, serving

ADD = "/router/api/v2/campaign/add"
MULTIPLE = "/router/api/v2/campaign/add_multiple"
NUMBER = "919654301006"
LEFT_OUT = object()


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path, leads_per_body=600) as running:
        yield running


def envelope(server: Server, **changes: Any) -> dict[str, Any]:
    told = {
        "cloud_id": "leap",
        "auth_token": server.token,
        "campaign": "Spring",
        "team_name": "Support team",
        "source": "March",
    }
    return {name: value for name, value in (told | changes).items() if value is not LEFT_OUT}


async def add(server: Server, headers: dict[str, str] | None = None, **more: Any) -> httpx.Response:
    body = envelope(server, **{"number": NUMBER} | more)
    return await server.http.post(ADD, json=body, headers=headers)


async def multiple(
    server: Server, leads: Any, headers: dict[str, str] | None = None, **more: Any
) -> httpx.Response:
    body = envelope(server, leads=leads, **more)
    return await server.http.post(MULTIPLE, json=body, headers=headers)


async def cut(server: Server, path: str, **told: Any) -> httpx.Response:
    """As programs send it that cut texts in the middle of an emoji."""
    body = json.dumps(envelope(server, **told))
    return await server.http.post(path, content=body, headers={"Content-Type": "application/json"})


async def kept(server: Server, lead_id: str) -> Lead:
    lead = await server.store.lead(LEAP, LeadId(lead_id))
    assert lead is not None
    return lead


async def everything(server: Server) -> list[Lead]:
    lists = await server.store.dial_lists(LEAP)
    return [
        lead for one in lists for lead in await server.store.leads(LEAP, one.list_id, limit=10_000)
    ]


# --- one lead -----------------------------------------------------------------------------------


async def test_a_lead_is_added_then_updated(server: Server) -> None:
    answer = await add(server, data={"name": "sumeet", "company": "novanet"}, username="rishi")
    assert answer.status_code == 200
    lead_id = answer.json()["lead_id"]
    assert answer.json() == {
        "success": True,
        "message": "Lead added",
        "lead_id": lead_id,
        "created": True,
        "warnings": [],
    }
    again = await add(server, data={"company": "samespace"}, username="siddhant@leap")
    assert again.json() == {
        "success": True,
        "message": "Lead updated",
        "lead_id": lead_id,
        "created": False,
        "warnings": [],
    }
    lead = await kept(server, lead_id)
    assert lead.data == {"name": "sumeet", "company": "samespace"}
    assert lead.agent_id == server.users["siddhant"].user_id


async def test_unknown_campaigns_and_lists_are_made_in_preview_mode(server: Server) -> None:
    await add(server)
    await add(server, campaign=" SPRING ", source="march")
    await add(server, source="April")
    (campaign,) = await server.store.campaigns(LEAP)
    assert campaign.name == "Spring"
    assert campaign.settings.mode is Mode.PREVIEW
    assert [one.name for one in await server.store.dial_lists(LEAP)] == ["April", "March"]
    assert len(await everything(server)) == 2


async def test_a_name_is_the_same_however_its_accents_are_sent(server: Server) -> None:
    """Some systems send an é as one sign, others as an e and an accent."""
    await server.node.accounts.create_team(LEAP, "Équipe")
    cafe, equipe = ("Cafe\u0301", "E\u0301quipe")
    first = await add(server, campaign=cafe, team_name=equipe, source=cafe)
    again = await add(server, campaign="caf\u00e9", team_name="\u00e9quipe", source="Caf\u00e9")
    assert again.json()["lead_id"] == first.json()["lead_id"]
    (campaign,) = await server.store.campaigns(LEAP)
    assert campaign.name == "Caf\u00e9"


async def test_all_fields_of_a_lead(server: Server) -> None:
    answer = await add(
        server,
        number="+91 96543-01006",
        external_id=4711,
        priority=-99,
        timezone="Asia/Kolkata",
        expires_at="2027-01-01T00:00:00+05:30",
        not_before=1_700_000_000,
        unheard_of={"a": 1},
    )
    lead = await kept(server, answer.json()["lead_id"])
    assert (lead.number, lead.external_id, lead.priority) == (NUMBER, "4711", -99)
    assert (lead.time_zone, lead.not_before) == ("Asia/Kolkata", 1_700_000_000.0)
    assert lead.expires_at == 1_798_741_800.0
    await add(server, priority=None, timezone="", expires_at=None, external_id=None)
    lead = await kept(server, lead.lead_id)
    assert (lead.external_id, lead.priority, lead.time_zone, lead.expires_at) == ("", 0, "", None)
    assert lead.not_before == 1_700_000_000.0


async def test_a_username_that_is_left_out_changes_nothing_and_null_frees_the_lead(
    server: Server,
) -> None:
    lead_id = (await add(server, username="rishi")).json()["lead_id"]
    await add(server)
    assert (await kept(server, lead_id)).agent_id == server.users["rishi"].user_id
    await add(server, username=None)
    assert (await kept(server, lead_id)).agent_id is None


@pytest.mark.parametrize(
    ("username", "code"),
    [
        ("nobody", "username-unknown"),
        ("rishi@elsewhere", "username-unknown"),
        ("outsider", "username-outside-team"),
    ],
)
async def test_an_agent_who_is_none_leaves_the_lead_to_the_team_with_a_warning(
    server: Server, username: str, code: str
) -> None:
    await server.node.accounts.create_team(LEAP, "Sales")
    await server.node.accounts.create_user(LEAP, "outsider", "Out", PASSWORD, Role.AGENT, ["Sales"])
    answer = (await add(server, username=username)).json()
    assert answer["success"] is True
    (warning,) = answer["warnings"]
    assert warning["code"] == code
    assert username in warning["message"]
    assert (await kept(server, answer["lead_id"])).agent_id is None


async def test_a_number_nobody_may_call_is_kept_as_such(server: Server) -> None:
    await server.store.commit([PutDoNotCall(DoNotCall(LEAP, NUMBER, 1.0))])
    answer = (await add(server)).json()
    assert answer["success"] is True
    assert [warning["code"] for warning in answer["warnings"]] == ["do-not-call"]
    assert (await kept(server, answer["lead_id"])).state is LeadState.DO_NOT_CALL


@pytest.mark.parametrize("requeue", [False, True])
async def test_finished_leads_are_queued_again_where_the_campaign_says_so(
    server: Server, requeue: bool
) -> None:
    lead_id = (await add(server)).json()["lead_id"]
    (campaign,) = await server.store.campaigns(LEAP)
    settings = replace(campaign.settings, requeue_finished=requeue)
    done = replace(await kept(server, lead_id), state=LeadState.DONE, attempts=4)
    await server.store.commit([PutCampaign(replace(campaign, settings=settings)), PutLead(done)])
    server.node.intake.catalog.forget(LEAP)
    await add(server)
    lead = await kept(server, lead_id)
    assert lead.state is (LeadState.NEW if requeue else LeadState.DONE)
    assert lead.attempts == 4


# --- what is refused: nothing is written --------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "status", "code", "told"),
    [
        ({"auth_token": "wrong"}, 401, "unauthorized", "Cloud and token"),
        ({"cloud_id": "nowhere"}, 401, "unauthorized", "Cloud and token"),
        ({"cloud_id": LEFT_OUT}, 400, "invalid-field", "cloud_id: is required"),
        ({"auth_token": LEFT_OUT}, 400, "invalid-field", "auth_token: is required"),
        ({"campaign": LEFT_OUT}, 400, "invalid-field", "campaign: is required"),
        ({"campaign": ""}, 400, "invalid-field", "campaign: must"),
        ({"campaign": "  "}, 400, "invalid-field", "campaign: "),
        ({"source": "\n"}, 400, "invalid-field", "source: "),
        ({"team_name": "Nobody"}, 404, "team-unknown", "team_name: there is no team “Nobody”"),
        ({"number": LEFT_OUT}, 400, "invalid-field", "number: is required"),
        ({"number": True}, 400, "invalid-field", "number: must be"),
        ({"number": "12"}, 400, "number-invalid", "number: "),
        ({"number": "number"}, 400, "number-invalid", "number: "),
        ({"number": "112"}, 400, "number-not-allowed", "number: "),
        ({"data": [1]}, 400, "invalid-field", "data: must be an object"),
        ({"data": {"a": "\0"}}, 400, "invalid-field", "data: "),
        ({"data": {"a": "x" * 70_000}}, 400, "lead-too-large", "data: "),
        ({"priority": 100}, 400, "invalid-field", "priority: must be"),
        ({"timezone": "Mars/Olympus"}, 400, "timezone-unknown", "timezone: “Mars/Olympus”"),
        ({"timezone": "../../etc/passwd"}, 400, "timezone-unknown", "timezone: "),
        ({"timezone": "localtime"}, 400, "timezone-unknown", "timezone: "),
        ({"expires_at": "tomorrow"}, 400, "time-invalid", "expires_at: "),
        ({"not_before": "2026-01-01T00:00:00"}, 400, "time-invalid", "not_before: "),
        ({"not_before": -5}, 400, "time-invalid", "not_before: "),
        ({"dry_run": "yes"}, 400, "invalid-field", "dry_run: must be"),
        ({"external_id": "a\0b"}, 400, "invalid-field", "external_id: contains a NUL"),
        ({"data": {"a": ["\0"]}}, 400, "invalid-field", "data: contains a NUL"),
    ],
)
async def test_refusals(
    server: Server, changes: dict[str, Any], status: int, code: str, told: str
) -> None:
    answer = await add(server, **changes)
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert (body["success"], body["code"]) == (False, code)
    assert body["message"].startswith(told)
    assert await server.store.campaigns(LEAP) == []
    assert await server.store.dial_lists(LEAP) == []


async def test_data_that_outgrows_a_lead_by_many_pushes_is_refused(server: Server) -> None:
    half = "x" * 40_000
    assert (await add(server, data={"a": half})).status_code == 200
    for dry_run in (True, False):
        answer = await add(server, data={"b": half}, priority=9, dry_run=dry_run)
        assert (answer.status_code, answer.json()["code"]) == (400, "lead-too-large")
        assert answer.json()["message"].startswith("data: with what is known")
        leads = [
            {"number": "12"},
            {"number": "919654301007"},
            {"number": "919654301006", "data": {"b": half}},
        ]
        told = (await multiple(server, leads, dry_run=dry_run)).json()
        assert (told["added"], told["updated"], told["failed"]) == (1, 0, 2)
        assert [one["index"] for one in told["errors"]] == [0, 2]
        assert told["lead_ids"][2] is None
    (one,) = await server.store.dial_lists(LEAP)
    found = await server.store.leads(LEAP, one.list_id, limit=9)
    assert [(lead.data, lead.priority) for lead in found] == [({"a": half}, 0), ({}, 0)]


@pytest.mark.parametrize("path", [ADD, MULTIPLE])
async def test_a_campaign_of_another_team_is_refused(server: Server, path: str) -> None:
    await server.node.accounts.create_team(LEAP, "Sales")
    await add(server)
    body = envelope(server, team_name="Sales", number="919812306590", leads=[])
    answer = await server.http.post(path, json=body)
    assert answer.status_code == 409
    assert answer.json()["code"] == "campaign-of-another-team"
    assert len(await everything(server)) == 1


@pytest.mark.parametrize("path", [ADD, MULTIPLE])
async def test_a_campaign_that_is_archived_takes_no_leads(server: Server, path: str) -> None:
    await add(server)
    (campaign,) = await server.store.campaigns(LEAP)
    for state, status in ((RunState.ARCHIVED, 409), (RunState.STOPPED, 200)):
        settings = replace(campaign.settings, state=state)
        await server.store.commit([PutCampaign(replace(campaign, settings=settings))])
        server.node.intake.catalog.forget(LEAP)
        lead = {"number": "919812306590"}
        body = envelope(server, **(lead if path == ADD else {"leads": [lead]}))
        # The second time its name is known already.
        for _ in range(2):
            answer = await server.http.post(path, json=body)
            assert answer.status_code == status, answer.text
            if status == 409:
                assert answer.json()["code"] == "campaign-archived"
                assert len(await everything(server)) == 1


async def test_a_token_of_another_space_is_refused(server: Server) -> None:
    await server.node.accounts.create_space("nova", "Nova")
    token = await server.node.accounts.tokens.replace(SpaceId("nova"), "api")
    assert (await add(server, auth_token=token)).status_code == 401
    assert (await add(server, auth_token=token, cloud_id="nova")).status_code == 404


async def test_guesses_are_counted_and_pushes_are_not(server: Server) -> None:
    statuses = [(await add(server, auth_token="guess")).status_code for _ in range(301)]
    assert statuses == [401] * 300 + [429]
    guess = await add(server, auth_token="guess")
    assert int(guess.headers["retry-after"]) > 0
    assert (await add(server)).status_code == 200


@pytest.mark.parametrize("path", [ADD, MULTIPLE])
async def test_bodies_that_are_none(server: Server, path: str) -> None:
    curly = '{"cloud_id": "leap", "auth_token": “x”}'
    answer = await server.http.post(
        path, content=curly, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 400
    assert "line 1, column 36" in answer.json()["message"]
    assert (await server.http.post(path, content=b"{}")).status_code == 415
    packed = {"content-type": "application/json", "content-encoding": "gzip"}
    answer = await server.http.post(path, content=gzip.compress(b"{}"), headers=packed)
    assert (answer.status_code, answer.headers["accept-encoding"]) == (415, "identity")
    assert "(Content-Encoding: gzip)" in answer.json()["message"]
    assert (await server.http.get(path)).status_code == 405


async def test_space_id_is_another_name_for_cloud_id(server: Server) -> None:
    assert (await add(server, cloud_id=LEFT_OUT, space_id="leap")).json()["success"] is True
    assert (await add(server, space_id="other")).status_code == 400


async def test_a_database_that_is_away_is_told(server: Server) -> None:
    server.store.away = True
    answer = await add(server)
    assert answer.status_code == 503
    assert answer.json()["code"] == "store-unavailable"
    assert int(answer.headers["retry-after"]) > 0
    server.store.away = False
    assert (await add(server)).json()["created"] is True


# --- many leads ---------------------------------------------------------------------------------


async def test_one_bad_lead_fails_none_of_the_others(server: Server) -> None:
    await add(server, number="919812306590", data={"name": "shailesh"})
    leads: list[Any] = [
        {"number": NUMBER, "username": "rishi", "data": {"name": "sumeet"}},
        {"number": "12"},
        {"number": 919812306590, "username": "nobody", "data": {"company": "samespace"}},
        {"data": {}},
        {"number": "442079460110", "priority": "high"},
        "919654301007",
        {"number": "999"},
        {"number": "447911123456", "timezone": "x"},
        {"number": "447911123456"},
    ]
    answer = await multiple(server, leads)
    assert answer.status_code == 200
    body = answer.json()
    assert (body["success"], body["added"], body["updated"], body["failed"]) == (True, 2, 1, 6)
    assert [lead_id is not None for lead_id in body["lead_ids"]] == [
        True,
        False,
        True,
        False,
        False,
        False,
        False,
        False,
        True,
    ]
    errors = [(one["index"], one["number"], one["code"]) for one in body["errors"]]
    assert errors == [
        (1, "12", "number-invalid"),
        (3, "", "invalid-field"),
        (4, "442079460110", "invalid-field"),
        (5, "", "invalid-field"),
        (6, "999", "number-not-allowed"),
        (7, "447911123456", "timezone-unknown"),
    ]
    assert body["errors"][2]["message"].startswith("priority: must be")
    assert [(one["index"], one["code"]) for one in body["warnings"]] == [(2, "username-unknown")]
    first, third = body["lead_ids"][0], body["lead_ids"][2]
    assert (await kept(server, first)).agent_id == server.users["rishi"].user_id
    assert (await kept(server, third)).data == {"name": "shailesh", "company": "samespace"}


async def test_of_the_same_number_twice_the_last_wins(server: Server) -> None:
    leads = [
        {"number": NUMBER, "data": {"n": 1, "only": "here"}},
        {"number": "+91 9654301006", "data": {"n": 2}},
    ]
    body = (await multiple(server, leads)).json()
    assert (body["added"], body["updated"], body["failed"]) == (1, 0, 0)
    assert body["lead_ids"][0] == body["lead_ids"][1]
    assert [(one["index"], one["code"]) for one in body["warnings"]] == [(0, "duplicate-number")]
    (lead,) = await everything(server)
    assert lead.data == {"n": 2}


async def test_ids_are_in_the_order_of_the_leads(server: Server) -> None:
    numbers = [f"9196543{(n * 7919) % 100_000:05}" for n in range(600)]
    body = (await multiple(server, [{"number": number} for number in numbers])).json()
    assert body["added"] == 600
    by_id = {lead.lead_id: lead.number for lead in await everything(server)}
    assert [by_id[lead_id] for lead_id in body["lead_ids"]] == numbers
    assert body["lead_ids"] == sorted(body["lead_ids"]), "who came first is dialled first"


async def test_more_leads_than_may_come_are_refused_as_a_whole(server: Server) -> None:
    answer = await multiple(server, [{"number": NUMBER}] * 601)
    assert answer.status_code == 400
    assert answer.json()["message"] == "leads: has 601; 600 at most are taken at a time."
    assert await server.store.campaigns(LEAP) == []


async def test_where_no_lead_is_good_nothing_is_made(server: Server) -> None:
    for leads in ([], [{"number": "12"}]):
        body = (await multiple(server, leads)).json()
        assert (body["success"], body["added"], body["failed"]) == (True, 0, len(leads))
    assert await server.store.campaigns(LEAP) == []


async def test_many_who_push_into_a_new_campaign_make_it_once(server: Server) -> None:
    answers = await asyncio.gather(
        *(add(server, number=f"9196543010{n:02}", source=f"List {n % 3}") for n in range(30))
    )
    assert all(answer.json()["created"] for answer in answers)
    assert len(await server.store.campaigns(LEAP)) == 1
    assert len(await server.store.dial_lists(LEAP)) == 3
    assert len(await everything(server)) == 30


async def test_a_campaign_that_another_process_made_is_found(server: Server) -> None:
    other = server.node.intake.__class__(server.store, server.node.accounts, server.node.clock)
    mine = server.node.intake
    assert await mine.catalog.campaign(LEAP, "Spring") is None
    place = await other.catalog.place(
        LEAP, (await server.node.accounts.create_team(LEAP, "Sales")).team_id, "spring", "x"
    )
    await server.store.commit(place.first)
    answer = await add(server)
    assert answer.status_code == 409
    assert len(await server.store.campaigns(LEAP)) == 1
    assert await everything(server) == []


# --- dry runs and repetition --------------------------------------------------------------------


async def test_a_dry_run_warns_of_what_the_push_itself_would(server: Server) -> None:
    lead_id = (await add(server)).json()["lead_id"]
    never = DoNotCall(LEAP, NUMBER, 0.0)
    talked_to = replace(await kept(server, lead_id), state=LeadState.CONNECTED)
    await server.store.commit([PutDoNotCall(never), PutLead(talked_to)])
    for dry_run in (True, False):
        assert (await add(server, dry_run=dry_run)).json()["warnings"] == [], "somebody is at it"
    forbidden = replace(talked_to, state=LeadState.DO_NOT_CALL)
    await server.store.commit([DropDoNotCall(LEAP, NUMBER), PutLead(forbidden)])
    for dry_run in (True, False):
        (warning,) = (await add(server, dry_run=dry_run)).json()["warnings"]
        assert warning["code"] == "do-not-call"


async def test_a_dry_run_writes_nothing_and_tells_all(server: Server) -> None:
    answer = (await add(server, dry_run=True)).json()
    assert answer == {
        "success": True,
        "message": "Lead added",
        "lead_id": None,
        "created": True,
        "warnings": [],
        "dry_run": True,
    }
    assert await server.store.campaigns(LEAP) == []
    lead_id = (await add(server)).json()["lead_id"]
    leads = [{"number": NUMBER, "data": {"x": 1}}, {"number": "12"}, {"number": "442079460110"}]
    body = (await multiple(server, leads, dry_run=True)).json()
    assert (body["added"], body["updated"], body["failed"]) == (1, 1, 1)
    assert body["lead_ids"] == [lead_id, None, None]
    assert body["dry_run"] is True
    assert (await kept(server, lead_id)).data == {}
    assert len(await everything(server)) == 1


async def test_a_repeated_request_is_answered_again_and_done_once(server: Server) -> None:
    key = {"Idempotency-Key": "push-1"}
    leads = [{"number": f"9196543{n:05}", "data": {"n": n}} for n in range(300)]
    first = await multiple(server, leads, headers=key)
    again = await multiple(server, leads, headers=key)
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json() == first.json()
    assert again.json()["added"] == 300
    other = await multiple(server, leads[:2], headers=key)
    assert other.status_code == 409
    assert other.json()["code"] == "idempotency-key-reused"


async def test_bodies_stand_in_the_audit_log(server: Server) -> None:
    await multiple(server, [{"number": NUMBER}, {"number": "442079460110"}])
    entries = await server.store.audit(LEAP, limit=10)
    (entry,) = [entry for entry in entries if entry.action == "leads.pushed"]
    assert entry.actor == "token:api"
    assert (entry.detail["campaign"], entry.detail["leads"]) == ("Spring", 2)


# --- the page's own samples ---------------------------------------------------------------------


@pytest.mark.parametrize("path", [ADD, MULTIPLE])
async def test_the_samples_of_the_page_work_as_they_stand(server: Server, path: str) -> None:
    sample = samples("leap")[path]
    answer = await server.http.post(
        path,
        content=json.dumps(sample.body).replace(TOKEN, server.token),
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == 200
    assert answer.json().keys() == sample.answer.keys()
    assert answer.json()["warnings"] == []


async def test_the_page_shows_them(server: Server) -> None:
    page = (await server.http.get("/docs")).text
    for path in (ADD, MULTIPLE):
        assert path in page
    assert not re.search("[“”]name", page)


async def test_half_an_emoji_fails_no_lead_and_no_body(server: Server) -> None:
    half = {"number": NUMBER, "data": {"note": "call back \ud83d", "\ude00": "C:\\ud83d 😀"}}
    answer = await cut(server, MULTIPLE, leads=[{"number": "442079460101"}, half])
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["added"], told["failed"]) == (2, 0)
    shown = {"note": "call back \ufffd", "\ufffd": "C:\\ud83d 😀"}
    assert (await kept(server, told["lead_ids"][1])).data == shown
    answer = await cut(server, ADD, **half)
    assert answer.json()["lead_id"] == told["lead_ids"][1]
    # What is wrong besides is told at its place still.
    answer = await server.http.post(
        ADD, content=b'{"a": "\\ud83d", "b": nought}', headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 400
    assert "line 1, column 23" in answer.json()["message"]
