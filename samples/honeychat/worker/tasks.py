"""The work."""

import logging
from datetime import datetime

from celery import Task
from psycopg import OperationalError

from common.broker import PROCESS_MESSAGE, TICK
from worker.app import app
from worker.database import connection

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


@app.task(name=PROCESS_MESSAGE, bind=True, **PATIENT)
def process_message(self: Task, message: int, looked: int = 0) -> None:
    """Mark a message done. Its row may not be committed yet, or never be."""
    with connection() as database:
        found = database.execute(
            "UPDATE messages SET state = 'done', processed = processed + 1, done_at = clock_timestamp() WHERE id = %s",
            [message],
        ).rowcount
    if found:
        return
    if looked == LOOKS_FOR_ROW:
        logger.error("message %d was never committed: its request failed", message)
        return
    self.apply_async([message, looked + 1], countdown=0.05 * 2**looked)


@app.task(name=TICK, **PATIENT)
def tick(instance: str, sent_at: str) -> None:
    """Note a beat of the scheduler."""
    with connection() as database:
        database.execute(
            "INSERT INTO ticks (instance, sent_at) VALUES (%s, %s)", [instance, datetime.fromisoformat(sent_at)]
        )
