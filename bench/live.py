"""``/pulse-api/live``: 200 agents of a space of 2,000, and all of them, while agents change state
all the time."""

import json
from pathlib import Path

from bench.children import Child, Cores
from bench.figures import Rates, Times
from bench.live_stream import stream
from bench.load import Failed, Run, as_fast_as_it_goes, at_a_pace, post
from bench.server import Orders
from bench.sizes import Sizes
from bench.space import CLOUD_ID, prepare


async def live(folder: Path, sizes: Sizes, cores: Cores) -> list[Rates | Times]:
    """All agents are on the floor; one team of them is asked for, then all; then streams."""
    return [
        *await _polls(folder / "team", sizes, cores, sizes.live_shown),
        *await _polls(folder / "all", sizes, cores, sizes.live_agents),
        *await stream(folder, sizes, cores),
    ]


async def _polls(folder: Path, sizes: Sizes, cores: Cores, shown: int) -> list[Rates | Times]:
    prepared = await prepare(folder, sizes.live_agents, team_size=shown)
    changes = sizes.live_agents * sizes.live_changes
    orders = Orders(data=str(prepared.data), on_floor=sizes.live_agents, changes=changes)
    ask = post(
        "/pulse-api/live",
        {
            "cloud_id": CLOUD_ID,
            "auth_token": prepared.token,
            "team_names": [prepared.teams[0]],
        },
    )
    ours: list[float] = []
    bare: list[float] = []
    our_times: list[tuple[float, ...]] = []
    bare_times: list[tuple[float, ...]] = []
    changed = 0
    many, rate = sizes.live_connections, sizes.live_polls
    async with (
        Child("bench.server", orders, cpu=cores.server) as server,
        Child("bench.bare", {}, cpu=cores.server) as reference,
    ):
        port, bare_port = server.told["port"], reference.told["port"]
        size = (await as_fast_as_it_goes(port, lambda: ask, sizes.warm_up, many)).size
        same = f"POST /{size} ".encode() + ask.split(b" ", 2)[2]
        for _ in range(sizes.rounds):
            run = await as_fast_as_it_goes(bare_port, lambda: same, sizes.seconds, many)
            bare.append(run.rate)
            run = await as_fast_as_it_goes(port, lambda: ask, sizes.seconds, many)
            ours.append(run.rate)
            changed += _changed(run)
        for _ in range(sizes.time_rounds):
            for to, text, times in ((bare_port, same, bare_times), (port, ask, our_times)):
                taken = await at_a_pace(to, lambda one=text: one, rate, 2.5 * sizes.seconds)  # type: ignore[misc]
                times.append(tuple(taken))
    if not changed:
        raise Failed("nobody changed state while live was polled")
    agents = sizes.live_agents
    told = f"live, {shown} of {agents} agents, {changes:.0f} state changes/s"
    reference_name = f"bare asyncio HTTP server, same {size} bytes"
    return [
        Rates(
            name=f"{told} ({many} connections)",
            reference=reference_name,
            ours=tuple(ours),
            theirs=tuple(bare),
            note=f"{changed} of those shown changed between the first and the last poll of a round",
        ),
        Times(
            name=f"{told}: request to answer at {rate:.0f} polls/s",
            reference=reference_name,
            ours=tuple(our_times),
            theirs=tuple(bare_times),
        ),
    ]


def _changed(run: Run) -> int:
    """How many agents were in another state at the end of the round than at its beginning."""
    first, last = (_states(answer) for answer in (run.first_answer, run.last_answer))
    return sum(state != last.get(login) for login, state in first.items())


def _states(answer: bytes) -> dict[str, str]:
    told = json.loads(answer.partition(b"\r\n\r\n")[2])
    return {agent["username"]: agent["state"] for agent in told["agents"]}
