"""The way to Postgres."""

from typing import Any

import psycopg
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool

from sm.settings import SettingError, required, secret

Connection = psycopg.Connection[DictRow]
Pool = ConnectionPool[Connection]


def create_pool(max_size: int) -> Pool:
    """A closed pool; a connection that Postgres has dropped or refused is made anew, as whom the settings then say."""
    login()
    return ConnectionPool(
        address(),
        connection_class=psycopg.Connection[DictRow],
        kwargs=login,
        min_size=1,
        max_size=max_size,
        timeout=5,
        reconnect_timeout=10,
        check=ConnectionPool.check_connection,
        open=False,
    )


def connect() -> Connection:
    """A single connection, for work that a process does once."""
    return psycopg.connect(address(), **login())


def address() -> str:
    """SM_DATABASE_URL in libpq's notation; SQLAlchemy's `+driver` in it counts for nothing."""
    example = "postgresql://host:5432/database"
    url = required("SM_DATABASE_URL", example)
    scheme, mark, rest = url.partition("://")
    if scheme.split("+")[0] != "postgresql" or not mark:
        raise SettingError(f"SM_DATABASE_URL begins with {scheme!r}: expected Postgres, such as {example}")
    return f"postgresql://{rest}"


def login() -> dict[str, Any]:
    """As whom to connect, read anew for each connection, and how."""
    return {
        "user": required("SM_DATABASE_USER", "sm_1"),
        "password": secret("SM_DATABASE_PASSWORD_FILE"),
        "row_factory": dict_row,
        "connect_timeout": 5,
        "tcp_user_timeout": 10_000,
    }
