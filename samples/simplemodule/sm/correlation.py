"""One id for all that comes of a request, on whichever process it happens."""

import re
from contextvars import ContextVar
from uuid import uuid4

HEADER = "X-Correlation-ID"

_GOOD = re.compile(r"[A-Za-z0-9._-]{1,64}")
_current: ContextVar[str | None] = ContextVar("correlation_id", default=None)


def current() -> str | None:
    """The id of what is being done; none outside of requests and tasks."""
    return _current.get()


def begin(given: str | None) -> str:
    """Go on under the id that was given, where it is one, else under a new one."""
    correlation = given if given and _GOOD.fullmatch(given) else uuid4().hex
    _current.set(correlation)
    return correlation


def end() -> None:
    """What follows belongs to nothing."""
    _current.set(None)
