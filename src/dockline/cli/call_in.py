"""``dockline call-in``: somebody calls a number of the running demo."""

from typing import Annotated, Final

import typer

from dockline.cli.demo_keys import NUMBER
from dockline.cli.joinery import CallerAsked, Joinery
from dockline.cli.options import ConfigOption, DataOption, refusing, say, settings_from, warn
from dockline.cli.running import Stopped, StopSignal, run
from dockline.settings import Settings

CALLER: Final = "442079460110"
"""One who can be called back: the test carrier answers it after 8 s, so that a callback is seen to
ring."""


def add_to(app: typer.Typer, joinery: Joinery) -> None:
    @app.command("call-in")
    def call_in(
        number: Annotated[str, typer.Argument(help="Digits of the number called.")] = NUMBER,
        caller: Annotated[
            str, typer.Option(help="The caller's number, digits; empty: withheld.")
        ] = CALLER,
        name: Annotated[str, typer.Option(help="The caller's name.")] = "",
        press: Annotated[str, typer.Option(help="Keys pressed 5 s after the answer.")] = "",
        seconds: Annotated[
            float, typer.Option(min=1, max=3600, help="How long the caller stays.")
        ] = 600.0,
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Have somebody at the test carrier call the demo that runs, and send back what they hear.
        Lasts as long as the call; Ctrl+C hangs up."""
        with refusing():
            settings = settings_from(config, data=data)
            asked = CallerAsked(
                dialled=_digits("NUMBER", number, least=2),
                caller=_digits("--caller", caller, least=0),
                name="".join(sign for sign in name if sign.isprintable() and sign not in '"\\'),
                presses=press,
                stays=seconds,
            )
            if press.strip("0123456789*#"):
                raise typer.BadParameter("must be of 0 to 9, * and #", param_hint="--press")
            ended = run(call(joinery, settings, asked))
        if ended not in (None, 200):
            warn(f"The call was refused: SIP status {ended}.", "red")
            raise typer.Exit(1)


async def call(joinery: Joinery, settings: Settings, asked: CallerAsked) -> int | None:
    """The final SIP status; None where it was hung up here."""
    stop = StopSignal()
    async with joinery.caller(settings, asked) as made:
        say(f"Calling {asked.dialled} as {asked.caller or 'a withheld number'}.")
        try:
            if await stop.unless_stopped(made.is_answered()):
                say("Answered. Ctrl+C hangs up.")
            status = await stop.unless_stopped(made.ends())
        except Stopped:
            await made.hang_up()
            say("Hung up.")
            return None
    if status == 200:
        say("The call has ended.")
    return status


def _digits(field: str, text: str, least: int) -> str:
    digits = text.removeprefix("+")
    if digits.strip("0123456789") or not least <= len(digits) <= 20:
        raise typer.BadParameter(f"must be of {least} to 20 digits", param_hint=field)
    return digits
