"""``/chat/api/v2/``: chats begun and carried on by a bot or a front end of somebody's own."""

import base64
import binascii
from typing import Final

import msgspec
from starlette.types import Receive, Scope

from dockline.api import problems
from dockline.api.bodies import JsonBody, depth_of, read_body, require_json
from dockline.api.callers import Callers, space_named, token_of
from dockline.api.chat_api_wire import (
    InitiateBody,
    Initiated,
    MessageBody,
    MessageFile,
    MessagePart,
    MessageTaken,
)
from dockline.api.replies import Handler, Reply, json_reply
from dockline.domain.errors import NoSuchChat
from dockline.domain.ids import ChatId, SpaceId, new_id
from dockline.domain.webaddress import says_private, wrong_address
from dockline.ports.chat_store import ChatKeys
from dockline.ports.clock import Clock
from dockline.services.accounts import Accounts
from dockline.services.chat_hook_events import webhook_secret
from dockline.services.chats import Chats
from dockline.services.chats_elsewhere import ChatsElsewhere
from dockline.services.intake import TeamUnknown

_MOST_ATTRIBUTES: Final = 16 * 1024
_DEEPEST: Final = 16
_MOST_TEXT: Final = 4000


class ChatApi:
    def __init__(
        self,
        chats: Chats,
        elsewhere: ChatsElsewhere,
        accounts: Accounts,
        callers: Callers,
        clock: Clock,
    ) -> None:
        self._chats = chats
        self._elsewhere = elsewhere
        self._accounts = accounts
        self._callers = callers
        self._clock = clock
        self._initiate = JsonBody(InitiateBody)
        self._message = JsonBody(MessageBody)

    def routes(self) -> dict[str, dict[str, Handler]]:
        return {
            "/chat/api/v2/initiate": {"POST": self.initiate},
            "/chat/api/v2/message": {"POST": self.message},
        }

    async def initiate(self, scope: Scope, receive: Receive) -> Reply:
        require_json(scope)
        body = self._initiate.decode(await read_body(scope, receive))
        space_id = space_named(body.cloud_id, body.space_id)
        token = _token(scope, body.authorization)
        self._callers.of_space(scope, space_id, token, self._clock.now())
        space = self._accounts.space(space_id)
        team = self._accounts.team_by_name(space_id, body.team_name)
        if space is None or team is None:
            raise TeamUnknown
        if len(msgspec.json.encode(body.attributes)) > _MOST_ATTRIBUTES:
            raise problems.invalid(f"attributes: at most {_MOST_ATTRIBUTES} bytes of JSON.")
        if depth_of(body.attributes) > _DEEPEST:
            raise problems.invalid(f"attributes: at most {_DEEPEST} levels within each other.")
        wrong = wrong_address(body.webhook) if body.webhook else ""
        if wrong:
            raise problems.invalid(f"webhook: {wrong}.")
        if says_private(body.webhook) and not space.settings.chat.webhook_private:
            raise problems.invalid(
                "webhook: must be a public address; the space's setting chat.webhook_private "
                "lifts that."
            )
        name = body.attributes.get("name")
        keys = await self._elsewhere.begin(
            space,
            team,
            external_id=body.id,
            visitor=name[:80] if isinstance(name, str) else body.id[:80],
            attributes=body.attributes,
            webhook=body.webhook,
        )
        secret = webhook_secret(keys) if keys.webhook else ""
        return json_reply(Initiated(success=True, uuid=keys.chat_id, webhook_secret=secret))

    async def message(self, scope: Scope, receive: Receive) -> Reply:
        require_json(scope)
        body = self._message.decode(await read_body(scope, receive))
        keys = await self._keys(scope, body)
        part = body.message or MessagePart()
        mid = part.id
        match body.type:
            case "typing" | "typing_end":
                await self._chats.types(keys, body.type == "typing")
            case "end":
                await self._chats.end(keys)
            case "message":
                mid = mid or new_id()
                await self._say(keys, mid, part)
        return json_reply(MessageTaken(success=True, mid=mid))

    async def _keys(self, scope: Scope, body: MessageBody) -> ChatKeys:
        """Of a chat of the token's own space. Raises Problem (401, 429), ScopeMissing,
        NoSuchChat."""
        token, now = _token(scope, body.authorization), self._clock.now()
        known = self._callers.holder(scope, token, now)
        keys = await self._chats.keys(ChatId(body.uuid))
        if keys is None or keys.space_id != known.space_id:
            raise NoSuchChat
        return keys

    async def _say(self, keys: ChatKeys, mid: str, part: MessagePart) -> None:
        links = [one for one in part.attachments if isinstance(one, str)]
        text = "\n".join(one for one in (part.text, *links) if one)
        if len(text) > _MOST_TEXT:
            raise problems.invalid(f"message.text: at most {_MOST_TEXT} characters with its links.")
        files = [one for one in part.attachments if isinstance(one, MessageFile)]
        line = await self._chats.said_before(keys, mid) if files else None
        if line is None:
            ids = [await self._file(keys, n, one) for n, one in enumerate(files)]
            await self._chats.say(keys, mid, text, tuple(ids))

    async def _file(self, keys: ChatKeys, n: int, file: MessageFile) -> str:
        """The id of a file once it is kept."""
        space = self._accounts.space(SpaceId(keys.space_id))
        if space is None:
            raise NoSuchChat
        try:
            data = base64.b64decode(file.content, validate=True)
        except (binascii.Error, ValueError):
            where = f"message.attachments[{n}].content"
            raise problems.invalid(f"{where}: must be base64.") from None
        policy = space.settings.chat
        try:
            view = await self._chats.files.save(keys.chat_id, file.name, "", data, policy)
        except OSError:
            raise problems.away("store-unavailable", "Files cannot be kept now.") from None
        return view.attachment_id


def _token(scope: Scope, given: str | None) -> str:
    """From the body, or from a header where it has none."""
    if given is not None:
        return given.removeprefix("Bearer ").strip()
    return token_of(scope) or ""
