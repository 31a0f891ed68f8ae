"""Deletes what is old: `python -m worker.cleanup`."""

import logging

from common.database import Connection
from common.settings import seconds
from worker.periodic import repeat

DAY = 24 * 60 * 60

TICKS = "DELETE FROM ticks WHERE received_at < now() - make_interval(secs => %s)"
MESSAGES = "DELETE FROM messages WHERE state = 'done' AND done_at < now() - make_interval(secs => %s)"

logger = logging.getLogger(__name__)


def clean(database: Connection) -> None:
    """Delete ticks and processed messages that have been kept long enough."""
    ticks = database.execute(TICKS, [seconds("TICKS_KEPT_SECONDS", DAY)]).rowcount
    messages = database.execute(MESSAGES, [seconds("MESSAGES_KEPT_SECONDS", 30 * DAY)]).rowcount
    if ticks or messages:
        logger.info("deleted %d ticks and %d messages", ticks, messages)


if __name__ == "__main__":
    repeat(clean)
