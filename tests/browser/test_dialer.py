"""The dialer in the dock: people on the line without a click, one after the other on one leg."""

from collections.abc import Callable
from functools import partial
from typing import Any

from playwright.sync_api import expect

from tests.browser.test_first_call import nothing_left
from tests.support.browser import DockPage
from tests.support.campaign_work import SOURCE, CampaignWork, Crm, Numbers, shown
from tests.support.server import get, look

Campaigns = Callable[..., CampaignWork]
STANDS_BY = "Connected, waiting for the next call"


def lead(number: str, name: str, **data: Any) -> dict[str, Any]:
    return {"number": number, "data": {"name": name, **data}}


def stand_by(*docks: DockPage) -> None:
    for dock in docks:
        dock.says(STANDS_BY)
        look(partial(_is_up, dock))


def _is_up(dock: DockPage) -> bool:
    return bool(dock.figures()["legUp"])


def on_the_line(dock: DockPage) -> str:
    """Who is, once they are heard."""
    dock.state("Talking")
    dock.hears(1000)
    return dock.page.locator("main .name, main .caller").first.inner_text()


def count_legs(dock: DockPage) -> None:
    """From now on ``window.legs`` says how many legs the page's phone has had."""
    dock.page.evaluate(
        """() => {
            window.legs = 0;
            window.RTCPeerConnection = new Proxy(RTCPeerConnection, {
                construct: (kind, given) => (window.legs++, new kind(...given)),
            });
        }"""
    )


def choose(dock: DockPage, state: str) -> None:
    """Of the menu of states."""
    dock.page.locator("button.presence").click()
    dock.page.get_by_role("menuitemradio", name=state).click()


def test_two_agents_get_one_person_after_the_other(
    rishi: DockPage, siddhant: DockPage, campaign: Campaigns, crm: Crm, numbers: Numbers
) -> None:
    names = ["Ann", "Ben", "Cleo", "Dan"]
    taken = {name: numbers.take("111") for name in names}
    count_legs(rishi)
    work = campaign("Renewals", mode="progressive")
    stand_by(rishi, siddhant)
    leads = work.push(*(lead(taken[name], name, plan=f"plan of {name}") for name in names))
    first, second = on_the_line(rishi), on_the_line(siddhant)
    assert {first, second} == {"Ann", "Ben"}
    for dock, name in ((rishi, first), (siddhant, second)):
        for text in (shown(taken[name]), f"plan of {name}", f"{work.name} · {SOURCE}"):
            dock.says(text)
        dock.sends()
    assert rishi.axe() == []

    # Muted in this call, heard in the next one, on the same leg.
    rishi.controls("Mute")
    rishi.says("You are muted.")
    look(lambda: _sends_nothing(rishi))
    rishi.controls("Hang up")
    rishi.finishes("Sold")
    third = on_the_line(rishi)
    assert third == "Cleo"
    expect(rishi.page.get_by_text("You are muted.", exact=True)).to_be_hidden()
    rishi.sends()
    assert rishi.page.evaluate("window.legs") == 1

    # A reload in mid-call: the same person, and both hear each other again.
    call_id = siddhant.figures()["callId"]
    siddhant.page.reload()
    assert on_the_line(siddhant) == second
    siddhant.talks()
    assert siddhant.figures()["callId"] == call_id
    siddhant.controls("Hang up")
    siddhant.finishes("Not interested")
    assert on_the_line(siddhant) == "Dan"

    # A pause that is asked for in the call begins after it, and hangs the phone up.
    choose(rishi, "Lunch, after this call")
    rishi.says("Lunch begins after this call.")
    rishi.controls("Hang up")
    rishi.finishes("Sold")
    rishi.state("Lunch")
    look(lambda: not rishi.figures()["legUp"])
    expect(rishi.page.get_by_text(STANDS_BY)).to_be_hidden()
    siddhant.controls("Hang up")
    siddhant.finishes("Sold")
    stand_by(siddhant)
    choose(rishi, "Ready")
    stand_by(rishi)
    choose(siddhant, "Break")
    look(lambda: get(f"{crm.url}/readyz")["engine"]["legs"] == 1)

    assert work.counted("done") == 4
    by_name = dict(zip(names, (crm.why(one)["attempts"] for one in leads), strict=True))
    assert {name: one[0]["disposition"] for name, one in by_name.items()} == {
        first: "sold",
        second: "not-interested",
        "Cleo": "sold",
        "Dan": "sold",
    }
    assert by_name["Dan"][0]["username"] == "siddhant"
    assert {one["outcome"] for (one,) in by_name.values()} == {"answered"}
    work.tell("stop")
    nothing_left(crm.url)


def _sends_nothing(dock: DockPage) -> bool:
    before = dock.figures()
    dock.page.wait_for_function(
        "packets => docklineFigures().outboundPackets > packets + 20",
        arg=before["outboundPackets"],
    )
    return bool(dock.figures()["outboundEnergy"] == before["outboundEnergy"])


def test_a_machine_is_heard_by_nobody_and_a_person_is(
    rishi: DockPage, campaign: Campaigns, crm: Crm, numbers: Numbers
) -> None:
    work = campaign("Machines", mode="progressive", dialer={"amd": True, "machine": "hang_up"})
    stand_by(rishi)
    energy = rishi.figures()["inboundEnergy"]
    (machine,) = work.push(lead(numbers.take("117"), "Machine"))
    look(lambda: crm.why(machine)["state"] == "retry", within=30)
    (attempt,) = crm.why(machine)["attempts"]
    assert (attempt["outcome"], attempt["username"]) == ("machine", None)
    rishi.state("Ready")
    rishi.says(STANDS_BY)
    assert rishi.figures()["inboundEnergy"] == energy

    (person,) = work.push(lead(numbers.take("116"), "Ann"))
    rishi.state("Talking", 30_000)
    rishi.says("Ann")
    rishi.talks()
    # The person says hello, then sends back the beeps of the microphone.
    look(lambda: rishi.figures()["inboundEnergy"] > energy + 0.001, within=15)
    rishi.controls("Hang up")
    rishi.finishes("Sold")
    assert crm.why(person)["attempts"][0]["outcome"] == "answered"
    rishi.page.get_by_role("link", name="History").first.click()
    rishi.says("Ann")
    expect(rishi.page.get_by_text("Machine", exact=True)).to_be_hidden()
