"""Passwords as they are stored."""

import hashlib
import hmac
import secrets

# 16 MiB and about 50 ms.
COST = {"n": 2**14, "r": 8, "p": 1}


def hashed(password: str) -> str:
    """A salted hash, as text."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}:{_scrypt(password, salt).hex()}"


def matches(password: str, stored: str) -> bool:
    """Whether it is the password that was hashed."""
    salt, _, digest = stored.partition(":")
    return hmac.compare_digest(_scrypt(password, bytes.fromhex(salt)), bytes.fromhex(digest))


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, **COST)
