"""A real provider of OpenID Connect (node's oidc-provider) on the loopback, and a browser's way
through its pages without a browser."""

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

_PROGRAM = Path(__file__).resolve().parents[2] / "web" / "test" / "support" / "oidc_provider.mjs"
SECRET = "a s%cret +/ of the client"
"""Of the client ``dockline``; with signs that a header must not carry as they are."""
_FORM = re.compile(r'action="([^"]+)"')
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@contextmanager
def provider(redirect: str, **odd: Any) -> Iterator[str]:
    """Its issuer. ``odd``: what is unusual about it, as the program says."""
    told = json.dumps({"redirect": redirect, **odd})
    child = subprocess.Popen(
        ["node", str(_PROGRAM), told],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        yield str(json.loads(child.stdout.readline())["issuer"])
    finally:
        child.stdin.close()
        child.wait(10)
        child.stdout.close()


async def signs_in(browser: httpx.AsyncClient, address: str, login: str) -> str:
    """Sign in with that account and consent; where the provider then sends the browser."""
    ours = urlsplit(address).netloc
    answer = await browser.get(address)
    while True:
        if answer.is_redirect:
            onward = urljoin(str(answer.url), answer.headers["location"])
            if urlsplit(onward).netloc != ours:
                return onward
            answer = await browser.get(onward)
            continue
        assert answer.status_code == 200, answer.text
        form = _FORM.search(answer.text)
        assert form is not None, answer.text
        fields = dict(_HIDDEN.findall(answer.text)) | {"login": login, "password": "any"}
        answer = await browser.post(urljoin(str(answer.url), form[1]), data=fields)
