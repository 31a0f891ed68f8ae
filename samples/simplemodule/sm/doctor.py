"""`python -m sm.doctor`: looks at settings, database and queue; ends with exit code 1 when it has findings."""

import logging
from collections.abc import Iterator

from redis import Redis

from sm import checks, logs, modules
from sm.broker import create_client
from sm.database import connect
from sm.ring import read_ring
from sm.schema import Schema
from sm.settings import SettingError, optional

# Environments in which nothing may be served to the public.
UNFIT = ("development", "test", "testing")

logger = logging.getLogger("sm.doctor")


def main() -> None:
    logs.configure()
    findings = list(_findings())
    for finding in findings:
        logger.error("%s", finding)
    if findings:
        raise SystemExit(1)
    logger.info("no findings")


def _findings() -> Iterator[str]:
    environment = optional("SM_ENVIRONMENT", "development")
    if environment in UNFIT:
        yield f"SM_ENVIRONMENT is {environment}: expected another word, such as production"
    for setting in (read_ring, modules.enabled):
        try:
            setting()
        except SettingError as error:
            yield str(error)
    try:
        redis = create_client()
        found = checks.failures(checks.critical(connect, redis, Schema()))
    except SettingError as error:
        yield str(error)
        return
    yield from (f"{name}: {reason}" for name, reason in found.items())
    if "database" not in found:
        yield from _role()
    if "redis" not in found:
        yield from _memory(redis)


def _role() -> Iterator[str]:
    with connect() as connection:
        row = connection.execute("SELECT session_user AS name, current_setting('is_superuser') AS super").fetchone()
    if row and row["super"] == "on":
        yield f"SM_DATABASE_USER {row['name']} is a superuser: expected a role that owns its database and no more"


def _memory(redis: Redis) -> Iterator[str]:
    policy = redis.info("memory")["maxmemory_policy"]
    if policy != "noeviction":
        yield f"redis: maxmemory-policy is {policy}, which loses jobs when memory is short: expected noeviction"


if __name__ == "__main__":
    main()
