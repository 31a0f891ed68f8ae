"""A process that does one piece of work again and again."""

import json
import logging.config
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from psycopg import OperationalError

import common
from common import alive
from common.database import Connection, connect
from common.schema import create_tables
from common.settings import seconds

PATIENCE_SECONDS = 30
TURN_SECONDS = 5

logger = logging.getLogger(__name__)


def repeat(work: Callable[[Connection], None]) -> None:
    """Work every `INTERVAL_SECONDS`, by default every minute, each time in a transaction of its own.

    SIGTERM ends it wherever it is; Postgres takes back what was not committed.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    logging.config.dictConfig(json.loads(Path(common.__path__[0], "logging.json").read_text()))
    interval = seconds("INTERVAL_SECONDS", 60)
    with connect(PATIENCE_SECONDS) as database:
        create_tables(database)
    while True:
        if _attempt(work):
            _rest(interval)
        else:
            time.sleep(TURN_SECONDS)


def _attempt(work: Callable[[Connection], None]) -> bool:
    try:
        with connect(patience=0) as database:
            work(database)
    except OperationalError as error:
        logger.error("cannot reach Postgres, next try in %d s: %s", TURN_SECONDS, error)
        return False
    return True


def _rest(length: float) -> None:
    """Sleep, and tell the healthcheck meanwhile."""
    end = time.monotonic() + length
    while (left := end - time.monotonic()) > 0:
        alive.touch()
        time.sleep(min(left, TURN_SECONDS))
