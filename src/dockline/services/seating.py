"""What is changed of people and teams reaches the floors, where it counts at once."""

import asyncio
from typing import Final

from dockline.services.accounts import Accounts
from dockline.services.floors import Floors
from dockline.services.following import Following

_AT_ONCE: Final = 100
"""So many are looked at before others have their turn."""


class Seating(Following):
    def __init__(self, accounts: Accounts, floors: Floors) -> None:
        super().__init__(accounts.book, self._seat_all)
        self._accounts = accounts
        self._floors = floors

    async def _seat_all(self) -> None:
        for space in self._accounts.spaces():
            for looked_at, agent in enumerate(self._floors.agents(space.space_id), 1):
                user = self._accounts.user(agent.agent_id)
                if user is not None:
                    self._floors.reseat(user)
                if looked_at % _AT_ONCE == 0:
                    await asyncio.sleep(0)
