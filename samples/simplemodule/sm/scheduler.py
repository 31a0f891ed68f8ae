"""How beat says that it is alive."""

import logging
from typing import Any

from celery.beat import PersistentScheduler

from sm import alive


def _say_unreachable(error: Exception, pause: float) -> None:
    logging.getLogger(__name__).error("cannot reach the broker, next try in %s s: %s", pause, error)


class Scheduler(PersistentScheduler):
    """Celery's own scheduler, which also touches the file at each turn of its loop while it has a broker."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        self.connection.ensure_connection(_say_unreachable)
        delay = super().tick(*args, **kwargs)
        alive.touch()
        return delay
