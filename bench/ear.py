"""From the answer at the carrier to the first sound in the agent's ear, through the whole server.

Leads are pushed by HTTP and dialled in progressive mode; the carrier is a telephone of ours that
answers when told to and sends a tone, and the agents' telephones say when it comes in. Floor, store
and engine are all in it. One agent's telephone stands by between calls, as it does for the dialer;
the other's refuses to, so it is rung once somebody has answered.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Final

from tests.support.desk_agent import Agent
from tests.support.dock import Dock
from tests.support.office import Office
from tests.support.ua import Telephone

from bench.children import Child, Cores
from bench.figures import Times
from bench.server import Orders
from bench.sizes import Sizes
from bench.space import Member, prepare
from dockline.domain.campaign import Mode
from dockline.domain.facts import AgentState

_AIM: Final = (95, 300.0)
_TONE: Final = 1000.0
_RINGS: Final = 0.2
"""Seconds for which the customer's telephone rings."""
_AWAY: Final = 480


class _Side:
    """One agent, and a campaign that dials for nobody else."""

    def __init__(self, agent: Agent, office: Office, customer: Telephone, *, stands: bool) -> None:
        self._agent = agent
        self._office = office
        self._customer = customer
        self._stands = stands
        self._calls = 0

    async def begin(self, number: str) -> None:
        """The first call, which is not counted: it loads what it needs."""
        self._agent.phone.refuse_with = 0 if self._stands else _AWAY
        await self._office.begin(number, mode=Mode.PROGRESSIVE, leads={"wrap_up_seconds": 0.0})
        if self._stands:
            await self._agent.stands_by()
        await self._call()

    async def run(self, numbers: Sequence[str]) -> tuple[float, ...]:
        """Milliseconds from the answer, of each."""
        await self._office.push(*numbers)
        return tuple([await self._call() for _ in numbers])

    async def _call(self) -> float:
        phone, customer = self._agent.phone, self._customer
        await customer.rings()
        await asyncio.sleep(_RINGS)
        phone.audio.forget()
        phone.refuse_with = 0
        answered = monotonic()
        customer.answer()
        heard = await phone.first_sound(_TONE)
        if not self._stands:
            phone.refuse_with = _AWAY
        customer.rang.clear()
        await customer.hang_up()
        await self._agent.dock.until(lambda: self._agent.state is AgentState.READY)
        self._calls += 1
        if len(phone.calls) != (1 if self._stands else self._calls):
            raise ConnectionError(f"the telephone was in {len(phone.calls)} calls")
        return (heard - answered) * 1000


async def through_the_server(folder: Path, sizes: Sizes, cores: Cores) -> Sequence[Times]:
    """The reference is a telephone that is rung on the answer."""
    ours: list[tuple[float, ...]] = []
    theirs: list[tuple[float, ...]] = []
    numbers = (f"44207{middle}200" for middle in itertools.count(1000))
    async with _sides(folder / "ear") as (standing, rung):
        for side in (rung, standing):
            await side.begin(next(numbers))
        for _ in range(sizes.time_rounds):
            theirs.append(await rung.run(_some(numbers, sizes.answer_calls)))
            ours.append(await standing.run(_some(numbers, sizes.answer_calls)))
    calls = sum(len(some) for some in ours)
    return [
        Times(
            name="dialer, whole server: answer at the carrier to the agent's ear",
            reference="a telephone that does not stand by, and is rung on the answer",
            ours=tuple(ours),
            theirs=tuple(theirs),
            aim=_AIM,
            note=f"{calls} leads pushed by HTTP, progressive, without AMD; RTP of 20 ms. The "
            "reference's telephone picks up at once; a browser needs 0.2 s more, for ICE and DTLS",
        )
    ]


def _some(numbers: Iterator[str], count: int) -> list[str]:
    return list(itertools.islice(numbers, count))


@asynccontextmanager
async def _sides(data: Path) -> AsyncIterator[tuple[_Side, _Side]]:
    prepared = await prepare(data, 2, team_size=1)
    async with AsyncExitStack() as down:
        customer = await Telephone.open(("127.0.0.1", 0))
        down.push_async_callback(customer.close)
        customer.auto_answer, customer.audio.tone_hz = False, _TONE
        orders = Orders(data=str(prepared.data), trunk_port=customer.port)
        server = await down.enter_async_context(Child("bench.server", orders))
        url, sip_port = f"http://127.0.0.1:{server.told['port']}", server.told["sip_port"]
        customer.answer_to(("127.0.0.1", sip_port))
        sides: list[_Side] = []
        for member, team in zip(prepared.members, prepared.teams, strict=True):
            office = Office(url, prepared.token, f"Spring of {team}", team)
            down.push_async_callback(office.leave)
            agent = await _agent(down, member, url, sip_port)
            sides.append(_Side(agent, office, customer, stands=not sides))
        yield sides[0], sides[1]


async def _agent(down: AsyncExitStack, member: Member, url: str, sip_port: int) -> Agent:
    """At a dock whose session is there already."""
    dock = Dock(url, member.username, "", lambda: sip_port)
    down.push_async_callback(dock.close)
    dock.http.cookies.set("dockline", member.cookie)
    await dock.open()
    return Agent(dock)
