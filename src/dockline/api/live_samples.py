"""The samples of live figures."""

from typing import Any, Final

from dockline.api.sample import TOKEN, Sample

_CALL_ID: Final = "0b0e5a52-6c0c-4b52-9a0a-5d5a6a3f0c11"
_AGENT: Final[dict[str, Any]] = {
    "agent_id": "5b1f6f0e-6b7e-4c58-9f0e-2f8a7c1d3e4b",
    "agent_name": "Rishi",
    "username": "rishi",
    "teams": ["Support team"],
}


def live_samples(cloud_id: str) -> tuple[Sample, ...]:
    return (
        Sample(
            "/pulse-api/live",
            {"cloud_id": cloud_id, "auth_token": TOKEN, "team_names": ["Support team"]},
            {
                "success": True,
                "as_of": "2026-01-15T09:30:00.125+00:00",
                "agents": [
                    {
                        **_AGENT,
                        "status": "Talking",
                        "duration": 74,
                        "talking": {"active": True, "duration": 74},
                        "chatting": {"active": False, "duration": 0, "count": 0},
                        "online": {"active": True, "duration": 5412},
                        "state": "talking",
                        "state_duration": 74,
                        "pause_reason": "",
                        "call": {
                            "call_id": _CALL_ID,
                            "kind": "inbound",
                            "direction": "inbound",
                            "number": "448442430000",
                            "team_name": "Support team",
                            "campaign": "",
                            "duration": 74,
                            "monitored_by": [],
                        },
                        "rejoining": False,
                        "alerts": [],
                        "limit": None,
                    }
                ],
                "teams": [
                    {
                        "team_id": "c0a8f5de-2b53-4d0e-8a52-6d1f0b7e9a33",
                        "team_name": "Support team",
                        "call_queue_count": 2,
                        "chat_queue_count": 0,
                        "longest_call_wait": 41,
                        "longest_chat_wait": 0,
                        "agents_online": 1,
                        "agents_ready": 0,
                        "callbacks_waiting": 0,
                        "calls_offered": 63,
                        "calls_answered": 58,
                        "calls_abandoned": 3,
                        "service_level": 0.8852459016393442,
                        "service_seconds": 20.0,
                        "service_target": 0.8,
                        "alerts": [],
                        "limits": {
                            "calls_waiting": 5,
                            "call_wait": 60.0,
                            "chats_waiting": 5,
                            "chat_wait": 120.0,
                        },
                    }
                ],
                "unknown_teams": [],
                "campaigns": [],
                "lines": {"in_use": 3, "in_setup": 0, "most_in_setup": 50},
                "engine_up": True,
            },
            "Durations are whole seconds.",
        ),
        Sample(
            "/pulse-api/timeline",
            {
                "cloud_id": cloud_id,
                "auth_token": TOKEN,
                "from": "2026-01-15T09:00:00+00:00",
                "to": "2026-01-15T09:30:00+00:00",
                "usernames": ["rishi"],
            },
            {
                "success": True,
                "as_of": "2026-01-15T11:02:17.560+00:00",
                "agents": [
                    {
                        **_AGENT,
                        "segments": [
                            {
                                "state": "ready",
                                "pause_reason": "",
                                "from": "2026-01-15T09:00:00.000+00:00",
                                "to": "2026-01-15T09:28:46.412+00:00",
                                "call_id": "",
                                "chats": 0,
                            },
                            {
                                "state": "talking",
                                "pause_reason": "",
                                "from": "2026-01-15T09:28:46.412+00:00",
                                "to": "2026-01-15T09:30:00.000+00:00",
                                "call_id": _CALL_ID,
                                "chats": 0,
                            },
                        ],
                    }
                ],
                "unknown_users": [],
                "unknown_teams": [],
                "next": "",
            },
            "What an agent was at the time's beginning began before it; offline has no segment.",
        ),
    )
