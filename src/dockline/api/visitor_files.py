"""Files of chats over HTTP. What somebody sent is handed out as a file to be kept, in a sandbox
without rights; only pictures may be shown in a page. Nothing is ever served as a page or a script.

Other sites' pages may ask here, and nowhere else (CORS): those that may show the chat.
"""

import hmac
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import quote, unquote

import structlog
from starlette.datastructures import QueryParams
from starlette.types import Receive, Scope

from dockline.api import problems
from dockline.api.bodies import ClientGone, header, read_body
from dockline.api.problems import Headers
from dockline.api.replies import Handler, Reply, json_reply, problem_reply
from dockline.api.sessions import Sessions
from dockline.api.visitor_wire import Uploaded
from dockline.api.visitors import origins_of
from dockline.domain.access import Right, may
from dockline.domain.chatshown import AttachmentView, ChatState
from dockline.domain.errors import ChatRefused, NoSuchChat
from dockline.domain.filetypes import IMAGES, TEXT
from dockline.domain.ids import ChatId
from dockline.domain.space import Space, User
from dockline.ports.chat_store import ChatKeys
from dockline.services.accounts import Accounts
from dockline.services.chat_files import NoSuchFile, file_key
from dockline.services.chats import Chats
from dockline.services.floors import Floors

_log = structlog.get_logger("dockline.api")
_ASKED_WITH: Final = b"content-type, x-chat-secret, x-file-name"
_POLICY: Final = (b"content-security-policy", b"default-src 'none'; sandbox")


class VisitorFiles:
    def __init__(
        self, chats: Chats, accounts: Accounts, floors: Floors, sessions: Sessions
    ) -> None:
        self._chats = chats
        self._accounts = accounts
        self._floors = floors
        self._sessions = sessions

    def routes(self) -> dict[str, dict[str, Handler]]:
        return {
            "/chat/attachments/{chat_id}": {
                "POST": self._shared(self.upload),
                "OPTIONS": self._shared(self._allowed),
            },
            "/chat/attachments/{chat_id}/{attachment_id}": {
                "GET": self._shared(self.read),
                "OPTIONS": self._shared(self._allowed),
            },
            "/dock/attachments/{chat_id}": {"POST": self.upload_from_dock},
        }

    # --- other sites' pages ---------------------------------------------------------------------

    def _shared(self, handler: Callable[[Scope, Receive], Awaitable[Reply]]) -> Handler:
        """Errors are for other sites' pages to read, too."""

        async def handle(scope: Scope, receive: Receive) -> Reply:
            keys = await self._chats.keys(_chat_id(scope))
            space = self._accounts.space(keys.space_id) if keys is not None else None
            try:
                if space is not None and not self._may_ask(scope, space):
                    raise problems.Problem(403, "wrong-origin", "This site may not show the chat.")
                reply = await handler(scope, receive)
            except ClientGone:
                raise
            except Exception as error:
                problem = problems.from_exception(error)
                if problem is None:
                    _log.exception("request failed", route=scope["path"])
                    problem = problems.unexpected()
                reply = problem_reply(problem)
            headers = (*reply.headers, *self._sharing(scope, space))
            return Reply(reply.status, reply.body, headers, reply.text)

        return handle

    def _may_ask(self, scope: Scope, space: Space) -> bool:
        origins = origins_of(space)
        return origins is None or origins.allows(scope)

    def _sharing(self, scope: Scope, space: Space | None) -> Headers:
        origin = header(scope, b"origin")
        vary = ((b"vary", b"origin"),)
        if origin is None or space is None or not self._may_ask(scope, space):
            return vary
        # Without credentials: a cookie of ours is never sent along.
        return (*vary, (b"access-control-allow-origin", origin))

    async def _allowed(self, scope: Scope, receive: Receive) -> Reply:
        headers: Headers = (
            (b"access-control-allow-methods", b"GET, POST"),
            (b"access-control-allow-headers", _ASKED_WITH),
            (b"access-control-max-age", b"600"),
        )
        return Reply(204, b"", headers, text=True)

    # --- in -------------------------------------------------------------------------------------

    async def upload(self, scope: Scope, receive: Receive) -> Reply:
        """A visitor's, who shows the chat's secret."""
        secret = (header(scope, b"x-chat-secret") or b"").decode("latin-1")
        keys = await self._chats.known(_chat_id(scope), secret)
        if keys is None:
            raise problems.Problem(401, "unauthorized", "Chat and secret do not match.")
        view = self._floors.chat(keys.space_id, keys.chat_id)
        if view is None or view.state is ChatState.ENDED:
            raise ChatRefused("This chat has ended.")
        space = self._space(keys)
        self._chats.count_sent(space.settings.chat, keys.chat_id)
        return await self._save(scope, receive, keys.chat_id, space)

    async def upload_from_dock(self, scope: Scope, receive: Receive) -> Reply:
        """The agent's who has the chat."""
        if not self._sessions.origin_allowed(scope):
            raise problems.Problem(403, "wrong-origin", "This page may not send files here.")
        user = await self._user(scope)
        chat_id = _chat_id(scope)
        view = self._floors.chat(user.space_id, chat_id)
        if view is None or view.agent_id != user.user_id:
            raise NoSuchChat
        if view.state is ChatState.ENDED:
            raise ChatRefused("This chat has ended.")
        space = self._accounts.space(user.space_id)
        if space is None:
            raise problems.not_signed_in()
        return await self._save(scope, receive, chat_id, space)

    async def _save(self, scope: Scope, receive: Receive, chat_id: ChatId, space: Space) -> Reply:
        policy = space.settings.chat
        try:
            data = await read_body(scope, receive, policy.attachment_bytes)
        except problems.Problem as problem:
            if problem.status != 413:
                raise
            most = f"At most {policy.attachment_bytes} bytes."
            raise problems.Problem(
                413, problem.code, f"The file is too large. {most}", problem.headers
            ) from None
        name = unquote((header(scope, b"x-file-name") or b"").decode("latin-1"), errors="replace")
        claimed = (header(scope, b"content-type") or b"").decode("latin-1")
        try:
            view = await self._chats.files.save(chat_id, name, claimed, data, policy)
        except OSError:
            _log.exception("a file cannot be kept", chat_id=chat_id)
            raise problems.away("store-unavailable", "Files cannot be kept now.") from None
        return json_reply(
            Uploaded(
                success=True,
                attachment_id=view.attachment_id,
                name=view.name,
                media_type=view.media_type,
                size=view.size,
            )
        )

    # --- out ------------------------------------------------------------------------------------

    async def read(self, scope: Scope, receive: Receive) -> Reply:
        """By the key that its visitor was told, or by an agent's session."""
        chat_id, attachment_id = _chat_id(scope), str(scope["path_params"]["attachment_id"])
        key = QueryParams(scope["query_string"]).get("key")
        if key is not None:
            keys = await self._chats.keys(chat_id)
            right = file_key(keys, attachment_id) if keys is not None else ""
            if not right or not hmac.compare_digest(key.encode(), right.encode()):
                raise NoSuchFile
        else:
            await self._require_reader(await self._user(scope), chat_id)
        view, data = await self._chats.files.read(chat_id, attachment_id)
        return Reply(200, data, _headers(view), text=True)

    async def _require_reader(self, user: User, chat_id: ChatId) -> None:
        """Who has the chat or had it, who is in its team, or watches the whole space. Raises
        NoSuchFile: what is not theirs is not there."""
        keys = await self._chats.keys(chat_id)
        if keys is None or keys.space_id != user.space_id:
            raise NoSuchFile
        view = await self._chats.view(keys, lines=1)
        if view is None:
            raise NoSuchFile
        theirs = view.agent_id == user.user_id or view.team_id in user.teams
        if not theirs and not may(user, Right.WATCH_SPACE):
            raise NoSuchFile

    async def _user(self, scope: Scope) -> User:
        """Raises Problem (401)."""
        user = await self._sessions.user(scope)
        if user is None or not may(user, Right.USE_DOCK):
            raise problems.not_signed_in()
        return user

    def _space(self, keys: ChatKeys) -> Space:
        space = self._accounts.space(keys.space_id)
        if space is None:
            raise NoSuchChat
        return space


def _chat_id(scope: Scope) -> ChatId:
    return ChatId(str(scope["path_params"]["chat_id"]))


def _headers(view: AttachmentView) -> Headers:
    shown = view.media_type in IMAGES
    kind = f"{view.media_type}; charset=utf-8" if view.media_type == TEXT else view.media_type
    # RFC 6266, section 4.3: the name in the extended notation alone, for it may hold anything.
    name = quote(view.name, safe="")
    place = f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{name}"
    return (
        (b"content-type", kind.encode()),
        (b"content-disposition", place.encode()),
        _POLICY,
        # Its visitor's page is another site's.
        (b"cross-origin-resource-policy", b"cross-origin"),
    )
