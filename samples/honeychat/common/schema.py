"""The tables, made by whichever process starts first."""

from common.database import Connection

LOCK = 0x686F6E6579

# A `UNIQUE` that names the id is true by itself: it is there for its index, which IF NOT EXISTS covers in this form.
TABLES = """
CREATE TABLE IF NOT EXISTS messages (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    text text NOT NULL,
    state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'done')),
    processed integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    done_at timestamptz,
    UNIQUE (state, id)
);
CREATE TABLE IF NOT EXISTS ticks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    instance text NOT NULL,
    sent_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE IF NOT EXISTS generations (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message bigint NOT NULL REFERENCES messages ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('embedding', 'lora')),
    state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'done')),
    result text,
    created_at timestamptz NOT NULL DEFAULT now(),
    done_at timestamptz,
    UNIQUE (message, id)
);
CREATE TABLE IF NOT EXISTS users (
    name text PRIMARY KEY,
    seen_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS retention_emails (
    user_name text NOT NULL REFERENCES users ON DELETE CASCADE,
    seen_at timestamptz NOT NULL,
    written_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_name, seen_at)
);
"""


def create_tables(connection: Connection) -> None:
    """Create what is missing; processes that start together take turns."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        connection.execute(TABLES)
