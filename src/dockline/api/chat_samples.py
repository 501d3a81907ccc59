"""Samples of the chat endpoints."""

from dockline.api.sample import TOKEN, Sample

_UUID = "5b6c0199-a3c4-4f0e-8b6a-9c552f1d3e4a"


def chat_samples(cloud_id: str) -> tuple[Sample, ...]:
    return (
        Sample(
            "/chat/api/v2/initiate",
            {
                "id": "visitor-7",
                "space_id": cloud_id,
                "team_name": "Support team",
                "attributes": {"name": "Alex", "plan": "gold"},
                "webhook": "https://bot.example.com/dockline",
                "authorization": TOKEN,
            },
            {
                "success": True,
                "uuid": _UUID,
                "webhook_secret": "6f1ed002ab5595859014ebf0951522d9a1e3a5b8c7d60f42",
            },
            "The chat waits for an agent. The same id is answered with the same uuid while it "
            "goes on.",
        ),
        Sample(
            "/chat/api/v2/message",
            {
                "uuid": _UUID,
                "type": "message",
                "message": {"id": "m-1", "text": "Where is my order?", "attachments": []},
                "authorization": TOKEN,
            },
            {"success": True, "mid": "m-1"},
            "It is kept, and on the agent's dock.",
        ),
    )
