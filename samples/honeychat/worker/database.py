"""Each process that runs tasks keeps one connection."""

import os
from contextlib import AbstractContextManager

from celery.signals import worker_init, worker_process_init, worker_process_shutdown, worker_shutdown

from common.database import Connection, Pool, connect, create_pool
from common.schema import create_tables

_pool: Pool | None = None


def connection() -> AbstractContextManager[Connection]:
    """This process's connection, for one transaction."""
    assert _pool, "only a process of the worker's pool has a connection"
    return _pool.connection()


@worker_init.connect
def prepare(**_: object) -> None:
    with connect(patience=30) as database:
        create_tables(database)


@worker_process_init.connect
def open_pool(**_: object) -> None:
    global _pool
    _pool = create_pool(max_size=1)
    _pool.open()


@worker_shutdown.connect
def close_pool(**_: object) -> None:
    if _pool:
        _pool.close()


@worker_process_shutdown.connect
def leave(exitcode: int, **_: object) -> None:
    close_pool()
    # The parent has all results by now, and billiard would sleep for a second before it does the same.
    os._exit(exitcode)
