"""How somebody is called, as they say it themselves."""

from msgspec.structs import replace

from dockline.domain.ids import AgentId
from dockline.domain.space import User
from dockline.ports.store import PutUser
from dockline.services.account_book import AccountBook
from dockline.services.account_rules import checked_name


async def take_name(book: AccountBook, user_id: AgentId, name: str) -> User:
    """Raises AccountRefused, NoSuchUser, StoreUnavailable."""
    name = checked_name("name", name)
    async with book.writing:
        before = book.require_user(user_id)
        if before.name == name:
            return before
        user = replace(before, name=name)
        detail = {"login": user.login, "changed": {"name": [before.name, name]}}
        await book.commit(user.space_id, user.login, "user.changed", detail, [PutUser(user)])
        book.directory.put_user(user)
    return user
