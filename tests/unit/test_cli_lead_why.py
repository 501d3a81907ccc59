"""``dockline leads why`` and ``history``, and times in words."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from dockline.cli.lead_history import HEAD
from dockline.cli.words import distance, when
from dockline.domain.campaign import CampaignSettings, Mode
from dockline.domain.ids import LeadId
from dockline.domain.lead import LeadState
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.retryplan import DAY, HOUR
from dockline.ports.lead_store import PutLead
from tests.support.campaigns import attempted, campaign_of, keep, life_of, push, put_campaign
from tests.support.cli import LEAP, Terminal

NUMBER = "442079460110"


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """At six o'clock in the morning, UTC."""
    terminal = Terminal(tmp_path)
    terminal.clock.advance(DAY - terminal.clock.now() % DAY + 6 * HOUR)
    return terminal


@pytest.fixture
def lead(terminal: Terminal) -> LeadId:
    async def work() -> LeadId:
        settings = CampaignSettings(mode=Mode.PREDICTIVE)
        campaign = campaign_of(LEAP, terminal.team_id, settings=settings)
        (march,) = await put_campaign(terminal.store, campaign)
        return await push(
            terminal.store, campaign, march, NUMBER, terminal.clock.now(), time_zone="UTC"
        )

    return terminal.do(work())


def attempt(terminal: Terminal, lead_id: LeadId, at: float, answered: bool = False) -> None:
    async def work() -> None:
        life = await life_of(terminal.store, LEAP, lead_id)
        if answered:
            life = attempted(
                life,
                at,
                AttemptOutcome.ANSWERED,
                agent_id=terminal.agent_id,
                answered_at=at + 8.5,
                disposition="sold",
            )
        else:
            life = attempted(life, at, None if at == terminal.clock.now() else AttemptOutcome.BUSY)
        await keep(terminal.store, life)

    terminal.do(work())


# --- why ----------------------------------------------------------------------------------------


def test_every_rule_is_shown_with_the_next_time_in_words(terminal: Terminal, lead: LeadId) -> None:
    told = terminal.says("leads", "why", lead)
    head, reason, following, _, *rules = told.splitlines()
    assert head == f"+{NUMBER} of Spring, March: new"
    assert reason.startswith("It is 06:00 on ")
    assert following == "Next: today at 08:00 (in 2 h), UTC time."
    marks = {words[1]: words[0] for line in rules if len(words := line.split()) > 1}
    assert marks["state"] == "✓"
    assert marks["calling-hours"] == "✗"
    assert marks["agents"] == "✓"
    assert "Who of “Support team” is signed in is not known here." in told
    assert "today at 08:00 (in 2 h)" in next(one for one in rules if "calling-hours" in one)


def test_what_was_tried_is_shown(terminal: Terminal, lead: LeadId) -> None:
    now = terminal.clock.now()
    attempt(terminal, lead, now - DAY, answered=True)
    attempt(terminal, lead, now - HOUR)
    attempt(terminal, lead, now)
    told = terminal.says("leads", "why", lead).splitlines()
    at = next(n for n, line in enumerate(told) if line.startswith("Dialled"))
    first, second, third = (line.split() for line in told[at + 1 :])
    assert first[-3:] == ["answered", "sold", "rishi"]
    assert second[-1] == "busy"
    assert third[-2:] == ["under", "way"]


def test_a_lead_that_may_be_dialled(terminal: Terminal, lead: LeadId) -> None:
    terminal.clock.advance(3 * HOUR)
    told = terminal.says("leads", "why", lead, "--cloud-id", "leap")
    assert "Nothing stands in its way: it is dialled in its turn." in told
    assert "✗" not in told


def test_leads_and_spaces_that_are_not_there(terminal: Terminal, lead: LeadId) -> None:
    code, _, error = terminal.run("leads", "why", "none")
    assert (code, error) == (1, "There is no lead none.\n")
    code, _, error = terminal.run("leads", "why", lead, "--cloud-id", "nova")
    assert (code, error) == (1, "cloud_id: There is no space “nova”.\n")
    terminal.says("space", "create", "nova")
    code, _, error = terminal.run("leads", "why", lead, "--cloud-id", "nova")
    assert (code, error) == (1, f"There is no lead {lead}.\n")


# --- history ------------------------------------------------------------------------------------


def history(terminal: Terminal, file: Path, *more: str) -> list[dict[str, str]]:
    terminal.says("leads", "history", "spring", str(file), "--cloud-id", "leap", *more)
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_attempts_are_written_in_order(terminal: Terminal, lead: LeadId, tmp_path: Path) -> None:
    now = terminal.clock.now()
    attempt(terminal, lead, now - DAY, answered=True)
    attempt(terminal, lead, now - HOUR)
    attempt(terminal, lead, now)
    file = tmp_path / "history.csv"
    rows = history(terminal, file)
    assert file.read_text().splitlines()[0] == ",".join(HEAD)
    assert [(row["outcome"], row["agent"], row["freed_at"]) for row in rows] == [
        ("answered", "rishi", ""),
        ("busy", "", ""),
        ("", "", ""),
    ]
    first = rows[0]
    assert datetime.fromisoformat(first["dialled_at"]).timestamp() == now - DAY
    assert datetime.fromisoformat(first["answered_at"]).timestamp() == now - DAY + 8.5
    assert datetime.fromisoformat(first["ended_at"]).timestamp() == now - DAY + 20
    assert (rows[2]["answered_at"], rows[2]["ended_at"]) == ("", "")
    today = f"{datetime.fromtimestamp(now, UTC):%Y-%m-%d}"
    assert len(history(terminal, file, "--since", today)) == 2
    assert len(history(terminal, file, "--since", first["dialled_at"])) == 3


@pytest.mark.parametrize(
    ("seconds", "known"),
    [(20.0, True), (20.0 + 65.0, True), (20.0 + 66.0, False), (19.0, False)],
)
def test_the_end_of_a_wrap_up_is_told_where_it_is_known(
    terminal: Terminal, lead: LeadId, tmp_path: Path, seconds: float, known: bool
) -> None:
    """The call lasts 20 s and its wrap-up 60 at most; then something happened to the lead."""
    at = terminal.clock.now() - DAY

    async def work() -> None:
        life = attempted(await life_of(terminal.store, LEAP, lead), at - 600)
        life = attempted(life, at, AttemptOutcome.ANSWERED, answered_at=at + 5, disposition="sold")
        done = replace(life.lead, state=LeadState.DONE, updated_at=at + seconds)
        await terminal.store.commit([PutLead(replace(done, created_at=0.0))])
        await keep(terminal.store, replace(life, lead=done))

    terminal.do(work())
    first, second = history(terminal, tmp_path / "history.csv")
    assert first["freed_at"] == ""
    assert bool(second["freed_at"]) is known
    if known:
        assert datetime.fromisoformat(second["freed_at"]).timestamp() == at + seconds


def test_many_attempts(terminal: Terminal, lead: LeadId, tmp_path: Path) -> None:
    async def work() -> None:
        life = await life_of(terminal.store, LEAP, lead)
        for n in range(1001):
            life = attempted(life, terminal.clock.now() - 2000 + n)
        await keep(terminal.store, life)

    terminal.do(work())
    rows = history(terminal, tmp_path / "history.csv")
    times = [row["dialled_at"] for row in rows]
    assert len(times) == 1001
    assert times == sorted(times)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("Summer", "h.csv", "--cloud-id", "leap"), "campaign: there is no “Summer”."),
        (("Spring", "h.csv", "--cloud-id", "nova"), "cloud_id: There is no space “nova”."),
        (
            ("Spring", "h.csv", "--cloud-id", "leap", "--since", "May"),
            "--since May: is no time; write it as 2026-01-15.",
        ),
        (("Spring", "none/h.csv", "--cloud-id", "leap"), "none/h.csv: No such file"),
    ],
)
def test_histories_that_cannot_be_written(
    terminal: Terminal, lead: LeadId, words: tuple[str, ...], told: str
) -> None:
    code, _, error = terminal.run("leads", "history", *words)
    assert code == 1
    assert told in error


# --- words --------------------------------------------------------------------------------------

NOON = 1_750_071_600.0
"""Monday, 2025-06-16, 12:00 in London."""


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (2 * HOUR, "today at 14:00 (in 2 h)"),
        (20 * HOUR, "tomorrow at 08:00 (in 20 h)"),
        (4 * DAY + 90 * 60, "on Friday at 13:30 (in 4 d 1 h)"),
        (7 * DAY, "on 2025-06-23 at 12:00 (in 7 d)"),
        (-DAY, "yesterday at 12:00 (1 d ago)"),
        (-30 * DAY, "on 2025-05-17 at 12:00 (30 d ago)"),
        (0.2, "today at 12:00 (now)"),
    ],
)
def test_times_in_words(seconds: float, told: str) -> None:
    assert when(NOON + seconds, NOON, "Europe/London") == told


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (59, "in 59 s"),
        (60, "in 1 min"),
        (3661, "in 1 h 1 min"),
        (-90, "1 min ago"),
        (0, "now"),
    ],
)
def test_distances_in_words(seconds: float, told: str) -> None:
    assert distance(seconds) == told
