"""Writes to users who stay away: `python -m worker.retention`. No mail leaves; the rows are the mail."""

import logging

from common.database import Connection
from common.settings import seconds
from worker.periodic import repeat

WEEK = 7 * 24 * 60 * 60

# One for each time that a user goes away.
WRITE = """
INSERT INTO retention_emails (user_name, seen_at)
SELECT name, seen_at FROM users WHERE seen_at < now() - make_interval(secs => %s)
ON CONFLICT DO NOTHING
"""

logger = logging.getLogger(__name__)


def write(database: Connection) -> None:
    """Write to each user who has been away for long enough and has not been written to since."""
    written = database.execute(WRITE, [seconds("IDLE_SECONDS", WEEK)]).rowcount
    if written:
        logger.info("wrote %d retention emails", written)


if __name__ == "__main__":
    repeat(write)
