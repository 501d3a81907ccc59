"""One request as it is shown to people, and its answer."""

import json
from typing import Any, Final

from msgspec import Struct

TOKEN: Final = "$DOCKLINE_TOKEN"


class Sample(Struct, frozen=True):
    path: str
    """As the table of operations has it."""
    body: dict[str, Any]
    answer: dict[str, Any]
    told: str
    """What the answer means."""
    refusal: dict[str, Any] | None = None
    refusal_told: str = ""
    bearer: bool = False
    """The token goes in a header, beside the body."""
    address: str = ""
    """Of a GET: the path with ids in it. The token goes in a header then, and there is no body."""


def curl(server: str, sample: Sample) -> str:
    """A line for a shell; the token comes from the variable DOCKLINE_TOKEN."""
    if sample.address:
        return f'curl {server}{sample.address} \\\n  -H "Authorization: Bearer {TOKEN}"'
    token = f' \\\n  -H "Authorization: Bearer {TOKEN}"' if sample.bearer else ""
    # Out of the single quotes and back: for a single quote, and into double ones for the variable.
    body = json.dumps(sample.body, indent=2, ensure_ascii=False)
    body = body.replace("'", "'\\''").replace(TOKEN, f"'\"{TOKEN}\"'").replace("\n", "\n  ")
    kind = "-H 'Content-Type: application/json'"
    return f"curl {server}{sample.path}{token} \\\n  {kind} \\\n  -d '{body}'"
