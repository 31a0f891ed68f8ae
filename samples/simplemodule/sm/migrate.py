"""`python -m sm.migrate`: brings the database to this release's revision; `alembic upgrade head` does the same."""

import logging

from alembic import command
from alembic.config import Config
from psycopg import Error
from sqlalchemy.exc import DBAPIError

from sm import logs
from sm.schema import CONFIG

logger = logging.getLogger("sm.migrate")


def main() -> None:
    logs.configure()
    try:
        command.upgrade(Config(CONFIG), "head")
    except (DBAPIError, Error) as error:
        logger.error("the migration failed: %s", getattr(error, "orig", error))
        raise SystemExit(1) from error


if __name__ == "__main__":
    main()
