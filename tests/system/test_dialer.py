"""Leads pushed by HTTP end as conversations with audio in a dock, in every mode: the whole server,
the real engine, and at the far end telephones whose every sample is the test's."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from dockline.domain import commands as c
from dockline.domain.campaign import Mode
from dockline.domain.facts import AgentState, CallKind
from dockline.domain.outcomes import AttemptOutcome
from tests.support.desk_agent import Agent, hear_each_other, only
from tests.support.shift import Shift, Site, open_shift, open_site
from tests.support.sound import loudness, silent, write_tone
from tests.support.ua import Telephone
from tests.support.until import until

pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site() -> AsyncIterator[Site]:
    async with open_site() as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def shift(site: Site) -> AsyncIterator[Shift]:
    async with open_shift(site) as made:
        yield made


async def test_preview_from_the_card_to_the_conversation_to_the_next_card(shift: Shift) -> None:
    alex, kim = await shift.customer(1100.0), await shift.customer(1300.0)
    caller_ids = ["+44 20 7946 0018"]
    (first,) = await shift.begin(alex.number, mode=Mode.PREVIEW, caller_ids=caller_ids)
    (second,) = await shift.push(kim.number)
    assert await shift.push(alex.number, data={"name": "Alex"}) == [first]
    rishi = await shift.agent("rishi", 600.0)
    dock = rishi.dock
    await dock.until(lambda: dock.view.card)
    assert dock.view.card is not None
    assert (dock.view.card.lead.lead_id, dock.view.card.lead.data) == (first, {"name": "Alex"})
    assert not shift.site.exchange.dialled

    await dock.ask(c.AcceptCard(lead_id=first))
    assert await rishi.talks() == first
    assert dock.view.card is None
    assert (dock.call.kind, dock.call.custom) == (CallKind.PREVIEW, {"name": "Alex"})
    assert "442079460018" in alex.invites[0].get("From")
    await hear_each_other(rishi, alex)
    await rishi.hangs_up()
    await alex.is_left()

    await rishi.says("sold")
    await dock.until(lambda: dock.view.card)
    assert dock.view.card.lead.lead_id == second
    life = await shift.becomes(first, "done")
    assert [(one.outcome, one.disposition) for one in life.attempts] == [
        (AttemptOutcome.ANSWERED, "sold")
    ]
    assert not kim.invites


@pytest.mark.parametrize("mode", [Mode.PROGRESSIVE, Mode.POWER, Mode.PREDICTIVE])
async def test_leads_become_conversations_of_agents_who_stand_by(shift: Shift, mode: Mode) -> None:
    """Two agents get two leads, and the third goes to the first who is free again; each telephone
    was rung once, before all that."""
    callers = {"442079460018", "442079460019"}
    customers = [await shift.customer(hz) for hz in (1100.0, 1300.0, 1500.0)]
    ids = await shift.begin(
        *(customer.number for customer in customers[:2]),
        mode=mode,
        caller_ids=sorted(callers),
        ratio=1.0,
    )
    agents = [await shift.agent("rishi", 600.0), await shift.agent("siddhant", 800.0)]
    leads = [await agent.talks() for agent in agents]
    assert sorted(leads) == sorted(ids)
    spoken_to = dict(zip(ids, customers[:2], strict=True))
    for agent, lead_id in zip(agents, leads, strict=True):
        assert agent.dock.call.kind is CallKind.DIALER
        await hear_each_other(agent, spoken_to[lead_id])
    assert {_caller(customer) for customer in customers[:2]} == callers

    free = agents[0]
    await spoken_to[leads[0]].hang_up()
    await free.wraps_up()
    await free.phone.hears(silent)
    await free.says("sold")
    (third,) = await shift.push(customers[2].number)
    assert await free.talks() == third
    await hear_each_other(free, customers[2])
    await hear_each_other(agents[1], spoken_to[leads[1]])
    assert [len(agent.phone.invites) for agent in agents] == [1, 1]
    assert [len(customer.invites) for customer in customers] == [1, 1, 1]
    assert await shift.tally() == {"attempts": 3, "answers": 3, "abandons": 0, "machines": 0}


def _caller(customer: Telephone) -> str:
    """The number that it was shown."""
    found = re.search(r"sip:(\d+)@", customer.invites[0].get("From"))
    assert found is not None
    return found[1]


@pytest.mark.parametrize("own", [True, False], ids=["own message", "the engine's words"])
async def test_who_waits_in_vain_hears_the_message_and_is_let_go(shift: Shift, own: bool) -> None:
    if own:
        write_tone(shift.house.folder / "sorry.wav", 550.0, 2.0)
        shift.house.node.messages.add("sorry", shift.house.folder / "sorry.wav")
    alex = await shift.customer(1100.0, answers=False)
    kim = await shift.customer(1300.0, answers=False)
    message = "sorry" if own else ""
    _, in_vain = await shift.begin(
        alex.number, kim.number, mode=Mode.POWER, ratio=2.0, cap=0.5, abandon_message=message
    )
    rishi = await shift.agent("rishi", 600.0)
    for customer in (alex, kim):
        await customer.rings()
    alex.answer()
    await rishi.talks()
    answered = asyncio.get_running_loop().time()
    kim.answer()
    await kim.hears(only(550.0) if own else lambda sound: loudness(sound) > 0.02)
    assert asyncio.get_running_loop().time() > answered + 2.0, "so long it waits for an agent"
    await kim.is_left()
    life = await shift.becomes(in_vain, "retry")
    assert [one.outcome for one in life.attempts] == [AttemptOutcome.ABANDONED]
    assert await shift.tally() == {"attempts": 2, "answers": 2, "abandons": 1, "machines": 0}
    await hear_each_other(rishi, alex)
    assert len(rishi.phone.invites) == 1


async def test_a_conversation_is_handed_to_another_agent(shift: Shift) -> None:
    alex, kim = await shift.customer(1100.0), await shift.customer(1300.0)
    (first,) = await shift.begin(alex.number, mode=Mode.PROGRESSIVE)
    rishi = await shift.agent("rishi", 600.0)
    await rishi.talks()
    siddhant = await shift.agent("siddhant", 800.0)
    await siddhant.stands_by()
    call_id, target = rishi.dock.call.call_id, siddhant.dock.view.me.agent_id
    await rishi.dock.ask(
        c.Transfer(call_id=call_id, blind=False, target_kind="agent", target=target)
    )
    await siddhant.dock.until(lambda: siddhant.state is AgentState.RINGING)
    assert siddhant.lead_id == first
    await siddhant.dock.ask(c.AnswerOffer(call_id=call_id))
    await siddhant.phone.hears(only(600.0))
    await rishi.phone.hears(only(800.0))
    await rishi.dock.ask(c.HandOver(call_id=call_id))
    await hear_each_other(siddhant, alex)
    await rishi.wraps_up()
    await rishi.says("not-interested")

    (second,) = await shift.push(kim.number)
    assert await rishi.talks() == second
    await hear_each_other(rishi, kim)
    await hear_each_other(siddhant, alex)
    await siddhant.hangs_up()
    await siddhant.says("sold")
    life = await shift.becomes(first, "done")
    assert [one.disposition for one in life.attempts] == ["sold"], "the last word counts"


# -- who is not dialled, and when --------------------------------------------------------------


async def test_a_number_on_the_do_not_call_list_never_rings(shift: Shift) -> None:
    """Listed before it is pushed, after, while it is the next, and while it is spoken to and
    waits on another dial list; what comes last of all rings."""
    before, after, soon, twice, last = [await shift.customer(1100.0) for _ in range(5)]
    await shift.never_call(before.number)
    told = [(await shift.begin(twice.number, mode=Mode.PROGRESSIVE))[0]]
    never = await shift.push(before.number, after.number)
    await shift.never_call(after.number)
    rishi = await shift.agent("rishi", 600.0)
    assert await rishi.talks() == told[0]
    never += await shift.push(twice.number, priority=50, source="April")
    never += await shift.push(soon.number, priority=50)
    await shift.has_at_hand(never[-1])
    await shift.never_call(soon.number, twice.number)
    told += await shift.push(last.number, priority=-99)
    await rishi.hangs_up()
    await rishi.says("sold")
    assert await rishi.talks() == told[1]
    assert [len(one.invites) for one in (before, after, soon, twice, last)] == [0, 0, 0, 1, 1]
    for lead_id in never:
        life = await shift.becomes(lead_id, "do_not_call")
        assert life.attempts == ()


async def test_a_pause_lets_ring_what_rings_and_a_stop_once_it_has_rung_its_least(
    shift: Shift,
) -> None:
    """Kim has rung for 15 seconds when the campaign is stopped, and Max has not: who answers before
    that gets an agent."""
    tones = (1100.0, 1300.0, 1500.0, 1700.0)
    alex, kim, max_, lee = [await shift.customer(hz, answers=False) for hz in tones]
    await shift.begin(alex.number, mode=Mode.PROGRESSIVE)
    (cancelled,) = await shift.push(kim.number)
    (reached,) = await shift.push(max_.number)
    await shift.push(lee.number)
    rishi = await shift.agent("rishi", 600.0)
    await alex.rings()
    siddhant = await shift.agent("siddhant", 800.0)
    await kim.rings()
    await shift.tell("pause")
    alex.answer()
    await rishi.talks()
    shift.site.clock.ahead += 15.0
    mira = await shift.agent("mira", 900.0)
    await mira.stands_by()
    await shift.tell("start")
    await max_.rings()
    await shift.tell("stop")
    await kim.is_left()
    life = await shift.becomes(cancelled, "retry")
    assert [one.outcome for one in life.attempts] == [AttemptOutcome.CANCELLED]
    max_.answer()
    talks = await _who_talks(siddhant, mira)
    assert talks.lead_id == reached
    await hear_each_other(talks, max_)
    await hear_each_other(rishi, alex)
    for agent in (rishi, talks):
        await agent.hangs_up()
        await agent.says("sold")
    assert not lee.invites
    await shift.tell("start")
    await lee.rings()
    assert len(kim.invites) == 1


async def _who_talks(*agents: Agent) -> Agent:
    """The first of them who is in a call."""
    found = await until(
        lambda: [one for one in agents if one.state is AgentState.TALKING], pause=0.05
    )
    return found[0]  # type: ignore[no-any-return]


async def test_a_callback_is_called_when_it_is_due_for_who_promised_it(shift: Shift) -> None:
    alex, kim = await shift.customer(1100.0), await shift.customer(1300.0)
    (promised,) = await shift.begin(alex.number, mode=Mode.PROGRESSIVE)
    (other,) = await shift.push(kim.number)
    rishi = await shift.agent("rishi", 600.0)
    assert await rishi.talks() == promised
    await rishi.hangs_up()
    clock = shift.site.clock
    due = 60.0 * (clock.now() // 60.0 + 7.0)
    wall = datetime.fromtimestamp(due, ZoneInfo("Europe/London")).strftime("%Y-%m-%dT%H:%M")
    await rishi.says("callback", callback=c.CallbackWish(at=wall, note="After lunch"))
    life = await shift.becomes(promised, "callback")
    assert life.callback is not None
    assert (life.callback.at, life.callback.agent_id) == (due, rishi.dock.view.me.agent_id)
    assert await rishi.talks() == other
    await rishi.hangs_up()
    await rishi.says("sold")
    siddhant = await shift.agent("siddhant", 800.0)
    await siddhant.stands_by()
    assert len(alex.invites) == 1
    clock.ahead += due - clock.now()
    assert await rishi.talks() == promised
    assert rishi.dock.call.lead is not None
    assert rishi.dock.call.lead.callback_note == "After lunch"
    await hear_each_other(rishi, alex)
    assert siddhant.state is AgentState.READY


# -- when the engine dies ----------------------------------------------------------------------


async def test_the_engine_dies_and_the_dialer_goes_on_with_the_next_lead(shift: Shift) -> None:
    """Who was spoken to is not called again, and who rang is tried later."""
    alex, kim = await shift.customer(1100.0), await shift.customer(1300.0, answers=False)
    (spoken_to,) = await shift.begin(alex.number, mode=Mode.PROGRESSIVE)
    (rung,) = await shift.push(kim.number)
    rishi = await shift.agent("rishi", 600.0)
    await rishi.talks()
    siddhant = await shift.agent("siddhant", 800.0)
    await kim.rings()
    await siddhant.dock.ask(c.Pause(reason="Lunch"))
    engine = shift.house.engine
    assert engine.pid is not None
    os.kill(engine.pid, signal.SIGKILL)
    await rishi.dock.until(lambda: not rishi.dock.view.engine_up)
    await rishi.wraps_up()
    await rishi.says("sold")
    assert [one.disposition for one in (await shift.becomes(spoken_to, "done")).attempts] == [
        "sold"
    ]
    life = await shift.becomes(rung, "retry")
    assert [one.outcome for one in life.attempts] == [AttemptOutcome.INTERRUPTED]

    await rishi.dock.until(lambda: rishi.dock.view.engine_up and rishi.dock.view.me.phone)
    rishi.phone.audio.tone_hz = 600.0  # another telephone, for another engine
    shift.site.exchange.answer_to(("127.0.0.1", engine.sip_port()))
    lee = await shift.customer(1500.0)
    (other,) = await shift.push(lee.number)
    assert await rishi.talks() == other
    await hear_each_other(rishi, lee)
    assert [len(customer.invites) for customer in (alex, kim, lee)] == [1, 1, 1]
