"""A small SIP telephone for tests: UDP, G.711 mu-law, one call at a time.

It registers with digest authentication, answers (or rings, or refuses) calls, places calls,
plays a tone, keeps what it hears, and sends and collects RFC 4733 digits. Not a product part:
what it hears and says is under the test's control to the sample.
"""

import asyncio
import hashlib
import itertools
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.support.rtp import Audio
from tests.support.sip import Message, address, digest, parse
from tests.support.sound import Sound


@dataclass
class Call:
    """One dialogue with its audio."""

    call_id: str
    invite: Message
    local: str
    """Our From or To value, tag included."""
    remote: str
    target: str
    """The Request-URI of what we send within the dialogue."""
    placed: bool
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    confirmed: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled: bool = False
    ended_by_far_end: bool = False
    digits: str = ""


class Telephone(asyncio.DatagramProtocol):
    """See the module. Make it with `Telephone.open`."""

    def __init__(self, server: tuple[str, int], user: str, password: str) -> None:
        self._server = server
        self._user = user
        self._password = password
        self._cseq = itertools.count(1)
        self._answers: dict[str, asyncio.Queue[Message]] = {}
        self._ringing_invite: Message | None = None
        self.number = ""
        """Its own, where it stands at an exchange."""
        self.auto_answer = True
        self.refuse_with = 0
        """A final SIP status to answer INVITEs with; 0: do not refuse."""
        self.silent_to_invites = False
        """True: INVITEs are not answered at all, not even with 100."""
        self.invites: list[Message] = []
        self.rang = asyncio.Event()
        self.hears_ringing = asyncio.Event()
        """Whether what it dialled has rung (180)."""
        self.calls: list[Call] = []
        self.call_came = asyncio.Event()
        self._changed = asyncio.Event()

    @classmethod
    async def open(
        cls, server: tuple[str, int], user: str = "nobody", password: str = ""
    ) -> "Telephone":
        self = cls(server, user, password)
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=("127.0.0.1", 0)
        )
        await self._plug_in(transport)
        return self

    @classmethod
    async def at_exchange(
        cls, server: tuple[str, int], number: str, transport: asyncio.DatagramTransport
    ) -> "Telephone":
        """One of several on a line: whoever reads it hands over what is this one's."""
        self = cls(server, number, "")
        self.number = number
        await self._plug_in(transport)
        return self

    async def _plug_in(self, transport: asyncio.DatagramTransport) -> None:
        self._transport = transport
        self.port = transport.get_extra_info("sockname")[1]
        self.audio = await Audio.open(self._changed.set, self._digit)

    _transport: asyncio.DatagramTransport
    port: int
    audio: Audio

    def answer_to(self, server: tuple[str, int]) -> None:
        """Where requests come from, for a telephone that stands in for a carrier."""
        self._server = server

    async def close(self) -> None:
        await self.audio.close()
        if not self.number:
            self._transport.close()

    @property
    def call(self) -> Call:
        return self.calls[-1]

    # -- what a person does ------------------------------------------------------------------

    async def register(self) -> int:
        """The final status of REGISTER."""
        uri = f"sip:{self._server[0]}:{self._server[1]}"
        me = f"<sip:{self._user}@{self._server[0]}>"
        answer = await self._transact("REGISTER", uri, me, me, secrets.token_hex(8), "")
        return answer.status

    async def dial(self, number: str, user: str = "caller") -> Message:
        """Place a call; the final answer to the INVITE."""
        uri = f"sip:{number}@{self._server[0]}:{self._server[1]}"
        mine = f"<sip:{user}@127.0.0.1:{self.port}>;tag={secrets.token_hex(4)}"
        call_id = secrets.token_hex(8)
        answer = await self._transact("INVITE", uri, mine, f"<{uri}>", call_id, self._sdp())
        if answer.status == 200:
            target = address(answer.get("Contact"))
            call = Call(call_id, answer, mine, answer.get("To"), target, placed=True)
            self._begin(call, answer.body)
            cseq = answer.get("CSeq").split()[0]
            self._send(self._request("ACK", target, mine, call.remote, call_id, cseq, ""))
            call.confirmed.set()
        return answer

    async def rings(self, within: float = 10.0) -> None:
        """Wait until it does."""
        async with asyncio.timeout(within):
            await self.rang.wait()

    async def is_left(self, within: float = 15.0) -> None:
        """Wait until the far end has hung up, or has cancelled what rang."""
        async with asyncio.timeout(within):
            await self.call_came.wait()
            await self.call.ended.wait()
        assert self.call.ended_by_far_end or self.call.cancelled

    def answer(self) -> None:
        """Answer the call that rings."""
        assert self._ringing_invite is not None
        self._accept(self._ringing_invite)

    async def hang_up(self) -> None:
        call = self.call
        await self._transact("BYE", call.target, call.local, call.remote, call.call_id, "")
        self._end(call, far_end=False)

    def turn_to(self, call: Call) -> None:
        """Speak to this one of several calls, whose latest has ended."""
        self._play_to(call.invite.body)

    async def refer(self, target: str) -> int:
        """Ask for a blind transfer; the final status of REFER (RFC 3515)."""
        call = self.call
        answer = await self._transact(
            "REFER", call.target, call.local, call.remote, call.call_id, "", f"Refer-To: <{target}>"
        )
        return answer.status

    def press(self, digits: str) -> None:
        """Send digits as RFC 4733 events, one after the other."""
        self.audio.to_press.extend(digits)

    async def hears(self, test: Callable[[Sound], bool], within: float = 8.0) -> None:
        """Wait until the last half second of what comes in passes the test."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        async with asyncio.timeout(within):
            # Silence comes with no packet that could wake us: sound is looked at by the clock.
            while loop.time() < begun + 0.5 or not test(self.audio.heard(0.5)):  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def first_sound(self, hz: float, within: float = 8.0) -> float:
        """When (`time.monotonic`) the first frame of this tone came, waiting for it."""
        async with asyncio.timeout(within):
            while (came := self.audio.first_with(hz)) is None:
                self._changed.clear()
                await self._changed.wait()
        return came

    async def collects(self, digits: str, within: float = 8.0) -> None:
        """Wait until exactly these digits have come in."""
        async with asyncio.timeout(within):
            while self.call.digits != digits:
                self._changed.clear()
                await self._changed.wait()

    # -- SIP ---------------------------------------------------------------------------------

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        message = parse(data)
        if message.status:
            if message.status == 180:
                self.hears_ringing.set()
            queue = self._answers.get(message.get("Call-ID") + message.get("CSeq"))
            if queue is not None:
                queue.put_nowait(message)
            return
        getattr(self, f"_on_{message.method.lower()}", self._on_other)(message)

    def _on_invite(self, message: Message) -> None:
        call_id = message.get("Call-ID")
        if any(call.call_id == call_id for call in self.calls):
            self._respond(message, 200, "OK", self._sdp())
            return
        repeated = any(known.get("Call-ID") == call_id for known in self.invites)
        self.invites.append(message)
        if self.silent_to_invites or repeated:
            self.rang.set()
            return
        if self.refuse_with:
            self._respond(message, self.refuse_with, "Refused")
            self.rang.set()
            return
        self._ringing_invite = message
        self._respond(message, 180, "Ringing")
        self.rang.set()
        if self.auto_answer:
            self._accept(message)

    def _accept(self, message: Message) -> None:
        self._respond(message, 200, "OK", self._sdp())
        call = Call(
            message.get("Call-ID"),
            message,
            f"{message.get('To')};tag={self._tag(message)}",
            message.get("From"),
            address(message.get("Contact")),
            placed=False,
        )
        self._ringing_invite = None
        self._begin(call, message.body)

    def _on_ack(self, message: Message) -> None:
        for call in self.calls:
            if call.call_id == message.get("Call-ID"):
                call.confirmed.set()

    def _on_cancel(self, message: Message) -> None:
        self._respond(message, 200, "OK")
        invite = self._ringing_invite
        if invite is not None:
            self._respond(invite, 487, "Request Terminated")
            call = Call(message.get("Call-ID"), invite, "", "", "", placed=False, cancelled=True)
            self._ringing_invite = None
            self.calls.append(call)
            call.ended.set()
            self.call_came.set()

    def _on_bye(self, message: Message) -> None:
        self._respond(message, 200, "OK")
        for call in self.calls:
            if call.call_id == message.get("Call-ID"):
                self._end(call, far_end=True)

    def _on_other(self, message: Message) -> None:
        self._respond(message, 200, "OK")

    def _begin(self, call: Call, sdp: str) -> None:
        self._play_to(sdp)
        self.calls.append(call)
        self.call_came.set()

    def _play_to(self, sdp: str) -> None:
        host = re.search(r"c=IN IP4 (\S+)", sdp)
        port = re.search(r"m=audio (\d+)", sdp)
        assert host is not None
        assert port is not None
        self.audio.far = (host[1], int(port[1]))

    def _end(self, call: Call, *, far_end: bool) -> None:
        call.ended_by_far_end = far_end
        call.ended.set()
        self.audio.far = None

    async def _transact(
        self, method: str, uri: str, sender: str, to: str, call_id: str, body: str, extra: str = ""
    ) -> Message:
        """Send a request and see it through authentication to its final answer."""
        if ";tag=" not in sender:
            sender += f";tag={secrets.token_hex(4)}"
        authorization = ""
        for _ in range(2):
            cseq = str(next(self._cseq))
            queue: asyncio.Queue[Message] = asyncio.Queue()
            self._answers[f"{call_id}{cseq} {method}"] = queue
            lines = "\r\n".join(part for part in (extra, authorization) if part)
            self._send(self._request(method, uri, sender, to, call_id, cseq, body, lines))
            async with asyncio.timeout(10):
                while (answer := await queue.get()).status < 200:
                    pass
            if method == "INVITE" and answer.status >= 300:
                branch = answer.get("Via")
                ack = self._request("ACK", uri, sender, answer.get("To"), call_id, cseq, "")
                self._send(re.sub(r"Via: [^\r]*", f"Via: {branch}", ack, count=1))
            if answer.status not in (401, 407) or authorization:
                return answer
            authorization = digest(answer, method, uri, self._user, self._password)
        return answer

    def _digit(self, digit: str) -> None:
        if self.calls:
            self.call.digits += digit
            self._changed.set()

    def _request(
        self,
        method: str,
        uri: str,
        sender: str,
        to: str,
        call_id: str,
        cseq: str,
        body: str,
        extra: str = "",
    ) -> str:
        kind = "Content-Type: application/sdp\r\n" if body else ""
        return (
            f"{method} {uri} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP 127.0.0.1:{self.port};branch=z9hG4bK{secrets.token_hex(6)};rport\r\n"
            f"Max-Forwards: 70\r\nFrom: {sender}\r\nTo: {to}\r\nCall-ID: {call_id}\r\n"
            f"CSeq: {cseq} {method}\r\nContact: <sip:{self._user}@127.0.0.1:{self.port}>\r\n"
            f"Expires: 300\r\n{extra + chr(13) + chr(10) if extra else ''}{kind}"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        )

    def _respond(self, request: Message, status: int, phrase: str, body: str = "") -> None:
        to = request.get("To")
        if ";tag=" not in to and status > 100:
            to += f";tag={self._tag(request)}"
        lines = [f"SIP/2.0 {status} {phrase}"]
        lines += [f"Via: {via}" for via in request.all("Via")]
        lines += [f"From: {request.get('From')}", f"To: {to}"]
        lines += [f"{name}: {request.get(name)}" for name in ("Call-ID", "CSeq")]
        lines += [f"Contact: <sip:{self._user}@127.0.0.1:{self.port}>"]
        lines += ["Content-Type: application/sdp"] if body else []
        self._send("\r\n".join([*lines, f"Content-Length: {len(body)}", "", body]))

    def _tag(self, request: Message) -> str:
        return hashlib.sha256(request.get("Call-ID").encode()).hexdigest()[:8]

    def _send(self, text: str) -> None:
        self._transport.sendto(text.encode(), self._server)

    def _sdp(self) -> str:
        return (
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            f"m=audio {self.audio.port} RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\n"
            "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=sendrecv\r\n"
        )
