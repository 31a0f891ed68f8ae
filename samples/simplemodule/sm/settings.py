"""What a container is told: variables that begin with SM_, and files for secrets."""

import os
import socket
from pathlib import Path

INSTANCE = socket.gethostname()
RELEASE = os.environ.get("SM_RELEASE", "dev")


class SettingError(SystemExit):
    """A setting that is missing or wrong; uncaught, it ends the process with its message."""


def optional(variable: str, default: str) -> str:
    """Value of an environment variable; the default when unset or empty."""
    return os.environ.get(variable) or default


def required(variable: str, example: str) -> str:
    """Value of an environment variable that has no sensible default."""
    value = os.environ.get(variable, "")
    if not value:
        raise SettingError(f"{variable} is not set: expected a value such as {example}")
    return value


def secret(variable: str) -> str:
    """Content of the file whose path the environment variable holds."""
    path = Path(required(variable, "/run/secrets/name/value"))
    try:
        value = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingError(
            f"{variable} names {path}, which cannot be read ({error.strerror}): "
            f"expected a file that user {os.getuid()} may read"
        ) from error
    if not value:
        raise SettingError(f"{variable} names {path}, which is empty")
    return value


def whole_number(variable: str, default: int) -> int:
    """A number of at least 1 in an environment variable; the default when unset."""
    text = optional(variable, str(default))
    if not text.isdecimal() or int(text) < 1:
        raise SettingError(f"{variable} is {text!r}: expected a whole number such as {default}")
    return int(text)
