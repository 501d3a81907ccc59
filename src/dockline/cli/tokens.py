"""``dockline token create``, ``list``, ``reset`` and ``revoke``."""

from datetime import UTC, datetime
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dockline.cli.joinery import Joinery
from dockline.cli.options import (
    CloudOption,
    ConfigOption,
    DataOption,
    refusing,
    say,
    settings_from,
)
from dockline.cli.running import run
from dockline.domain.ids import SpaceId
from dockline.domain.scope import EVERY_SCOPE, TokenScope
from dockline.ports.store import Token
from dockline.services.account_rules import NoSuchSpace
from dockline.services.accounts import Accounts
from dockline.services.tokens import NoSuchToken

NameArgument = Annotated[str, typer.Argument(help="The token's name.")]
_NEVER = "never"


def tokens(joinery: Joinery) -> typer.Typer:
    app = typer.Typer()
    _add_create(app, joinery)
    _add_list(app, joinery)
    _add_reset(app, joinery)
    _add_revoke(app, joinery)
    return app


def _add_create(app: typer.Typer, joinery: Joinery) -> None:
    @app.command("create")
    def create(
        name: NameArgument,
        cloud_id: CloudOption,
        scope: Annotated[
            list[TokenScope] | None,
            typer.Option(help="What it may be used for; may be repeated. Else for everything."),
        ] = None,
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Make a token. It is shown this once."""

        async def work() -> str:
            async with joinery.accounts(settings_from(config, data=data)) as accounts:
                secret, _ = await accounts.tokens.create(
                    _space(accounts, cloud_id), name, scope or EVERY_SCOPE
                )
                return secret

        with refusing():
            secret = run(work())
        say(secret)


def _add_list(app: typer.Typer, joinery: Joinery) -> None:
    @app.command("list")
    def list_(
        cloud_id: CloudOption,
        json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """The tokens that work now: what they may be used for, and when they last were."""

        async def work() -> list[Token]:
            async with joinery.accounts(settings_from(config, data=data)) as accounts:
                return await accounts.tokens.every(_space(accounts, cloud_id))

        with refusing():
            found = run(work())
        if json:
            told = msgspec.json.encode([_told(one) for one in found])
            typer.echo(msgspec.json.format(told))
        else:
            Console().print(_table(found))


def _add_reset(app: typer.Typer, joinery: Joinery) -> None:
    @app.command("reset")
    def reset(
        cloud_id: CloudOption,
        name: Annotated[str, typer.Option(help="Which token.")] = "api",
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Make a new token for the same; the one that had the name stops at once."""

        async def work() -> str:
            async with joinery.accounts(settings_from(config, data=data)) as accounts:
                space_id = _space(accounts, cloud_id)
                _named(accounts, space_id, name)
                return await accounts.tokens.replace(space_id, name)

        with refusing():
            secret = run(work())
        say(secret)


def _add_revoke(app: typer.Typer, joinery: Joinery) -> None:
    @app.command("revoke")
    def revoke(
        name: NameArgument,
        cloud_id: CloudOption,
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Stop a token at once, and with it one of the same name that was reset and still works."""

        async def work() -> int:
            async with joinery.accounts(settings_from(config, data=data)) as accounts:
                space_id = _space(accounts, cloud_id)
                found = _named(accounts, space_id, name)
                for one in found:
                    await accounts.tokens.revoke(space_id, one.token_id, actor="cli")
                return len(found)

        with refusing():
            count = run(work())
        say(f"Token {name} revoked{'' if count == 1 else ', and the old one with it'}.")


def _space(accounts: Accounts, cloud_id: str) -> SpaceId:
    """Raises NoSuchSpace."""
    space = accounts.space(cloud_id)
    if space is None:
        raise NoSuchSpace(cloud_id)
    return space.space_id


def _named(accounts: Accounts, space_id: SpaceId, name: str) -> list[Token]:
    """Raises NoSuchToken."""
    found = accounts.tokens.named(space_id, name)
    if not found:
        raise NoSuchToken(f"name: There is no token “{name}”.")
    return found


def _told(token: Token) -> dict[str, object]:
    return {
        "token_id": token.token_id,
        "name": token.name,
        "begins": token.begins,
        "scopes": token.scopes,
        "created_at": _moment(token.created_at),
        "created_by": token.created_by,
        "last_used_at": _moment(token.last_used_at),
        "last_used_for": token.last_used_for,
        "ends_at": _moment(token.expires_at),
    }


def _table(tokens: list[Token]) -> Table:
    table = Table(box=None, pad_edge=False)
    for title in ("Name", "Begins", "Scopes", "Made", "Last used", "Ends"):
        table.add_column(title, overflow="fold")
    for one in tokens:
        scopes = "all" if one.scopes == EVERY_SCOPE else ", ".join(one.scopes)
        made = f"{_moment(one.created_at)} by {one.created_by or '?'}"
        used = f"{_moment(one.last_used_at) or _NEVER} {one.last_used_for}".rstrip()
        cells = (one.name, one.begins, scopes, made, used, _moment(one.expires_at) or "")
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _moment(at: float | None) -> str | None:
    if at is None:
        return None
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
