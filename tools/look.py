"""How a page is looked at: its size and theme, and what axe says of it."""

from pathlib import Path
from typing import Any, Final, NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page
from rest import Rest

AXE: Final = (
    Path(__file__).resolve().parent.parent / "web" / "node_modules" / "axe-core" / "axe.min.js"
)
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE: Final = 600
"""Narrower windows are of devices with two dots a pixel."""


class Look(NamedTuple):
    width: int
    height: int
    theme: str

    @property
    def name(self) -> str:
        return f"{self.width}x{self.height}-{self.theme}"

    def context(self, browser: Browser, *, moving: bool = True) -> BrowserContext:
        """A fresh browser of somebody who has it so."""
        return browser.new_context(
            viewport={"width": self.width, "height": self.height},
            device_scale_factor=2 if self.width < PHONE else 1,
            color_scheme="dark" if self.theme == "dark" else "light",
            reduced_motion="no-preference" if moving else "reduce",
            # Where the agent is, so that a lead's own clock shows something else.
            locale="en-GB",
            timezone_id="Europe/London",
        )

    def turn(self, page: Page) -> None:
        """A page that is open already."""
        page.set_viewport_size({"width": self.width, "height": self.height})
        page.emulate_media(color_scheme="dark" if self.theme == "dark" else "light")
        Rest(page).wait()


def looks(sizes: str, themes: str) -> list[Look]:
    """Every size in every theme, as ``360x640,1280x800`` and ``light,dark`` say."""
    names = [f"{size}-{theme}" for theme in themes.split(",") for size in sizes.split(",")]
    return named(",".join(names))


def named(names: str) -> list[Look]:
    """As ``360x640-light,1280x800-dark`` says."""
    sizes = [name.partition("-") for name in names.split(",")]
    return [Look(*(int(part) for part in size.split("x")), theme) for size, _, theme in sizes]


def chosen(scenes: list[dict[str, Any]], only: str, part: str) -> list[dict[str, Any]]:
    """Those with these names, all where there are none; and of them a part, as ``2/3``."""
    wanted = {name for name in only.split(",") if name}
    which, of = (int(number) for number in part.split("/"))
    return [one for one in scenes if not wanted or one["name"] in wanted][which - 1 :: of]


def judged(page: Page, longest: int = 120) -> list[str]:
    """The WCAG A and AA violations of a page as it is, each with the beginning of what is meant."""
    # The protocol's own evaluation is not bound by the page's policy.
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    result = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"axe {one['id']}: {one['help']}: "
        + "; ".join(node["html"][:longest] for node in one["nodes"][:3])
        for one in result["violations"]
    ]
