"""Where a name leads, looked at before anything is sent there.

The name is looked up once, every address it has is checked, and the connection goes to a checked
address: a name that means something else a moment later gains nothing.
"""

import asyncio
import socket

from dockline.domain.webaddress import is_public


class NotReachable(Exception):
    """The message says why, after the name."""


async def addresses_of(host: str, port: int, *, private: bool) -> list[str]:
    """In the order to be tried. Raises NotReachable where one of them is not public and that is
    not allowed, ValueError for a name that cannot be asked for."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as why:
        raise NotReachable(f"{host} is not known: {why}") from why
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not addresses:
        raise NotReachable(f"{host} has no address")
    if not private:
        for address in addresses:
            if not is_public(address):
                raise NotReachable(f"{host} leads to {address}, which is not public")
    return addresses
