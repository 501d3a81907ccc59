"""Whether an address is one of a web server at all; where it leads is another question."""

from urllib.parse import urlsplit


def wrong_address(url: str) -> str:
    """What is wrong with it, to be put after its name; empty: nothing."""
    if not url.isascii() or not url.isprintable() or " " in url:
        return "has characters that no address has"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "is no address of a web server"
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        return "must begin with http:// or https://"
    if "@" in parts.netloc:
        return "may not have a user's name in it"
    return ""
