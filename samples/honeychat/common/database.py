"""The way to Postgres."""

import time
from typing import Any

import psycopg
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool

from common.settings import required, secret

Connection = psycopg.Connection[DictRow]
Pool = ConnectionPool[Connection]


def create_pool(max_size: int) -> Pool:
    """A closed pool; a connection that Postgres has dropped is replaced, not handed out."""
    return ConnectionPool(
        _address(),
        connection_class=psycopg.Connection[DictRow],
        kwargs=_options(),
        min_size=1,
        max_size=max_size,
        timeout=5,
        reconnect_timeout=10,
        check=ConnectionPool.check_connection,
        open=False,
    )


def connect(patience: float) -> Connection:
    """A single connection, for work that a process does once; waits so many seconds until Postgres answers."""
    deadline = time.monotonic() + patience
    while True:
        try:
            return psycopg.connect(_address(), **_options())
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def _address() -> str:
    return required("DATABASE_URL", "postgresql://user@host:5432/database")


def _options() -> dict[str, Any]:
    return {
        "password": secret("POSTGRES_PASSWORD_FILE"),
        "row_factory": dict_row,
        "connect_timeout": 5,
        "tcp_user_timeout": 10_000,
    }
