"""What a CRM and a supervisor's tools do over HTTP, and the people a CRM has numbers of."""

import itertools
import json
import urllib.request
from collections import Counter
from typing import Any, Final

from tests.support.server import look, post

TEAM: Final = "Support team"
SOURCE: Final = "march list"
ALL_DAY: Final = {"calling_hours": {"days": [[{"opens": "00:00", "closes": "24:00"}]] * 7}}
"""Settings of leads: people of these tests are rung at any hour."""
_AREAS: Final = (
    *("202", "206", "212", "215", "216", "303", "305", "312", "313", "314"),
    *("404", "410", "412", "415", "503", "504", "602", "612", "617", "713"),
    *("512", "615", "619", "702", "704", "801", "808", "813"),
)
"""Of the United States, whose 555-0100 to 555-0199 are kept free for drama (NANPA)."""


class Numbers:
    """Numbers that nobody was called at yet, by what the test carrier does at their ending."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()

    def take(self, ending: str) -> str:
        area = _AREAS[self._taken[ending]]
        self._taken[ending] += 1
        return f"1{area}5550{ending}"


def shown(number: str) -> str:
    """As the dock shows a number of `Numbers`."""
    return f"+1 {number[1:4]} {number[4:7]} {number[7:]}"


class Crm:
    def __init__(self, url: str, cloud_id: str, token: str) -> None:
        self.url = url
        self._token = token
        self._who = {"cloud_id": cloud_id, "auth_token": token}
        self._names = itertools.count(1)

    def asks(self, path: str, **body: Any) -> dict[str, Any]:
        told = post(f"{self.url}/router/api/v2/{path}", {**self._who, **body})
        assert told["success"], told
        return told

    def why(self, lead_id: str) -> dict[str, Any]:
        address = f"{self.url}/router/api/v2/lead/{lead_id}/why"
        asked = urllib.request.Request(address, headers={"Authorization": f"Bearer {self._token}"})
        with urllib.request.urlopen(asked, timeout=10) as answer:
            told: dict[str, Any] = json.load(answer)
        return told

    def is_never_called(self, number: str) -> bool:
        (found,) = self.asks("do_not_call/check", numbers=[number])["results"]
        return bool(found["listed"])

    def campaign(self, title: str, **settings: Any) -> "CampaignWork":
        """One of its own, in preview mode where ``settings`` do not say otherwise."""
        made = CampaignWork(self, f"{title} {next(self._names)}")
        # A campaign is made by its first lead; this one is for another century.
        made.push({"number": "448442430000", "not_before": "2099-01-01T00:00:00Z"})
        leads = {**ALL_DAY, **settings.pop("leads", {})}
        made.set(leads=leads, **settings)
        return made


class CampaignWork:
    """One campaign, as a CRM fills it and a supervisor runs it."""

    def __init__(self, crm: Crm, name: str) -> None:
        self.crm = crm
        self.name = name

    def push(self, *leads: dict[str, Any]) -> list[str]:
        """Their ids, in order."""
        told = self.crm.asks(
            "campaign/add_multiple",
            campaign=self.name,
            team_name=TEAM,
            source=SOURCE,
            leads=list(leads),
        )
        assert told["failed"] == 0, told
        return list(told["lead_ids"])

    def set(self, **patch: Any) -> None:
        self.crm.asks("campaign/settings", campaign=self.name, settings=patch)

    def tell(self, action: str) -> None:
        self.crm.asks("campaign/control", campaign=self.name, action=action)

    def counted(self, *states: str) -> int:
        """Leads in these states."""
        leads = self.crm.asks("campaign/get", campaign=self.name)["leads"]
        return sum(leads[state] for state in states)

    def close(self) -> None:
        """Nothing of it is dialled any more, nor on a card."""
        self.tell("stop")
        look(lambda: self.counted("scheduled", "dialling") == 0, within=25.0)
