"""Preview: leads pushed by a CRM become cards, calls and results in the dock."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.support.browser import DockPage
from tests.support.campaign_work import SOURCE, CampaignWork, Crm, Numbers, shown
from tests.support.server import look

TOKYO = ZoneInfo("Asia/Tokyo")
Campaigns = Callable[..., CampaignWork]
DISPOSITIONS = [
    {"code": "sold", "name": "Sold", "next_step": "done", "success": True},
    {"code": "brochure", "name": "Wants a brochure", "next_step": "done"},
    {"code": "later", "name": "Call later", "next_step": "callback"},
    {"code": "do-not-call", "name": "Do not call", "next_step": "do_not_call_space"},
    {"code": "no-disposition", "name": "No disposition", "next_step": "done"},
]


def lead(number: str, name: str, **data: Any) -> dict[str, Any]:
    return {"number": number, "data": {"name": name, **data}}


def refused(crm: Crm, lead_id: str) -> dict[str, str]:
    """What each rule that says no says of it."""
    rules = crm.why(lead_id)["rules"]
    return {one["rule"]: one["sentence"] for one in rules if not one["allowed"]}


def test_a_lead_from_the_push_to_the_next_one(
    rishi: DockPage, campaign: Campaigns, crm: Crm, numbers: Numbers
) -> None:
    page = rishi.page
    script = (
        "# Good day, {Name}\n- Offer **{plan}**\n- Ask about {router}\n<i>not HTML</i> {script}"
    )
    work = campaign("Winback", leads={"dispositions": DISPOSITIONS}, script=script)
    number = numbers.take("111")
    took = []
    (first,) = work.push(
        {
            **lead(number, "sumeet", company="novanet", plan="Fibre 500", script="<b>bold</b>"),
            "external_id": "SF-1",
            "username": "rishi",
        }
    )
    pushed = time.monotonic()
    card = rishi.card("sumeet, novanet")
    took.append(time.monotonic() - pushed)
    for text in (shown(number), f"{work.name} · {SOURCE}", "Yours", "Attempt 1"):
        expect(card.get_by_text(text)).to_be_visible()
    data = page.get_by_role("complementary", name="From your CRM")
    for text in ("Fibre 500", "<b>bold</b>", "SF-1"):
        expect(data.get_by_text(text, exact=True)).to_be_visible()
    read_aloud = page.get_by_role("region", name="Script")
    expect(read_aloud.get_by_role("heading", name="Good day, sumeet")).to_be_visible()
    assert read_aloud.get_by_role("listitem").all_inner_texts() == [
        "Offer Fibre 500",
        "Ask about router",
    ]
    expect(read_aloud.get_by_text("<i>not HTML</i> <b>bold</b>")).to_be_visible()
    assert rishi.axe() == []
    (second,) = work.push(lead(numbers.take("111"), "Priya", plan="Voice 10"))

    # What a click has left the focus on, which no ring shows, does not take Enter.
    page.get_by_role("button", name="Skip").click()
    page.get_by_role("button", name="Close").click()
    rishi.accepts()
    rishi.talks()
    rishi.hears(1000)
    rishi.says("sumeet, novanet")
    rishi.says(f"{work.name} · {SOURCE}")
    expect(read_aloud.get_by_text("Offer Fibre 500")).to_be_visible()
    expect(data.get_by_text("SF-1", exact=True)).to_be_visible()
    page.keyboard.press("Shift+E")
    rishi.state("Wrap-up")
    chips = page.get_by_role("radiogroup", name="Disposition").get_by_role("radio")
    assert chips.all_inner_texts() == ["Sold", "Wants a brochure", "Call later", "Do not call"]
    assert rishi.axe() == []
    page.get_by_label("Note").first.fill("Takes it from May on.")
    rishi.finishes("Sold")

    done = crm.why(first)
    assert done["state"] == "done"
    (attempt,) = done["attempts"]
    assert (attempt["outcome"], attempt["disposition"]) == ("answered", "sold")
    assert attempt["username"] == "rishi"
    assert work.counted("done") == 1
    expect(rishi.card("Priya").get_by_text("Yours")).to_be_hidden()
    # That for another century is left, and Priya is looked at.
    # Asked for with the card, and again after a quarter of a minute.
    expect(rishi.card("Priya").get_by_text("1 lead left")).to_be_visible(timeout=20_000)
    to_call = page.get_by_role("complementary", name="Work").get_by_role("definition")
    expect(to_call.filter(has_text="1 left")).to_be_visible()
    assert crm.why(second)["state"] == "scheduled"

    page.keyboard.press("s")
    page.get_by_role("button", name="Wrong time").click()
    work.push(lead(numbers.take("111"), "Third"))
    pushed = time.monotonic()
    rishi.card("Third")
    took.append(time.monotonic() - pushed)
    assert min(took) < 2, f"cards {took} s after the push"
    page.get_by_role("link", name="History").first.click()
    row = page.get_by_role("listitem").filter(has_text="sumeet").first
    expect(row.get_by_text("Sold")).to_be_visible()
    # Its card waits beside the history, and says so.
    rishi.says("Next lead:")
    page.get_by_role("button", name="Show").click()
    rishi.card("Third")


def test_a_lead_is_skipped_with_a_reason_and_rests(
    rishi: DockPage, campaign: Campaigns, crm: Crm, numbers: Numbers
) -> None:
    page = rishi.page
    work = campaign("Skipping", skip_reasons=["Called already", "Not my language"])
    first, second, third = work.push(
        *(lead(numbers.take("100"), name) for name in ("Ann", "Ben", "Cleo"))
    )
    rishi.card("Ann")
    page.keyboard.press("s")
    panel = page.get_by_role("region", name="Why do you skip it?")
    assert panel.get_by_role("listitem").all_inner_texts() == ["Called already", "Not my language"]
    assert rishi.axe() == []
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    page.keyboard.press("s")
    panel.get_by_role("button", name="Not my language").click()

    rishi.card("Ben")
    page.keyboard.press("s")
    panel.get_by_label("In your own words").fill("She is on the other line")
    page.keyboard.press("Enter")
    rishi.card("Cleo")
    for lead_id, reason in ((first, "Not my language"), (second, "She is on the other line")):
        why = crm.why(lead_id)
        assert (why["state"], why["attempts"]) == ("new", [])
        assert f"An agent skipped it: {reason}." in refused(crm, lead_id)["retry-plan"]
    assert crm.why(third)["state"] == "scheduled"


def test_callbacks_come_back_when_they_are_due(
    rishi: DockPage, siddhant: DockPage, campaign: Campaigns, crm: Crm, numbers: Numbers
) -> None:
    """One set on the card, for its agent; one in the wrap-up, for anybody of the team."""
    page = rishi.page
    work = campaign("Callbacks", leads={"limits": {"minimum_gap": 0}})
    siddhant.page.locator("button.presence").click()
    siddhant.page.get_by_role("menuitemradio", name="Break").click()
    siddhant.state("Break")
    ann = {**lead(numbers.take("111"), "Ann"), "timezone": TOKYO.key}
    ben = {**lead(numbers.take("111"), "Ben"), "timezone": TOKYO.key}
    mine, ours = work.push(ann, ben)
    rishi.card("Ann")
    # The next minute that leaves the time to ask for it.
    due = (datetime.now(TOKYO) + timedelta(seconds=75)).replace(second=0, microsecond=0)
    page.keyboard.press("b")
    _pick(rishi, due)
    expect(page.get_by_text(f"{due:%H:%M} in Tokyo")).to_be_visible()
    page.get_by_label("Note for the callback").fill("Ask for her brother")
    assert rishi.axe() == []
    page.get_by_role("button", name="Set callback").click()

    rishi.card("Ben")
    rishi.accepts()
    rishi.hears(1000)
    rishi.controls("Hang up")
    rishi.state("Wrap-up")
    page.get_by_role("radio", name="Callback", exact=True).click()
    page.keyboard.press("Control+Enter")
    rishi.says("Choose a date and a time.")
    _pick(rishi, due)
    page.get_by_role("radio", name="Anyone in Support team").click()
    page.get_by_label("Note, for the callback too").fill("Wants the price in writing")
    assert rishi.axe() == []
    page.keyboard.press("Control+Enter")
    rishi.state("Ready")
    assert work.counted("callback") == 2
    assert "callback" in refused(crm, mine)
    expect(page.get_by_role("article")).to_be_hidden()
    if due.astimezone(UTC).date() == datetime.now(UTC).date():  # the space's own day
        promised = (
            page.get_by_role("complementary", name="Work")
            .locator("section")
            .filter(has=page.get_by_text("Callbacks today", exact=True))
        )
        expect(promised.get_by_text("Ann", exact=True)).to_be_visible()
        expect(promised.get_by_text("Ben", exact=True)).to_be_hidden()  # anybody may call him

    siddhant.page.locator("button.presence").click()
    siddhant.page.get_by_role("menuitemradio", name="Ready").click()
    siddhant.state("Ready")
    look(lambda: datetime.now(TOKYO) >= due, within=90)
    card = rishi.card("Ann")
    expect(card.get_by_text("Ask for her brother")).to_be_visible()
    expect(card.get_by_text("Asked for")).to_be_visible()
    expect(card.get_by_text("Yours")).to_be_visible()
    other = siddhant.card("Ben")
    expect(other.get_by_text("Wants the price in writing")).to_be_visible()
    expect(other.get_by_text("Yours")).to_be_hidden()
    rishi.accepts()
    rishi.hears(1000)
    rishi.controls("Hang up")
    rishi.finishes("Sold")
    assert (crm.why(mine)["state"], crm.why(ours)["state"]) == ("done", "scheduled")


def _pick(dock: DockPage, when: datetime) -> None:
    dock.page.get_by_label("Date", exact=True).fill(f"{when:%Y-%m-%d}")
    dock.page.get_by_label("Time", exact=True).fill(f"{when:%H:%M}")


def test_a_lead_that_is_busy_is_tried_again_unless_the_agent_says_never(
    rishi: DockPage, campaign: Campaigns, crm: Crm, numbers: Numbers
) -> None:
    page = rishi.page
    work = campaign("Busy")
    taken = [numbers.take("104") for _ in range(2)]
    again, never = work.push(*map(lead, taken, ("Ann", "Ben")))
    rishi.card("Ann")
    rishi.accepts("Wrap-up")
    rishi.says("Nobody was reached.")
    expect(page.get_by_role("radiogroup", name="Disposition")).to_be_hidden()
    rishi.finishes()
    assert crm.why(again)["state"] == "retry"
    rishi.card("Ben")
    rishi.accepts("Wrap-up")
    page.get_by_role("button", name="Put on the do-not-call list").click()
    page.get_by_role("button", name="Do not call", exact=True).click()
    rishi.says("On the do-not-call list.")
    rishi.finishes()
    assert crm.is_never_called(taken[1])
    assert crm.why(never)["state"] == "do_not_call"


def test_a_number_is_never_called_again(
    rishi: DockPage, campaign: Campaigns, crm: Crm, numbers: Numbers
) -> None:
    """Told on the card, in the wrap-up, and by somebody else while the card is looked at."""
    page = rishi.page
    work = campaign("Never")
    taken = [numbers.take("111") for _ in range(4)]
    asked, told, listed, _ = work.push(*map(lead, taken, ("Ann", "Ben", "Cleo", "Dan")))
    rishi.card("Ann")
    page.get_by_role("button", name="Do not call").click()
    box = page.get_by_role("group", name=f"Never call {shown(taken[0])} again?")
    box.get_by_role("button", name="Do not call").click()

    rishi.card("Ben")
    assert crm.is_never_called(taken[0])
    rishi.accepts()
    rishi.hears(1000)
    rishi.controls("Hang up")
    rishi.finishes("Do not call")

    rishi.card("Cleo")
    assert crm.is_never_called(taken[1])
    crm.asks("do_not_call/add", numbers=[taken[2]], reason="Wrote a letter")
    rishi.says("Its number is on the do-not-call list now.")
    rishi.card("Dan")

    for lead_id in (asked, told, listed):
        assert crm.why(lead_id)["state"] == "do_not_call"
        assert "do-not-call-space" in refused(crm, lead_id)
    again = campaign("Again")
    for lead_id in again.push(*({"number": number} for number in taken[:3])):
        assert crm.why(lead_id)["state"] == "do_not_call"
    assert [len(crm.why(one)["attempts"]) for one in (asked, told, listed)] == [0, 1, 0]


def test_a_supervisor_takes_the_card_back(
    rishi: DockPage, campaign: Campaigns, crm: Crm, numbers: Numbers
) -> None:
    """By a pause, and by another mode, in which the dialer calls that very person."""
    page = rishi.page
    work = campaign("Taken back")
    (lead_id,) = work.push(lead(numbers.take("111"), "Ann"))
    card = rishi.card("Ann")
    work.tell("pause")
    expect(card).to_be_hidden()
    rishi.says("Its campaign is paused, over or changed.")
    assert crm.why(lead_id)["state"] == "new"
    work.tell("start")
    rishi.card("Ann")
    work.set(mode="progressive")
    rishi.state("Talking")
    rishi.says("Its campaign is paused, over or changed.")
    rishi.says("Ann")
    rishi.hears(1000)
    page.keyboard.press("Shift+E")
    rishi.finishes("Sold")
    assert crm.why(lead_id)["state"] == "done"


def test_a_page_that_is_closed_gives_its_card_away(
    rishi: DockPage, siddhant: DockPage, campaign: Campaigns, crm: Crm, numbers: Numbers
) -> None:
    work = campaign("Closed")
    (lead_id,) = work.push({**lead(numbers.take("111"), "Ann"), "username": "rishi"})
    rishi.card("Ann")
    rishi.page.reload()
    rishi.card("Ann")
    rishi.page.close()
    # Their lead, so that others must wait until somebody says otherwise.
    expect(siddhant.page.get_by_role("article")).to_be_hidden()
    work.push({**lead(numbers.take("111"), "Ben")})
    siddhant.card("Ben")
    look(lambda: crm.why(lead_id)["state"] == "new", within=20)
    work.set(leads={"agent_seconds": 0})
    siddhant.page.keyboard.press("s")
    siddhant.page.get_by_role("button", name="Not for me").click()
    siddhant.card("Ann")
    siddhant.accepts()
    siddhant.hears(1000)
    siddhant.controls("Hang up")
    siddhant.finishes("Sold")
