"""A CRM that pushes leads by HTTP, and remembers what it was told."""

import itertools
import random
from collections.abc import Sequence
from typing import Any, Final

import httpx
from msgspec import Struct

ADD: Final = "/router/api/v2/campaign/add"
MULTIPLE: Final = "/router/api/v2/campaign/add_multiple"

CONTROL: Final = "/router/api/v2/campaign/control"


class Body(Struct):
    """Leads that were pushed together."""

    campaign: str
    numbers: tuple[str, ...]
    acknowledged: bool = False
    waits: bool = False
    """To be pushed again: it was not answered."""


class Lead(Struct):
    """One that was acknowledged, once or several times."""

    campaign: str
    lead_id: str
    told: int
    """What the last push that was acknowledged said of it."""


class Shelf(Struct):
    """Leads that are still to be pushed into one campaign."""

    campaign: str
    team_name: str
    numbers: "itertools.count[int]"
    """The next one's middle, after 4420."""
    endings: Sequence[str] = ("",)
    """What the far end does (`dockline.adapters.memory.script`)."""
    left: int = 0
    """How many more are to be pushed, one by one or some at a time."""


class Crm:
    """Pushes leads of the shelves as long as they have some, and large bodies into ``bulk``; and
    now and then once more what it has pushed before. What the server did not answer because it
    was killed is pushed again to the next one, as a CRM does."""

    def __init__(
        self, token: str, shelves: Sequence[Shelf], bulk: Shelf, chance: random.Random
    ) -> None:
        self._token = token
        self._shelves = shelves
        self._bulk = bulk
        self._chance = chance
        self._unanswered: list[Body] = []
        self._again: list[str] = []
        self._busy: set[str] = set()
        """Numbers that are being pushed, or whose push was not answered."""
        self._turns = itertools.count(1)
        self.leads: dict[str, Lead] = {}
        """Those acknowledged, by number."""
        self.bodies: list[Body] = []
        """All of them, the single leads too."""

    async def push_on(self, url: str, *, bulk: Sequence[int]) -> None:
        """Until the server is gone, or there is nothing left to push. ``bulk``: sizes of large
        bodies, one of which follows the other as well; without any, only shelves are emptied."""
        async with httpx.AsyncClient(base_url=url, timeout=20.0, trust_env=False) as http:
            while (body := self._next(bulk)) is not None:
                self._unanswered.append(body)
                try:
                    await self._push(http, body)
                except httpx.TransportError:
                    return
                self._unanswered.remove(body)
                self._busy -= set(body.numbers)

    def give_up_some(self) -> None:
        """Of what has no answer, a half is not pushed again."""
        for body in self._unanswered:
            body.waits = self._chance.random() < 0.5
        self._unanswered = [body for body in self._unanswered if body.waits]

    @property
    def all_pushed(self) -> bool:
        return not self._unanswered and not any(shelf.left for shelf in self._shelves)

    def _next(self, bulk: Sequence[int]) -> Body | None:
        waiting = next((body for body in self._unanswered if body.waits), None)
        if waiting is not None:
            waiting.waits = False
            self._unanswered.remove(waiting)
            return waiting
        body = self._new(bulk)
        if body is not None:
            self.bodies.append(body)
            self._busy |= set(body.numbers)
        return body

    def _new(self, bulk: Sequence[int]) -> Body | None:
        filled = [shelf for shelf in self._shelves if shelf.left]
        if self._again and (filled or bulk) and self._chance.random() < 0.2:
            number = self._chance.choice(self._again)
            if number not in self._busy:
                return Body(self.leads[number].campaign, (number,))
        if filled and (not bulk or self._chance.random() < 0.5):
            shelf = self._chance.choice(filled)
            size = min(shelf.left, self._chance.choice((1, 1, 1, 2, 8)))
            shelf.left -= size
            return self._filled(shelf, size)
        return self._filled(self._bulk, self._chance.choice(bulk)) if bulk else None

    def _filled(self, shelf: Shelf, size: int) -> Body:
        return Body(
            shelf.campaign,
            tuple(
                f"4420{next(shelf.numbers)}{self._chance.choice(shelf.endings)}"
                for _ in range(size)
            ),
        )

    async def tell(self, url: str, campaign: str, action: str) -> None:
        """Start a campaign, pause it, and so on."""
        envelope = {"cloud_id": "leap", "auth_token": self._token}
        async with httpx.AsyncClient(base_url=url, timeout=20.0, trust_env=False) as http:
            told = {"campaign": campaign, "action": action}
            answer = await http.post(CONTROL, json=envelope | told)
        assert answer.status_code == 200, answer.text

    # --- one push ---------------------------------------------------------------------------------

    async def _push(self, http: httpx.AsyncClient, body: Body) -> None:
        """Raises httpx.TransportError where the server is gone before it answers."""
        turn = next(self._turns)
        teams = {shelf.campaign: shelf.team_name for shelf in (*self._shelves, self._bulk)}
        envelope: dict[str, Any] = {
            "cloud_id": "leap",
            "auth_token": self._token,
            "campaign": body.campaign,
            "source": "March",
            "team_name": teams[body.campaign],
        }
        leads = [{"number": number, "data": {"told": turn}} for number in body.numbers]
        single = len(leads) == 1
        address, rest = (ADD, leads[0]) if single else (MULTIPLE, {"leads": leads})
        answer = await http.post(address, json=envelope | rest)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert told["success"] is True, told
        ids = [told["lead_id"]] if single else told["lead_ids"]
        for number, lead_id in zip(body.numbers, ids, strict=True):
            lead = self.leads.get(number)
            if lead is None:
                self.leads[number] = Lead(body.campaign, lead_id, turn)
                if body.campaign != self._bulk.campaign:
                    self._again.append(number)
                continue
            assert lead.lead_id == lead_id, "a lead keeps its name"
            lead.told = turn
        body.acknowledged = True
