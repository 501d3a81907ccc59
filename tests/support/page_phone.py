"""A page's phone: SIP over WebSocket (RFC 7118) by hand."""

import asyncio
import secrets

from websockets.asyncio.client import ClientConnection

from dockline.ports.engine import Phone
from tests.support.sip import Message, digest, parse


class PagePhone:
    """As much of a page's phone as signalling needs: it has no media."""

    def __init__(self, socket: ClientConnection, phone: Phone) -> None:
        self.socket = socket
        self._phone = phone
        self.before = ""
        """Stands in each frame before the request."""
        self._contact = f"<sip:{secrets.token_hex(4)}@{secrets.token_hex(6)}.invalid;transport=ws>"

    async def register(self, whose: str = "") -> int:
        """The final status; ``whose``: an address that is not our own."""
        to = whose or self._phone.uri
        return (await self.transact("REGISTER", "sip:dockline", self._phone.uri, to)).status

    async def invite(self, uri: str, *, sender: str = "") -> Message:
        """The final answer to a call placed from here; ``sender``: as somebody else."""
        sdp = (
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            f"a=fingerprint:SHA-256 {':'.join(['AB'] * 32)}\r\na=setup:actpass\r\n"
            "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=rtpmap:0 PCMU/8000\r\na=sendrecv\r\n"
            "a=rtcp-mux\r\na=ice-ufrag:dock\r\na=ice-pwd:0123456789abcdef01234567\r\n"
        )
        return await self.transact("INVITE", uri, sender or self._phone.uri, uri, sdp)

    async def transact(
        self, method: str, uri: str, sender: str, to: str, body: str = ""
    ) -> Message:
        """Send a request, with our own name and password where they are asked for; the final
        answer."""
        call_id, authorization = secrets.token_hex(8), ""
        kind = "Content-Type: application/sdp\r\n" if body else ""
        begin = (
            f"From: <{sender}>;tag={secrets.token_hex(4)}\r\nCall-ID: {call_id}\r\n"
            f"Max-Forwards: 70\r\n"
        )
        for cseq in 1, 2:
            via = f"Via: SIP/2.0/WS page.invalid;branch=z9hG4bK{secrets.token_hex(6)}\r\n"
            await self.socket.send(
                f"{self.before}{method} {uri} SIP/2.0\r\n{via}{begin}To: <{to}>\r\n"
                f"CSeq: {cseq} {method}\r\n"
                f"Contact: {self._contact};expires=120\r\n{authorization}{kind}"
                f"Content-Length: {len(body)}\r\n\r\n{body}"
            )
            while (answer := await self.receives()).status < 200:
                pass
            if method == "INVITE" and answer.status >= 300:
                await self.socket.send(
                    f"ACK {uri} SIP/2.0\r\n{via}{begin}To: {answer.get('To')}\r\n"
                    f"CSeq: {cseq} ACK\r\nContent-Length: 0\r\n\r\n"
                )
            if answer.status != 401:
                break
            phone = self._phone
            line = digest(answer, method, uri, phone.username, phone.password)
            authorization = f"{line}\r\n"
        return answer

    async def receives(self) -> Message:
        async with asyncio.timeout(5):
            data = await self.socket.recv()
        return parse(data if isinstance(data, bytes) else data.encode())

    async def answer(self, invite: Message, status: int) -> None:
        vias = "".join(f"Via: {via}\r\n" for via in invite.all("Via"))
        await self.socket.send(
            f"SIP/2.0 {status} Answer\r\n{vias}From: {invite.get('From')}\r\n"
            f"To: {invite.get('To')};tag=page\r\nCall-ID: {invite.get('Call-ID')}\r\n"
            f"CSeq: {invite.get('CSeq')}\r\nContact: {self._contact}\r\nContent-Length: 0\r\n\r\n"
        )
