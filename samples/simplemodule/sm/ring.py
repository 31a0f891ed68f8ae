"""The keys that sign session cookies: the first signs, all of them verify."""

from itsdangerous import BadData, URLSafeTimedSerializer

from sm.settings import SettingError, secret

SHORTEST_KEY = 32

# Values that stand in examples.
DEFAULTS = {"change-me", "changeme", "secret", "insecure-dev-key"}


def read_ring() -> list[str]:
    """The keys of SM_SECRET_KEY_FILE, one a line."""
    keys = [line.strip() for line in secret("SM_SECRET_KEY_FILE").splitlines() if line.strip()]
    for number, key in enumerate(keys, 1):
        if len(key) < SHORTEST_KEY or key.lower() in DEFAULTS:
            raise SettingError(
                f"SM_SECRET_KEY_FILE: key {number} is weak: expected at least {SHORTEST_KEY} random characters"
            )
    return keys


class Seal:
    """Signs and verifies with a ring of keys."""

    def __init__(self, keys: list[str]) -> None:
        # itsdangerous signs with the last one.
        self.serializer = URLSafeTimedSerializer(keys[::-1], salt="session")

    def sign(self, content: dict[str, int]) -> str:
        return self.serializer.dumps(content)

    def verify(self, text: str, seconds: int) -> dict[str, int] | None:
        """The content of a text that is not older; none when no key of the ring has signed it."""
        try:
            return self.serializer.loads(text, max_age=seconds)
        except BadData:
            return None
