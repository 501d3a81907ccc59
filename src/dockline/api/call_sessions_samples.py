"""The sample of call records."""

from dockline.api.sample import Sample

_FILE = "0b0e5a52-6c0c-4b52-9a0a-5d5a6a3f0c11-1.wav"
_URL = (
    f"https://c1.voice.novanet.example/recordings/{_FILE}?expires=1768472217"
    "&signature=5e1fbd6b5f0c4b8f7a1b0d6c9e2f34a7c8b91d02e5f6a3b4c7d8e9f0a1b2c3d4"
)


def call_session_samples(cloud_id: str) -> tuple[Sample, ...]:
    return (
        Sample(
            "/manage/api/analytics/sessions",
            {
                "filters": {
                    "start_time": "2026-01-15T00:00:00+00:00",
                    "end_time": "2026-01-16T00:00:00+00:00",
                    "type": "voice",
                    "status": "answered",
                },
                "limit": 50,
                "skip": 0,
            },
            {
                "success": True,
                "total": 1,
                "data": [
                    {
                        "uuid": "0b0e5a52-6c0c-4b52-9a0a-5d5a6a3f0c11",
                        "channel": "voice",
                        "direction": "outbound",
                        "type": "click_to_call",
                        "user_display_name": "Rishi",
                        "user_login_id": "rishi",
                        "caller": "442079460018",
                        "callee": "448442430000",
                        "team_name": "Support team",
                        "recording_filename": _FILE,
                        "recording_url": _URL,
                        "recordings": [{"filename": _FILE, "url": _URL}],
                        "start_time": "2026-01-15T09:28:46.412+00:00",
                        "answer_time": "2026-01-15T09:28:55.020+00:00",
                        "end_time": "2026-01-15T09:31:12.880+00:00",
                        "duration": 137,
                        "hold_duration": 12,
                        "status": "answered",
                        "terminated_by": "customer",
                        "termination_cause": "normal",
                        "disposition": "",
                        "space_id": cloud_id,
                        "custom_data": {"name": "Alex", "phone": "+1 646 810 7016"},
                        "notes": "Sends the contract back on Friday",
                    }
                ],
            },
            "A page of the calls that began on that day, the newest first.",
            bearer=True,
        ),
    )
