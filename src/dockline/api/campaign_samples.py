"""Samples for those who run campaigns; a campaign's settings, which are long, are left out of its
answers."""

from typing import Any

from dockline.api.sample import TOKEN, Sample
from dockline.domain.lead import LeadState

_LEAD = "0199a3c4-8f0e-7b6a-9c55-2f1d3e4a5b6c"
_PLACE = "/router/api/v2"


def campaign_samples(cloud_id: str) -> tuple[Sample, ...]:
    return (*_campaigns(cloud_id), _why(), *_never(cloud_id))


def _campaigns(cloud_id: str) -> tuple[Sample, ...]:
    asked = {"cloud_id": cloud_id, "auth_token": TOKEN}
    named = asked | {"campaign": "Campaign_name"}
    return (
        Sample(
            f"{_PLACE}/campaign/list",
            asked,
            {"success": True, "campaigns": [_campaign()]},
            "Every campaign, each with its settings, which are left out here.",
        ),
        Sample(
            f"{_PLACE}/campaign/get",
            named,
            {"success": True, "message": "Campaign found"} | _campaign(),
            "With its settings, which are left out here.",
        ),
        Sample(
            f"{_PLACE}/campaign/settings",
            named | {"settings": {"mode": "predictive", "dialer": {"cap": 0.02, "amd": True}}},
            {"success": True, "message": "Campaign changed"}
            | _campaign()
            | {
                "mode": "predictive",
                "warnings": [
                    {
                        "field": "dialer.abandon_message",
                        "message": "Who is abandoned hears the engine's own words, which do not "
                        "say who called; 47 CFR 64.1200(a)(7) wants a name and a number: record "
                        "your own.",
                    },
                    {
                        "field": "dialer.amd",
                        "message": "The team has fewer than 20 agents: AMD's mistakes may break "
                        "the cap; switch it off or widen the window.",
                    },
                ],
            },
            "It holds at once. With the settings, which are left out here.",
            {
                "success": False,
                "code": "invalid-field",
                "message": "dialer.ring_seconds: from 15 to 120 seconds, not 5.",
            },
            "Status 400: one field was wrong, and nothing was changed.",
        ),
        Sample(
            f"{_PLACE}/campaign/control",
            named | {"action": "pause"},
            {"success": True, "message": "Campaign paused"} | _campaign() | {"state": "paused"},
            "Nothing new is dialled. With the settings, which are left out here.",
        ),
    )


def _campaign() -> dict[str, Any]:
    leads = {state.value: 0 for state in LeadState} | {"new": 7310, "retry": 1204, "done": 1486}
    return {
        "campaign_id": "8c0f6f1e-6f0b-4f0e-8f4f-0a4a5b1c2d3e",
        "campaign": "Campaign_name",
        "team_name": "Support team",
        "mode": "preview",
        "state": "running",
        "created_at": "2026-01-15T09:30:00.125+00:00",
        "leads": leads,
        "sources": [
            {
                "list_id": "0e9d8c7b-6a5f-4e3d-9c1b-0a9f8e7d6c5b",
                "source": "Dial_list",
                "weight": 1,
                "leads": leads,
            }
        ],
        "window": {
            "starts_at": "2026-01-15T09:30:00.125+00:00",
            "ends_at": "2026-02-14T09:30:00.125+00:00",
            "attempts": 5210,
            "answers": 1302.0,
            "abandons": 17.0,
            "machines": 611,
            "abandoned_share": 0.013056835637480798,
            "cap": 0.03,
        },
        "warnings": [],
    }


def _why() -> Sample:
    next_at = "2026-01-16T08:00:00.000+00:00"
    return Sample(
        f"{_PLACE}/lead/{{lead_id}}/why",
        {},
        {
            "success": True,
            "lead_id": _LEAD,
            "state": "retry",
            "number": "442079460110",
            "campaign": "Campaign_name",
            "source": "Dial_list",
            "allowed": False,
            "next_at": next_at,
            "sentence": "It is 21:40 on Thursday in Europe/London; calls may be made from 08:00 "
            "to 21:00. It can be dialled from 2026-01-16 08:00:00 UTC on.",
            "rules": [
                {
                    "rule": "state",
                    "allowed": True,
                    "sentence": "The lead is retry.",
                    "next_at": None,
                },
                {
                    "rule": "calling-hours",
                    "allowed": False,
                    "sentence": "It is 21:40 on Thursday in Europe/London; calls may be made from "
                    "08:00 to 21:00.",
                    "next_at": next_at,
                },
            ],
            "attempts": [
                {
                    "attempt_id": "0199a3c4-9a11-7d20-8e3f-6a7b8c9d0e1f",
                    "dialled_at": "2026-01-15T11:02:10.250+00:00",
                    "answered_at": None,
                    "ended_at": "2026-01-15T11:02:35.250+00:00",
                    "outcome": "no_answer",
                    "disposition": "",
                    "username": None,
                    "caller_id": "442079460018",
                }
            ],
        },
        "Of the rules two are shown here.",
        address=f"{_PLACE}/lead/{_LEAD}/why",
    )


def _never(cloud_id: str) -> tuple[Sample, ...]:
    asked = {"cloud_id": cloud_id, "auth_token": TOKEN}
    entry = {
        "number": "919654301006",
        "campaign": None,
        "since": "2026-01-15T09:30:00.125+00:00",
        "reason": "Asked not to be called",
    }
    return (
        Sample(
            f"{_PLACE}/do_not_call/add",
            asked
            | {
                "numbers": ["919654301006", "+44 20 7946 0110"],
                "reason": "Asked not to be called",
            },
            {"success": True, "added": 2, "known": 0, "failed": 0, "errors": []},
            "Nothing dials them any more.",
        ),
        Sample(
            f"{_PLACE}/do_not_call/remove",
            asked | {"numbers": ["442079460110"]},
            {"success": True, "removed": 1, "unknown": 0, "failed": 0, "errors": []},
            "Leads that became do_not_call stay so until they are queued again.",
        ),
        Sample(
            f"{_PLACE}/do_not_call/check",
            asked | {"numbers": ["919654301006"]},
            {
                "success": True,
                "results": [
                    {"index": 0, "number": "919654301006", "listed": True, "entries": [entry]}
                ],
                "errors": [],
            },
            "A campaign of null: it holds for the whole space.",
        ),
        Sample(
            f"{_PLACE}/do_not_call/list",
            asked | {"limit": 100},
            {"success": True, "entries": [entry], "next_after": None},
            "Sent again with after, as next_after says, it gives the next page.",
        ),
    )
