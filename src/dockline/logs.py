"""Logs: one JSON object a line, static text plus fields, personal data masked."""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any, Final

import structlog

PERSONAL: Final = frozenset(
    {
        "number",
        "caller",
        "caller_id",
        "callerId",
        "target",
        "custom",
        "note",
        "name",
        "agent_name",
        "email",
        "subject",
        "login",
        "username",
        "address",
        "digits",
        "digit",
    }
)
"""Fields about people: shortened to what still tells two of them apart."""
SECRET: Final = frozenset(
    {"password", "token", "auth_token", "cookie", "authorization", "x-api-key", "key"}
)
"""Fields that are never written."""
_SHOWN: Final = 3


def configure(level: str, file: Path | None) -> None:
    """Have everything written to ``file``, or to standard error. Once, at the start."""
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = logging.FileHandler(file, encoding="utf-8")
        file.chmod(0o600)
    else:
        handler = logging.StreamHandler(sys.stderr)
    before: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        mask,
    ]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(default=str),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # These tell of every connection (with its address) and every statement.
    for chatty in ("uvicorn", "websockets", "alembic", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        cache_logger_on_first_use=False,
    )


def mask(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Mask the fields of an event, and of the objects in it."""
    for field, value in event.items():
        event[field] = _masked(field, value)
    return event


def _masked(field: str, value: Any) -> Any:
    if field in SECRET:
        return "***"
    if isinstance(value, Mapping):
        return {inner: _masked(str(inner), one) for inner, one in value.items()}
    if field in PERSONAL and value not in (None, ""):
        text = value if isinstance(value, str) else "***"
        return f"***{text[-_SHOWN:]}" if len(text) > 2 * _SHOWN else "***"
    return value
