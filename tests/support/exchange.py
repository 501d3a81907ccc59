"""A carrier for tests of which every number is a telephone of its own, under the test's control.

It sees every INVITE that leaves the engine, so it can tell that a number was never rung.
"""

import asyncio
import re
from typing import cast

from tests.support.sip import Message, parse
from tests.support.ua import Telephone

_NOT_FOUND = 404


class Exchange(asyncio.DatagramProtocol):
    """See the module. Make it with `Exchange.open`, and tell it the engine with `answer_to`."""

    def __init__(self) -> None:
        self.invites: list[Message] = []
        """Each call once, whatever became of it."""
        self._server = ("127.0.0.1", 0)
        self._telephones: dict[str, Telephone] = {}
        self._calls: dict[str, Telephone] = {}

    @classmethod
    async def open(cls) -> "Exchange":
        loop = asyncio.get_running_loop()
        _, self = await loop.create_datagram_endpoint(cls, local_addr=("127.0.0.1", 0))
        self._operator = await self.telephone("operator")
        self._operator.refuse_with = _NOT_FOUND
        return self

    _operator: Telephone
    """Answers what is no telephone's: OPTIONS, and calls to numbers that do not exist."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)
        self.port: int = transport.get_extra_info("sockname")[1]

    def answer_to(self, server: tuple[str, int]) -> None:
        """Where the engine is."""
        self._server = server
        for telephone in self._telephones.values():
            telephone.answer_to(server)

    async def telephone(self, number: str) -> Telephone:
        """A new one, for this number."""
        assert number not in self._telephones
        made = await Telephone.at_exchange(self._server, number, self._transport)
        self._telephones[number] = made
        return made

    @property
    def dialled(self) -> list[str]:
        """The numbers, in order, each as often as it was dialled."""
        return [_number(invite) for invite in self.invites]

    async def close(self) -> None:
        for telephone in self._telephones.values():
            await telephone.close()
        self._transport.close()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        message = parse(data)
        call_id = message.get("Call-ID")
        if not message.status and message.method == "INVITE" and call_id not in self._calls:
            self.invites.append(message)
            self._calls[call_id] = self._telephones.get(_number(message), self._operator)
        self._calls.get(call_id, self._operator).datagram_received(data, addr)


def _number(invite: Message) -> str:
    found = re.match(r"INVITE sip:([^@]+)@", invite.first)
    return found[1] if found else ""
