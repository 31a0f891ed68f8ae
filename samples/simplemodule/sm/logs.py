"""Log lines: JSON objects with SM_LOG_FORMAT=json, else text."""

import json
import logging
import logging.config
from datetime import UTC, datetime
from pathlib import Path

from sm import correlation
from sm.settings import SettingError, optional


class JsonFormatter(logging.Formatter):
    """Formats a record as one line that a log store can parse and find by its correlation id."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "correlation_id": correlation.current(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry)


def formatter(**_: object) -> logging.Formatter:
    """The formatter that the environment asks for."""
    wanted = optional("SM_LOG_FORMAT", "text")
    if wanted == "json":
        return JsonFormatter()
    if wanted == "text":
        return logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    raise SettingError(f"SM_LOG_FORMAT is {wanted!r}: expected json or text")


def configure() -> None:
    """Log as uvicorn does when it is told to by `--log-config`."""
    logging.config.dictConfig(json.loads(Path(__file__).with_name("logging.json").read_text()))
