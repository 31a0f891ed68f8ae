"""What beat sends, and how it says that it is alive."""

import logging
from datetime import UTC, datetime
from typing import Any

from celery.beat import BeatLazyFunc, PersistentScheduler

from common import alive
from common.broker import TICK
from common.settings import INSTANCE


def instance() -> str:
    """The container that sends, which the stored schedule need not have been written by."""
    return INSTANCE


def now() -> str:
    """The moment of sending."""
    return datetime.now(UTC).isoformat()


SCHEDULE = {
    "tick": {
        "task": TICK,
        "schedule": 2.0,
        "args": (BeatLazyFunc(instance), BeatLazyFunc(now)),
        "options": {"expires": 10},
    }
}


def _say_unreachable(error: Exception, pause: float) -> None:
    logging.getLogger(__name__).error("cannot reach the broker, next try in %s s: %s", pause, error)


class Scheduler(PersistentScheduler):
    """Celery's own scheduler, which also touches the file at each turn of its loop while it has a broker."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        self.connection.ensure_connection(_say_unreachable)
        delay = super().tick(*args, **kwargs)
        alive.touch()
        return delay
