"""``dockline user operator``: who keeps the whole server."""

from typing import Annotated

import typer

from dockline.cli.joinery import Joinery
from dockline.cli.options import ConfigOption, DataOption, refusing, say, settings_from
from dockline.cli.running import run
from dockline.domain.space import User
from dockline.services.account_rules import NoSuchUser
from dockline.services.operator_keeping import set_operator


def add_operator(app: typer.Typer, joinery: Joinery) -> None:
    @app.command("operator")
    def operator(
        username: Annotated[str, typer.Argument(metavar="LOGIN@CLOUD", help="Such as anita@leap.")],
        on: Annotated[bool, typer.Option("--on/--off", help="Whether they are one.")],
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Make somebody an operator, who may do in every space what its admin may, or end it."""

        async def work() -> User:
            async with joinery.accounts(settings_from(config, data=data)) as accounts:
                user = accounts.find_agent(username)
                if user is None:
                    raise NoSuchUser
                return await set_operator(accounts.book, user.user_id, on, actor="cli")

        with refusing():
            user = run(work())
        told = "is an operator of this server" if on else "is no operator"
        say(f"{user.login}@{user.space_id} {told}.")
