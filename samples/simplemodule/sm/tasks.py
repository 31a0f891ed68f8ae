"""What tasks share: a connection in each process that runs them, and the correlation id that they came with."""

import os
from contextlib import AbstractContextManager

from celery import Task
from celery.signals import task_postrun, task_prerun, worker_process_init, worker_process_shutdown
from psycopg import OperationalError

from sm import correlation
from sm.broker import CORRELATION
from sm.database import Connection, Pool, create_pool

# While Postgres is away a task waits for it, however long that takes.
PATIENT = {
    "autoretry_for": (OperationalError,),
    "retry_backoff": True,
    "retry_backoff_max": 10,
    "max_retries": None,
}

_pool: Pool | None = None


def connection() -> AbstractContextManager[Connection]:
    """This process's connection, for one transaction."""
    assert _pool, "only a process of the worker's pool has a connection"
    return _pool.connection()


@worker_process_init.connect
def open_pool(**_: object) -> None:
    global _pool
    _pool = create_pool(max_size=1)
    _pool.open()


@worker_process_shutdown.connect
def leave(exitcode: int, **_: object) -> None:
    if _pool:
        _pool.close()
    # The parent has all results by now, and billiard would sleep for a second before it does the same.
    os._exit(exitcode)


@task_prerun.connect
def take_correlation(task: Task, **_: object) -> None:
    correlation.begin((task.request.headers or {}).get(CORRELATION))


@task_postrun.connect
def drop_correlation(**_: object) -> None:
    correlation.end()
