"""Leads to push, and the requests that push them."""

from itertools import count
from typing import Any, Final

from bench.load import post
from bench.space import CLOUD_ID, Prepared

ADD: Final = "/router/api/v2/campaign/add"
MULTIPLE: Final = "/router/api/v2/campaign/add_multiple"
_STEP: Final = 37_139_213
"""Prime to the numbers there are: the order is that of a CRM, not that of an index."""
_NUMBERS: Final = 10**8


class Leads:
    """A new one each time: numbers of Indian mobile telephones, each valid and each once."""

    def __init__(self, envelope: dict[str, Any], first: int = 1) -> None:
        self._envelope = envelope
        self._turn = count(first)

    def lead(self) -> dict[str, Any]:
        n = next(self._turn)
        return {
            "number": f"9198{n * _STEP % _NUMBERS:08}",
            "username": "agent1",
            "data": {"name": f"sumeet {n}", "company": "novanet"},
        }

    def single(self) -> bytes:
        return post(ADD, self._envelope | self.lead())

    def body(self, size: int) -> bytes:
        return post(MULTIPLE, self._envelope | {"leads": [self.lead() for _ in range(size)]})


def envelope(prepared: Prepared) -> dict[str, Any]:
    return {
        "cloud_id": CLOUD_ID,
        "auth_token": prepared.token,
        "campaign": "Campaign_name",
        "team_name": prepared.teams[0],
        "source": "Dial_list",
    }
