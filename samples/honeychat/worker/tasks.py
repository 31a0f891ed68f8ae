"""The work of the default queue."""

from datetime import datetime

from celery import Task

from common.broker import PROCESS_MESSAGE, TICK
from worker.app import app
from worker.database import connection
from worker.patience import PATIENT, look_again


@app.task(name=PROCESS_MESSAGE, bind=True, **PATIENT)
def process_message(self: Task, message: int, looked: int = 0) -> None:
    """Mark a message done."""
    with connection() as database:
        found = database.execute(
            "UPDATE messages SET state = 'done', processed = processed + 1, done_at = clock_timestamp() WHERE id = %s",
            [message],
        ).rowcount
    if not found:
        look_again(self, message, looked)


@app.task(name=TICK, **PATIENT)
def tick(instance: str, sent_at: str) -> None:
    """Note a beat of the scheduler."""
    with connection() as database:
        database.execute(
            "INSERT INTO ticks (instance, sent_at) VALUES (%s, %s)", [instance, datetime.fromisoformat(sent_at)]
        )
