"""The file that a healthcheck looks at."""

import logging
from pathlib import Path

ALIVE = Path("/tmp/alive")


def touch() -> None:
    """Say that the process gets on with its work."""
    try:
        ALIVE.touch()
    except OSError as error:
        logging.getLogger(__name__).error("cannot touch %s: %s", ALIVE, error.strerror)
