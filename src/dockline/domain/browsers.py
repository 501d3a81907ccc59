"""What a browser says it is (User-Agent, RFC 9110, section 10.1.5), in short words."""

from typing import Final

_BROWSERS: Final = (
    # Each says what those below it say, too.
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
_LONGEST: Final = 60


def browser_words(user_agent: str) -> str:
    """``Firefox on Windows``; what is no browser by its own first word; empty for nothing."""
    browser = _first(_BROWSERS, user_agent)
    system = _first(_SYSTEMS, user_agent)
    if browser and system:
        return f"{browser} on {system}"
    if browser or system:
        return browser or system
    words = user_agent.split()
    name = words[0].partition("/")[0] if words else ""
    return "".join(sign for sign in name if sign.isprintable())[:_LONGEST]


def _first(known: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((words for sign, words in known if sign in user_agent), "")
