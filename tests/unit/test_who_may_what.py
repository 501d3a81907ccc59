"""docs/operators.md tells who may do what; it is written from the rights themselves.

Written anew by ``DOCKLINE_WRITE=1 pytest tests/unit/test_who_may_what.py``."""

import os
from pathlib import Path
from typing import Final

from dockline.domain.access import RIGHTS, Right, rights_in
from dockline.domain.ids import AgentId, SpaceId
from dockline.domain.space import Role, User

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "operators.md"
BEGIN: Final = "<!-- who may do what: written by tests/unit/test_who_may_what.py -->\n"
END: Final = "<!-- until here -->\n"
WORDS: Final[dict[Right, str]] = {
    Right.USE_DOCK: "Sign in, take and make calls and chats in the dock",
    Right.READ_OWN_CALLS: "See one's own calls and chats",
    Right.READ_NUMBER_HISTORY: "See everybody's calls with one number",
    Right.WATCH_OWN_TEAMS: "Watch, listen to and help one's own teams on the board",
    Right.READ_TEAM_CALLS: "Read call records, recordings and reports of one's own teams",
    Right.WATCH_SPACE: "Watch every team of the space",
    Right.READ_SPACE_CALLS: "Read call records, recordings and reports of every team",
    Right.RUN_OPERATION: "Run campaigns, leads, do-not-call, queues, dispositions and scripts",
    Right.CHANGE_SETTINGS: "Change the space's settings, single sign-on and webhooks",
    Right.KEEP_USERS: "Keep users and teams, reset passwords, end sessions",
    Right.KEEP_TOKENS: "Make, renew and revoke API tokens",
    Right.READ_AUDIT: "Read, verify and export the audit log",
    Right.DELETE_RECORDINGS: "Delete recordings",
    Right.KEEP_SPACES: "Make spaces, act in every space, see what the whole server has",
}


def table() -> str:
    operator = User(AgentId("x"), SpaceId("s"), "x", "X", Role.AGENT, "", operator=True)
    columns = [RIGHTS[role] for role in Role] + [rights_in(operator, SpaceId("another"))]
    heads = [*(role.value.capitalize() for role in Role), "Operator"]
    lines = [f"| | {' | '.join(heads)} |", f"|---|{':-:|' * len(heads)}"]
    for right in Right:
        marks = " | ".join("yes" if right in rights else "" for rights in columns)
        lines.append(f"| {WORDS[right]} | {marks} |")
    return "\n".join(lines) + "\n"


def test_the_page_tells_who_may_do_what() -> None:
    text = PAGE.read_text()
    before, found, rest = text.partition(BEGIN)
    assert found, f"{PAGE.name} has no place for it"
    told, _, after = rest.partition(END)
    if os.environ.get("DOCKLINE_WRITE"):
        PAGE.write_text(f"{before}{BEGIN}{table()}{END}{after}")
    else:
        assert told == table(), "write it anew: DOCKLINE_WRITE=1 pytest " + __file__
