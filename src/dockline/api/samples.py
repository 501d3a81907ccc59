"""The published page's samples, corrected: straight quotes, no trailing commas, nothing left out;
for one server and one space."""

from dockline.api.call_sessions_samples import call_session_samples
from dockline.api.campaign_samples import campaign_samples
from dockline.api.chat_samples import chat_samples
from dockline.api.live_samples import live_samples
from dockline.api.sample import TOKEN, Sample


def samples(cloud_id: str) -> dict[str, Sample]:
    """By path."""
    all_of_them = (
        Sample(
            "/apiv1/make_call",
            {
                "username": f"rishi@{cloud_id}",
                "number": "448442430000",
                "custom": {"name": "Alex", "phone": "+1 646 810 7016"},
            },
            {
                "success": True,
                "message": "Call initiated",
                "callId": "0b0e5a52-6c0c-4b52-9a0a-5d5a6a3f0c11",
            },
            "The dock has the call, and the number is being dialled.",
            {
                "success": False,
                "code": "not-logged-in",
                "message": "Cant make call! Not logged In",
            },
            "The agent is not logged in, or there is none of that name.",
        ),
        Sample(
            "/apiv1/team/make_call",
            {
                "cloud_id": cloud_id,
                "team_name": "Support team",
                "number": "448442430000",
                "attributes": {"name": "Alex", "topic": "Order 48213"},
            },
            {
                "success": True,
                "message": "Call queued",
                "callId": "7c1b7f0e-3a52-4d0c-9f57-0a8f4d1e2b33",
            },
            "The next agent of the team who is free is rung, and connected to the number.",
            bearer=True,
        ),
        Sample(
            "/router/api/v2/campaign/add",
            {
                "cloud_id": cloud_id,
                "auth_token": TOKEN,
                "campaign": "Campaign_name",
                "team_name": "Support team",
                "source": "Dial_list",
                "number": "919654301006",
                "data": {"name": "sumeet", "company": "novanet"},
            },
            {
                "success": True,
                "message": "Lead added",
                "lead_id": "0199a3c4-8f0e-7b6a-9c55-2f1d3e4a5b6c",
                "created": True,
                "warnings": [],
            },
            "The lead is stored. Pushed again, it is updated, under the same lead_id.",
        ),
        Sample(
            "/router/api/v2/campaign/add_multiple",
            {
                "cloud_id": cloud_id,
                "auth_token": TOKEN,
                "campaign": "Campaign_name",
                "team_name": "Support team",
                "source": "dial_list",
                "leads": [
                    {
                        "number": "919654301006",
                        "username": "rishi",
                        "data": {"name": "sumeet", "company": "novanet"},
                    },
                    {
                        "number": "919812306590",
                        "username": "siddhant",
                        "data": {"name": "shailesh", "company": "samespace"},
                    },
                ],
            },
            {
                "success": True,
                "added": 1,
                "updated": 1,
                "failed": 0,
                "lead_ids": [
                    "0199a3c4-8f0e-7b6a-9c55-2f1d3e4a5b6c",
                    "0199a3c4-9a11-7d20-8e3f-6a7b8c9d0e1f",
                ],
                "errors": [],
                "warnings": [],
            },
            "In the order of leads. Names of campaigns and lists are told apart without regard "
            "to case, so the first one here was known.",
        ),
        Sample(
            "/router/api/v2/token/reset",
            {"cloud_id": cloud_id, "auth_token": TOKEN},
            {"success": True, "auth_token": "538d1ae0-3e9f-41ea-9d9c-394a26b437b0"},
            "Keep it: it is not shown again. The old one has stopped.",
        ),
        *live_samples(cloud_id),
        *call_session_samples(cloud_id),
        *campaign_samples(cloud_id),
        *chat_samples(cloud_id),
    )
    return {sample.path: sample for sample in all_of_them}
