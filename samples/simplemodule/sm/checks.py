"""What the application cannot serve without, for readiness and for the doctor."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from redis import Redis

from sm.database import Connection
from sm.schema import Schema

Check = Callable[[], object]


def critical(
    connect: Callable[[], AbstractContextManager[Connection]], redis: Redis, schema: Schema
) -> dict[str, Check]:
    """Checks by name; each raises when it fails, with a message that says why."""

    def database() -> None:
        with connect() as connection:
            connection.execute("SELECT 1")

    def migrations() -> None:
        with connect() as connection:
            schema.check(connection)

    return {"database": database, "migrations": migrations, "redis": redis.ping}


def failures(checks: dict[str, Check]) -> dict[str, str]:
    """Why checks fail, by name; empty when none does."""
    found = {}
    for name, check in checks.items():
        try:
            check()
        except Exception as error:
            found[name] = str(error) or type(error).__name__
    return found
