"""/manage/api/do-not-call: listed, looked for, checked, added one by one and by tables."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.managed import Managed, managed

PLACE = "/do-not-call"
NUMBERS = ("919654301000", "919654301001", "919812306590", "442079460110")


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Managed]:
    async with managed(tmp_path) as running:
        yield running


async def test_numbers_are_added_listed_and_looked_for(at: Managed) -> None:
    told = await at.post(
        PLACE, {"numbers": [f"+{one}" for one in NUMBERS] + ["12", None], "reason": "By letter"}
    )
    assert (told["added"], told["known"], told["failed"]) == (4, 0, 2)
    assert [one["index"] for one in told["errors"]] == [4, 5]
    again = await at.post(PLACE, {"numbers": ["+44 20 7946 0110"], "reason": "Again"})
    assert (again["added"], again["known"]) == (0, 1)
    page = await at.get(PLACE, limit=3)
    assert [one["number"] for one in page["entries"]] == sorted(NUMBERS)[:3]
    rest = await at.get(PLACE, limit=3, after=page["next_after"])
    assert [one["number"] for one in rest["entries"]] == sorted(NUMBERS)[3:]
    assert rest["next_after"] is None
    assert {one["reason"] for one in page["entries"]} == {"By letter"}, "the first reason stays"
    for text, found in (
        ("+91 96543", ["919654301000", "919654301001"]),
        ("919654301000", ["919654301000"]),
        ("4420", ["442079460110"]),
        ("5", []),
        ("90", []),
    ):
        page = await at.get(PLACE, find=text)
        assert [one["number"] for one in page["entries"]] == found, text
    page = await at.get(PLACE, find="9196", limit=1)
    assert page["next_after"] == "919654301000"
    page = await at.get(PLACE, find="9196", limit=1, after=page["next_after"])
    assert [one["number"] for one in page["entries"]] == ["919654301001"]
    [(actor, detail)] = [one for one in await at.audit("do-not-call.added") if one[1]["numbers"]]
    assert (actor, detail["reason"]) == ("rita", "By letter")


async def test_a_campaign_has_a_list_of_its_own(at: Managed) -> None:
    campaign_id = await at.campaign()
    await at.post(PLACE, {"numbers": [f"+{NUMBERS[0]}"], "campaign_id": campaign_id})
    assert (await at.get(PLACE))["entries"] == []
    [entry] = (await at.get(PLACE, campaign_id=campaign_id))["entries"]
    assert (entry["campaign"], entry["campaign_id"]) == ("Spring", campaign_id)
    checked = await at.get(f"{PLACE}/check", number=f"+{NUMBERS[0]}")
    assert (checked["listed"], len(checked["entries"])) == (False, 1)
    checked = await at.get(f"{PLACE}/check", number=f"+{NUMBERS[0]}", campaign_id=campaign_id)
    assert checked["listed"] is True
    for method, path, more in (
        ("GET", PLACE, {"params": {"campaign_id": "none"}}),
        ("POST", PLACE, {"json": {"numbers": [], "campaign_id": "none"}}),
        ("DELETE", f"{PLACE}/{NUMBERS[0]}", {"params": {"campaign_id": "none"}}),
    ):
        assert (await at.ask(method, path, **more)).status_code == 404


async def test_a_number_is_checked_and_taken_off(at: Managed) -> None:
    await at.post(PLACE, {"numbers": [f"+{NUMBERS[0]}"], "reason": "Asked"})
    checked = await at.get(f"{PLACE}/check", number="+91 96543 01000")
    assert (checked["number"], checked["listed"]) == (NUMBERS[0], True)
    assert checked["entries"][0]["reason"] == "Asked"
    assert (await at.get(f"{PLACE}/check", number=f"+{NUMBERS[1]}"))["listed"] is False
    wrong = await at.ask("GET", f"{PLACE}/check", params={"number": "hello"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "number-invalid")
    for removed in (True, False):
        answer = await at.ask("DELETE", f"{PLACE}/{NUMBERS[0]}")
        assert answer.json() == {"success": True, "removed": removed}
    assert (await at.ask("DELETE", f"{PLACE}/12")).status_code == 400
    assert [who for who, _ in await at.audit("do-not-call.removed")] == ["rita"]


async def test_a_table_of_numbers(at: Managed) -> None:
    table = f"name,Mobile\nA,+{NUMBERS[0]}\nB,\nC,+{NUMBERS[1]}\n".encode()
    told = await at.upload(f"{PLACE}/import", table, reason="List of May")
    assert (told["added"], told["known"], told["failed"]) == (2, 0, 1)
    assert told["errors"][0]["row"] == 3
    assert told["rejected"].splitlines()[0] == "name,Mobile,row,code,reason"
    bare = await at.upload(f"{PLACE}/import", f"+{NUMBERS[2]}\n+{NUMBERS[1]}\n".encode())
    assert (bare["added"], bare["known"], bare["rejected"]) == (1, 1, "")
    mobile = await at.upload(f"{PLACE}/import", f"Name,Mobile Phone\nAda,+{NUMBERS[1]}\n".encode())
    assert (mobile["added"], mobile["known"]) == (0, 1)
    refused = await at.ask("POST", f"{PLACE}/import", content=b"a,b\nc,d\n")
    assert (refused.status_code, refused.json()["code"]) == (400, "table-refused")
    named = await at.ask(
        "POST", f"{PLACE}/import", content=b"a,b\nc,d\n", params={"column": "third"}
    )
    assert named.json()["message"] == "There is no column “third”; there are a, b."


async def test_it_is_for_those_who_run_the_operation(at: Managed) -> None:
    for who, status in (("", 401), ("rishi", 403), ("sam", 403), ("rita", 200), ("ada", 200)):
        assert (await at.ask("GET", PLACE, who)).status_code == status, who
        answer = await at.ask("POST", PLACE, who, json={"numbers": []})
        assert answer.status_code == status
