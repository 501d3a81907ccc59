"""Campaigns as the terminal shows them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dockline.domain.campaign import CampaignSettings, RunState
from dockline.domain.lead import FINISHED, LIVE, LeadState
from dockline.services.campaign_settings import by_list_name, differences
from dockline.services.campaigns import CampaignStatus

_LOOK = {
    RunState.RUNNING: "green",
    RunState.PAUSED: "yellow",
    RunState.DRAINING: "yellow",
    RunState.STOPPED: "red",
    RunState.ARCHIVED: "dim",
}


def overview(found: Iterable[CampaignStatus]) -> RenderableType:
    table = Table(box=None, pad_edge=False)
    # A terminal has 80 columns: words are short, and the team is told by `page`.
    for name in ("Campaign", "Mode", "State"):
        table.add_column(name, no_wrap=name != "Campaign")
    for name in ("Leads", "New", "Again", "Live", "Done", "Tries", "Abandoned"):
        table.add_column(name, justify="right")
    for one in found:
        settings = one.campaign.settings
        table.add_row(
            Text(one.campaign.name),
            settings.mode.value,
            Text(settings.state.value, _LOOK[settings.state]),
            *_counts(one.leads),
            str(one.tally.attempts),
            _share(one),
        )
    return table if table.row_count else Text("No campaigns yet.")


def page(one: CampaignStatus) -> RenderableType:
    campaign = one.campaign
    settings = campaign.settings
    facts = Table(box=None, show_header=False, pad_edge=False)
    facts.add_column(style="bold")
    facts.add_column()
    facts.add_row("Campaign", Text(campaign.name))
    facts.add_row("Team", Text(one.team_name))
    facts.add_row("Mode", settings.mode.value)
    facts.add_row("State", Text(settings.state.value, _LOOK[settings.state]))
    facts.add_row("Window", f"{_moment(one.window[0])} to {_moment(one.window[1])}")
    facts.add_row(
        "In it",
        f"{one.tally.attempts} attempts, {one.tally.answers:g} answers by people, "
        f"{one.tally.machines} machines",
    )
    facts.add_row("Abandoned", _share(one))
    parts: list[RenderableType] = [facts]
    if one.lists:
        parts += ["", _lists(one)]
    changed = _changed(by_list_name(settings, [each.dial_list for each in one.lists]))
    if changed.row_count:
        parts += ["", changed]
    parts += [Text(f"{each.field}: {each.sentence}", "yellow") for each in one.cautions]
    return Group(*parts)


def as_json(one: CampaignStatus) -> dict[str, Any]:
    lists = [each.dial_list for each in one.lists]
    return {
        "campaign": one.campaign.name,
        "team_name": one.team_name,
        "created_at": _moment(one.campaign.created_at),
        "leads": {state.value: one.leads.get(state, 0) for state in LeadState},
        "sources": [
            {
                "source": each.dial_list.name,
                "weight": each.weight,
                "leads": {state.value: each.leads.get(state, 0) for state in LeadState},
            }
            for each in one.lists
        ],
        "window": {
            "starts_at": _moment(one.window[0]),
            "ends_at": _moment(one.window[1]),
            "attempts": one.tally.attempts,
            "answers": one.tally.answers,
            "abandons": one.tally.abandons,
            "machines": one.tally.machines,
            "abandoned_share": one.abandoned_share,
        },
        "warnings": [{"field": each.field, "message": each.sentence} for each in one.cautions],
        "settings": msgspec.to_builtins(by_list_name(one.campaign.settings, lists)),
    }


def _lists(one: CampaignStatus) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("Dial list")
    for name in ("Weight", "Leads", "New", "Again", "Live", "Finished"):
        table.add_column(name, justify="right")
    for each in one.lists:
        table.add_row(Text(each.dial_list.name), str(each.weight), *_counts(each.leads))
    return table


def _changed(settings: CampaignSettings) -> Table:
    """What is not as it is by default."""
    _, set_ = differences(CampaignSettings(state=settings.state), settings)
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column()
    table.add_column()
    for path, value in sorted(set_.items()):
        table.add_row(Text(path), Text(msgspec.json.encode(value).decode()))
    return table


def _counts(leads: dict[LeadState, int]) -> tuple[str, str, str, str, str]:
    """All, those never tried, those to be tried again, those somebody is at, those finished."""
    again = (LeadState.RETRY, LeadState.CALLBACK)
    live = LIVE | {LeadState.SCHEDULED}
    return (
        str(sum(leads.values())),
        str(leads.get(LeadState.NEW, 0)),
        str(sum(leads.get(state, 0) for state in again)),
        str(sum(leads.get(state, 0) for state in live)),
        str(sum(leads.get(state, 0) for state in FINISHED)),
    )


def _share(one: CampaignStatus) -> Text:
    """Of the answers, against the cap."""
    cap, share = one.campaign.settings.dialer.cap, one.abandoned_share
    told = f"{share:.2%} of {cap:.2%} ({one.tally.abandons:g})"
    return Text(told, "red" if share > cap else "")


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
