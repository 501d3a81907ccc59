"""SIP messages for tests: parsing, and digest answers."""

import hashlib
import re
import secrets
from dataclasses import dataclass


@dataclass
class Message:
    """A parsed SIP message."""

    first: str
    headers: list[tuple[str, str]]
    body: str

    def get(self, name: str) -> str:
        return next((v for k, v in self.headers if k.lower() == name.lower()), "")

    def all(self, name: str) -> list[str]:
        return [v for k, v in self.headers if k.lower() == name.lower()]

    @property
    def status(self) -> int:
        return int(self.first.split()[1]) if self.first.startswith("SIP/2.0") else 0

    @property
    def method(self) -> str:
        return self.first.split()[0]


def parse(data: bytes) -> Message:
    head, _, body = data.decode(errors="replace").partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    headers = [(k.strip(), v.strip()) for k, _, v in (line.partition(":") for line in lines)]
    return Message(first, headers, body)


def address(header: str) -> str:
    found = re.search(r"<([^>]+)>", header)
    return found[1] if found else header


def digest(message: Message, method: str, uri: str, user: str, password: str) -> str:
    """The header line that answers a challenge (RFC 2617, MD5, qop=auth)."""
    proxy = message.status == 407
    asked = message.get("Proxy-Authenticate" if proxy else "WWW-Authenticate")
    parts = dict(re.findall(r'(\w+)="?([^",]+)"?', asked))
    ha1 = _md5(f"{user}:{parts['realm']}:{password}")
    ha2 = _md5(f"{method}:{uri}")
    cnonce = secrets.token_hex(4)
    response = _md5(f"{ha1}:{parts['nonce']}:00000001:{cnonce}:auth:{ha2}")
    name = "Proxy-Authorization" if proxy else "Authorization"
    opaque = f', opaque="{parts["opaque"]}"' if "opaque" in parts else ""
    return (
        f'{name}: Digest username="{user}", realm="{parts["realm"]}", '
        f'nonce="{parts["nonce"]}", uri="{uri}", response="{response}", algorithm=MD5, '
        f'qop=auth, nc=00000001, cnonce="{cnonce}"{opaque}'
    )


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()
