"""Who keeps the whole server."""

from msgspec.structs import replace

from dockline.domain.ids import AgentId
from dockline.domain.space import User
from dockline.ports.store import PutUser
from dockline.services.account_book import AccountBook


async def set_operator(book: AccountBook, user_id: AgentId, on: bool, *, actor: str) -> User:
    """From now on, and in the sessions they have. Raises NoSuchUser, StoreUnavailable."""
    async with book.writing:
        before = book.require_user(user_id)
        if before.operator == on:
            return before
        user = replace(before, operator=on)
        action = "operator.made" if on else "operator.ended"
        await book.commit(user.space_id, actor, action, {"login": user.login}, [PutUser(user)])
        book.directory.put_user(user)
    return user
