"""The users."""

from sm.database import Connection
from sm.passwords import hashed, matches

# Verifying against it takes the time that a user's own hash would.
NOBODY = hashed("")


def authenticated(connection: Connection, email: str, password: str) -> int | None:
    """The id of the user with this address and password."""
    row = connection.execute("SELECT id, password_hash FROM users WHERE email = %s", [email]).fetchone()
    right = matches(password, row["password_hash"] if row else NOBODY)
    return row["id"] if row and right else None


def make_admin(connection: Connection, email: str, password: str) -> str:
    """Makes the administrator, or gives the one that is there this password again. Says what it did."""
    row = connection.execute("SELECT password_hash FROM users WHERE email = %s FOR UPDATE", [email]).fetchone()
    if row and matches(password, row["password_hash"]):
        return "is there"
    connection.execute(
        "INSERT INTO users (email, password_hash, display_name, admin) VALUES (%s, %s, 'Administrator', true) "
        "ON CONFLICT (email) DO UPDATE SET password_hash = EXCLUDED.password_hash, admin = true",
        [email, hashed(password)],
    )
    return "has a new password" if row else "is made"
