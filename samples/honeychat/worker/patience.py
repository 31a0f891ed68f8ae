"""How tasks wait for what is not there yet."""

import logging

from celery import Task
from psycopg import OperationalError

# While Postgres is away a task waits for it, however long that takes.
PATIENT = {
    "autoretry_for": (OperationalError,),
    "retry_backoff": True,
    "retry_backoff_max": 10,
    "max_retries": None,
}
# With the pauses below: 25 seconds, far more than a request has left to commit.
LOOKS_FOR_ROW = 9

logger = logging.getLogger(__name__)


def look_again(task: Task, row: int, looked: int) -> None:
    """Queue a task anew whose row is not there: it may not be committed yet, or never be."""
    if looked == LOOKS_FOR_ROW:
        logger.error("%s: row %d was never committed: its request failed", task.name, row)
        return
    task.apply_async([row, looked + 1], countdown=0.05 * 2**looked)
