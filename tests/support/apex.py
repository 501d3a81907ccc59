"""Reads a sample in Apex: what it sends, where, and with which headers."""

import json
import re
from typing import Any, Final

_TOKENS: Final = re.compile(
    r"\s*(?:(?P<map>new Map<String, Object>(?=[({]))|(?P<list>new List<Object>(?=[({]))"
    r"|(?P<text>'(?:[^'\\\n]|\\.)*')|(?P<word>true|false|null|token|-?\d+(?:\.\d+)?)"
    r"|(?P<sign>=>|[{}(),]))"
)


class Apex:
    def __init__(self, source: str, token: str) -> None:
        self.url = _text(_argument(source, "setEndpoint"))
        self.method = _text(_argument(source, "setMethod"))
        self.headers = {
            _text(name): "".join(
                _text(one) if one[0] == "'" else token for one in value.split(" + ")
            )
            for name, value in re.findall(r"request\.setHeader\(('[^']*'), (.*)\);", source)
        }
        body = re.search(r"request\.setBody\(JSON\.serialize\((.*?)\)\);\n", source, re.DOTALL)
        assert body is not None
        self._left = _split(body[1])
        self._token = token
        self.body = self._value()
        assert not self._left

    def _value(self) -> Any:
        kind, text = self._left.pop(0)
        match kind:
            case "text":
                return _text(text)
            case "word":
                return self._token if text == "token" else json.loads(text)
            case "map":
                return dict(self._inside(self._pair))
            case "list":
                return self._inside(self._value)
        raise AssertionError(f"{text} is no value of Apex")

    def _pair(self) -> tuple[str, Any]:
        key = self._value()
        assert self._left.pop(0)[1] == "=>"
        return key, self._value()

    def _inside(self, one: Any) -> list[Any]:
        opened = self._left.pop(0)[1]
        closes = {"{": "}", "(": ")"}[opened]
        found = []
        while self._left[0][1] != closes:
            found.append(one())
            if self._left[0][1] == ",":
                self._left.pop(0)
                assert self._left[0][1] != closes, "Apex takes no comma at the end"
        self._left.pop(0)
        return found


def _split(code: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while code[at:].strip():
        match = _TOKENS.match(code, at)
        assert match is not None, f"this is no Apex: {code[at : at + 40]}"
        kind = str(match.lastgroup)
        found.append((kind, match[kind]))
        at = match.end()
    return found


def _argument(source: str, method: str) -> str:
    found = re.search(rf"request\.{method}\((.*)\);", source)
    assert found is not None, method
    return found[1]


def _joined(code: str, token: str) -> str:
    return "".join(_text(one) if one[0] == "'" else token for one in code.split(" + "))


def _text(literal: str) -> str:
    """Escapes are JSON's, and that of the single quote."""
    assert literal[0] == literal[-1] == "'"
    inner = literal[1:-1].replace("\\'", "'")
    return str(json.loads(f'"{inner.replace(chr(34), chr(92) + chr(34))}"'))
