"""What the doctor says of a PostgreSQL database: not only whether something listens there."""

from pathlib import Path

from dockline.__main__ import Joints
from dockline.cli import doctor
from dockline.settings import Settings
from tests.support.postgres import Postgres


def database(url: str, data: Path) -> doctor.Finding:
    found = doctor.examine(Joints(), Settings(port=0, data=data, database_url=url))
    return next(one for one in found if one.what == "Database")


def test_a_password_or_a_database_that_is_wrong(postgres_server: Postgres, tmp_path: Path) -> None:
    right = postgres_server.url()
    assert database(right, tmp_path).level == "ok"
    refused = database(right.replace("dockline:", "dockline:not-"), tmp_path)
    assert (refused.level, "password" in refused.told) == ("bad", True)
    none = database(postgres_server.url("none_such"), tmp_path)
    assert (none.level, "none_such" in none.told) == ("bad", True)
