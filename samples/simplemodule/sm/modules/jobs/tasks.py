"""What a worker does of the jobs."""

import logging

from celery import Task, shared_task

from sm import correlation
from sm.broker import send
from sm.modules.jobs import DO_JOB
from sm.tasks import PATIENT, connection

# With the pauses below: 25 seconds, far more than a request has left to commit.
LOOKS_FOR_ROW = 9

DONE = """UPDATE jobs SET state = 'done', executions = executions + 1, correlation_id = %s, done_at = clock_timestamp()
WHERE id = %s"""

logger = logging.getLogger(__name__)


@shared_task(name=DO_JOB, bind=True, **PATIENT)
def do_job(self: Task, job: int, looked: int = 0) -> None:
    """Mark a job done, and count that."""
    with connection() as database:
        found = database.execute(DONE, [correlation.current(), job]).rowcount
    if found:
        logger.info("job %d is done", job)
    elif looked == LOOKS_FOR_ROW:
        logger.error("job %d was never committed: its request failed", job)
    else:
        send(self.app, DO_JOB, job, looked + 1, countdown=0.05 * 2**looked)
