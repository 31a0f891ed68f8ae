"""What a container is told: variables, and files for secrets."""

import os
import socket
from pathlib import Path

INSTANCE = socket.gethostname()
RELEASE = os.environ.get("RELEASE", "dev")


def required(variable: str, example: str) -> str:
    """Value of an environment variable that has no sensible default."""
    value = os.environ.get(variable, "")
    if not value:
        raise SystemExit(f"{variable} is not set: expected a value such as {example}")
    return value


def secret(variable: str) -> str:
    """Content of the file whose path the environment variable holds."""
    path = Path(required(variable, "/run/secrets/name/value"))
    try:
        value = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SystemExit(
            f"{variable} names {path}, which cannot be read ({error.strerror}): "
            f"expected a file that user {os.getuid()} may read"
        ) from error
    if not value:
        raise SystemExit(f"{variable} names {path}, which is empty")
    return value


def seconds(variable: str, default: float = 0) -> float:
    """Non-negative number of seconds in an environment variable; the default when unset."""
    text = os.environ.get(variable) or str(default)
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value < float("inf"):
        raise SystemExit(f"{variable} is {text!r}: expected seconds such as 2.5")
    return value
