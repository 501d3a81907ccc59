"""Asking a server that runs here how it is, over its own HTTP."""

import ssl
import urllib.error
import urllib.request
from typing import Any

import msgspec

from dockline.settings import Settings

_SECONDS = 3.0


def address(settings: Settings) -> str:
    host = settings.host
    if host in ("0.0.0.0", "::", ""):
        host = "localhost"
    shown = f"[{host}]" if ":" in host else host
    return f"{settings.scheme}://{shown}:{settings.port}"


def ready(settings: Settings) -> dict[str, Any] | None:
    """What /readyz says; None where no Dockline answers."""
    # It is our own server on this machine; its certificate names the public host.
    trust = ssl.create_default_context()
    trust.check_hostname = False
    trust.verify_mode = ssl.CERT_NONE
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trust)
    )
    try:
        with opener.open(f"{address(settings)}/readyz", timeout=_SECONDS) as answer:
            body = answer.read()
    except urllib.error.HTTPError as error:
        with error:
            body = error.read()
    except (OSError, ValueError):
        return None
    try:
        found = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return None
    return found if isinstance(found, dict) and "store_up" in found else None
