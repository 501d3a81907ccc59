"""Worlds drawn at random: what nobody thought of when the pacing was made."""

import math
import random

from dockline.simulation.world import (
    Agents,
    Amd,
    Campaign,
    Other,
    Ring,
    Steps,
    Talk,
    Trunk,
    World,
    WorldWrong,
    named,
)

HOURS = 2.0
TEAMS = (2, 3, 5, 8, 10, 15, 20, 40, 60)
DRAWN = "drawn:"
ENOUGH = 20  # agents, for the mistakes of answering machine detection


def shipped_or_drawn(name: str) -> World:
    """A world that ships, or `drawn:NUMBER`. Raises WorldWrong."""
    if not name.startswith(DRAWN):
        return named(name)
    number = name.removeprefix(DRAWN)
    if not number.isdecimal():
        raise WorldWrong(f"{name}: a whole number after {DRAWN}, as in {DRAWN}7")
    return drawn(int(number))


def drawn(number: int) -> World:
    """The same world for the same number: one to three campaigns, each with its own ring and rates
    that jump or glide between 3 and 70 %, lists that end, talks from short to long, a team that
    comes and goes, and now and then a narrow trunk, mistaken machines or a restart."""
    luck = random.Random(number)
    agents = luck.choice(TEAMS)
    return World(
        name=f"{DRAWN}{number}",
        about="Drawn at random.",
        hours=HOURS,
        window_hours=luck.choice((HOURS / 2, HOURS, HOURS)),
        agents=agents,
        campaigns=[_campaign(luck, which) for which in range(luck.choice((1, 1, 1, 1, 2, 3)))],
        talk=Talk(
            short=luck.uniform(0, 0.6),
            short_median=luck.uniform(5, 30),
            long_mean=luck.uniform(60, 300),
            wrap_up_mean=luck.uniform(3, 40),
            scale=_steps(luck, 0.5, 2.0) if luck.random() < 0.4 else [(0.0, 1.0)],
        ),
        timetable=Agents(
            present=_steps(luck, 0.3, 1.0) if luck.random() < 0.5 else [(0.0, 1.0)],
            stay=luck.uniform(15, 80) if luck.random() < 0.4 else None,
            away=luck.uniform(3, 15),
        ),
        trunk=Trunk(
            lines_per_agent=luck.uniform(1.2, 4) if luck.random() < 0.2 else None,
            calls_per_second=luck.uniform(0.5, 5) if luck.random() < 0.2 else None,
        ),
        amd=Amd(luck.uniform(0, 0.015)) if agents >= ENOUGH and luck.random() < 0.3 else None,
        restarts=[luck.uniform(10, 110)] if luck.random() < 0.2 else [],
    )


def _campaign(luck: random.Random, which: int) -> Campaign:
    return Campaign(
        name=f"campaign {which + 1}",
        rate=_steps(luck, 0.03, 0.7),
        linear=luck.random() < 0.3,
        leads_per_agent=luck.uniform(10, 150) if luck.random() < 0.3 else None,
        ring=Ring(
            delay=luck.uniform(0.5, 4),
            median=luck.uniform(4, 14),
            sigma=luck.uniform(0.25, 0.7),
            limit=luck.uniform(18, 35),
        ),
        other=Other(machine=luck.uniform(0, 0.6), failed=luck.uniform(0, 0.4)),
    )


def _steps(luck: random.Random, least: float, most: float) -> Steps:
    """Up to six changes at any minute, to values of which the logarithm is even."""
    changes = sorted(luck.uniform(5, 60 * HOURS - 2) for _ in range(luck.randint(0, 6)))
    return [
        (minute, math.exp(luck.uniform(math.log(least), math.log(most))))
        for minute in (0.0, *changes)
    ]
