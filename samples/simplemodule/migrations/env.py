"""What alembic runs: the migrations that are still to come, one process at a time."""

import logging

import psycopg
from alembic import context
from alembic.runtime.migration import MigrationInfo
from sqlalchemy import Connection, NullPool, create_engine, text

from sm import database

LOCK = 0x736D
TURN = "120s"
# A statement that waits for a table makes all that come after it wait too.
STATEMENT_WAITS = "5s"

logger = logging.getLogger("sm.migrations")


def main() -> None:
    """Runs each migration in a transaction of its own. A second process waits, and then finds nothing left to do."""
    engine = create_engine("postgresql+psycopg://", creator=_connect, poolclass=NullPool)
    with engine.connect() as connection:
        _take_turn(connection)
        context.configure(connection=connection, transaction_per_migration=True, on_version_apply=_say)
        with context.begin_transaction():
            context.run_migrations()
    logger.info("the database is at revision %s", context.get_head_revision())


def _connect() -> psycopg.Connection:
    login = {key: value for key, value in database.login().items() if key != "row_factory"}
    return psycopg.connect(database.address(), **login)


def _take_turn(connection: Connection) -> None:
    """Takes a lock that belongs to the session: it ends with the connection, however the process ends."""
    connection.execute(text(f"SET lock_timeout = '{TURN}'"))
    connection.execute(text(f"SELECT pg_advisory_lock({LOCK})"))
    connection.execute(text(f"SET lock_timeout = '{STATEMENT_WAITS}'"))
    connection.commit()


def _say(step: MigrationInfo, **_: object) -> None:
    verb = "applied" if step.is_upgrade else "took back"
    logger.info("%s revision %s: %s", verb, step.up_revision_id, step.up_revision.doc)


if context.is_offline_mode():
    raise SystemExit("alembic's --sql is not for this application: its migrations look at the database")
main()
