"""Logs: JSON lines, personal data masked."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from dockline import logs


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.configure("info", tmp_path / "dockline.log")
    yield tmp_path / "dockline.log"
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_a_line_is_json_with_its_fields(file: Path) -> None:
    structlog.get_logger("dockline.floor").info("call ended", call_id="7", seconds=3)
    (line,) = lines(file)
    assert line["event"] == "call ended"
    assert (line["level"], line["logger"]) == ("info", "dockline.floor")
    assert (line["call_id"], line["seconds"]) == ("7", 3)
    assert str(line["timestamp"]).endswith("Z")
    assert file.stat().st_mode & 0o077 == 0


def test_people_and_secrets_are_masked(file: Path) -> None:
    structlog.get_logger("x").info(
        "asked",
        number="442079460018",
        login="rishi",
        email="alex@shop.example",
        subject="00u1-amy",
        password="never",
        custom={"name": "Alex"},
        detail={"auth_token": "538d1ae0", "number": "442079460019", "count": 2},
        agent_id="a-1",
    )
    text = file.read_text()
    for hidden in ("44207946", "rishi", "never", "Alex", "538d1ae0", "alex@", "00u1"):
        assert hidden not in text
    (line,) = lines(file)
    assert line["number"] == "***018"
    assert line["agent_id"] == "a-1"
    detail = line["detail"]
    assert isinstance(detail, dict)
    assert detail == {"auth_token": "***", "number": "***019", "count": 2}


def test_what_libraries_say_is_json_too(file: Path) -> None:
    logging.getLogger("uvicorn.error").info("127.0.0.1 connected")
    logging.getLogger("uvicorn.error").warning("port %s", 8080)
    (line,) = lines(file)
    assert (line["event"], line["level"]) == ("port 8080", "warning")


def test_less_than_the_level_is_left_out(file: Path) -> None:
    structlog.get_logger("x").debug("detail")
    logging.getLogger("y").debug("detail")
    assert lines(file) == []


def test_an_error_comes_with_its_traceback(file: Path) -> None:
    try:
        raise ValueError("what went wrong")
    except ValueError:
        structlog.get_logger("x").exception("failed")
    (line,) = lines(file)
    assert "ValueError: what went wrong" in str(line["exception"])
