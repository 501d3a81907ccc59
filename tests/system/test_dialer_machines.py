"""Answering machines and people on the test carrier: who is what is judged by the real engine, and
the whole server treats them as the campaign says."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from dockline.adapters.asterisk.carrier import Carrier
from dockline.domain import commands as c
from dockline.domain.campaign import Mode
from dockline.domain.facts import AgentState
from dockline.domain.outcomes import AttemptOutcome
from tests.support.recorder import Recorder
from tests.support.shift import Shift, Site, open_shift, open_site
from tests.support.sound import has_tone, silent, write_tone
from tests.support.until import until

pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="module")]
MESSAGE_HZ = 550.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(carrier: Carrier) -> AsyncIterator[Site]:
    async with open_site(carrier.trunk) as made:
        write_tone(made.house.folder / "offer.wav", MESSAGE_HZ, 2.0)
        made.house.node.messages.add("offer", made.house.folder / "offer.wav")
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def shift(site: Site) -> AsyncIterator[Shift]:
    async with open_shift(site) as made:
        yield made


async def test_a_machine_is_hung_up_on_and_the_person_after_it_is_connected(shift: Shift) -> None:
    """The agent hears nothing of the machine. The person's line echoes."""
    number = shift.site.number
    (machine,) = await shift.begin(number("102"), mode=Mode.PROGRESSIVE, amd=True, amd_mistaken=0.0)
    (person,) = await shift.push(number("101"))
    rishi = await shift.agent("rishi", 600.0)
    life = await shift.becomes(machine, "retry")
    assert [one.outcome for one in life.attempts] == [AttemptOutcome.MACHINE]
    assert silent(rishi.phone.audio.heard(30.0))
    assert await rishi.talks() == person
    await rishi.phone.hears(has_tone(600.0, least=0.9))
    assert len(rishi.phone.invites) == 1
    assert await shift.tally() == {"attempts": 2, "answers": 1, "abandons": 0, "machines": 1}


async def test_a_message_is_left_on_a_machine_and_no_agent_hears_of_it(
    shift: Shift, carrier: Carrier
) -> None:
    recorder = Recorder(carrier)
    (machine,) = await shift.begin(
        shift.site.number("117"),
        mode=Mode.PROGRESSIVE,
        amd=True,
        machine="leave_message",
        machine_message="offer",
    )
    rishi = await shift.agent("rishi", 600.0)
    # The first frame and the last may hold a part of it only.
    await until(lambda: recorder.seconds_of(MESSAGE_HZ) >= 1.94, within=25, pause=0.2)
    life = await shift.becomes(machine, "retry")
    assert [one.outcome for one in life.attempts] == [AttemptOutcome.MACHINE]
    await shift.ends(machine)
    assert rishi.state is AgentState.READY
    assert silent(rishi.phone.audio.heard(30.0))
    assert recorder.seconds_of(600.0) == 0


async def test_a_person_whom_nobody_is_left_for_hears_the_message(
    shift: Shift, carrier: Carrier
) -> None:
    recorder = Recorder(carrier)
    (person,) = await shift.begin(
        shift.site.number("120"),
        mode=Mode.PROGRESSIVE,
        amd=True,
        amd_mistaken=0.0,
        abandon_message="offer",
    )
    rishi = await shift.agent("rishi", 600.0)
    await shift.becomes(person, "dialling")
    await rishi.dock.ask(c.Pause(reason="Lunch"))
    await until(lambda: recorder.seconds_of(MESSAGE_HZ) >= 1.94, within=25, pause=0.2)
    life = await shift.becomes(person, "retry")
    assert [one.outcome for one in life.attempts] == [AttemptOutcome.ABANDONED]
    await shift.ends(person)
    assert recorder.seconds_of(600.0) == 0
    assert await shift.tally() == {"attempts": 1, "answers": 1, "abandons": 1, "machines": 0}
