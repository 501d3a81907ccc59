"""Write the catalogue of events into docs/integrators.md.

python tools/events_page.py [--check]
"""

import json
import sys
from pathlib import Path

import msgspec

from dockline.services.events.catalogue import CATALOGUE, GROUPS, TYPES
from dockline.services.events.samples import sample

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "integrators.md"
BEGIN = "<!-- the catalogue: tools/events_page.py -->\n"
END = "<!-- the end of the catalogue -->\n"


def catalogue() -> str:
    shown = json.dumps(msgspec.to_builtins(sample(TYPES["call.ended"])), indent=2)
    lines = ["\nA whole body, of `call.ended`:\n\n"]
    lines += [f"    {line}\n" for line in shown.splitlines()]
    lines.append("\n| type | surely | |\n| --- | --- | --- |\n")
    for group in GROUPS:
        for one in CATALOGUE:
            if one.group == group:
                surely = "yes" if one.durable else ""
                lines.append(f"| `{one.name}` | {surely} | {one.about} |\n")
    return "".join([*lines, "\n"])


def page(text: str) -> str:
    """The same page with the catalogue as it is now."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}{catalogue()}{END}{rest.partition(END)[2]}"


def main() -> None:
    text = PAGE.read_text()
    if sys.argv[1:] == ["--check"]:
        if page(text) != text:
            sys.exit(f"{PAGE.relative_to(ROOT)} is stale: run python tools/events_page.py")
    else:
        PAGE.write_text(page(text))


if __name__ == "__main__":
    main()
