"""Messages: written by a request, processed by a worker."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, StringConstraints

from api.dependencies import After, Broker, Database, Limit
from common.broker import PROCESS_MESSAGE

router = APIRouter(prefix="/api/messages")

State = Literal["queued", "done"]


# Postgres text holds anything but the zero character.
NO_ZERO = r"^[^\x00]*$"

SEEN = "INSERT INTO users (name) VALUES (%s) ON CONFLICT (name) DO UPDATE SET seen_at = now()"


class Draft(BaseModel):
    """What a client sends. With an author, it counts as a sign of life of that user."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=10_000, pattern=NO_ZERO)]
    author: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=NO_ZERO)] | None = None


class Receipt(BaseModel):
    """What a client gets for it."""

    id: int


class Message(BaseModel):
    """A stored message; `processed` counts how often a worker has seen it."""

    id: int
    text: str
    state: State
    processed: int
    created_at: datetime
    done_at: datetime | None


class Counts(BaseModel):
    """Number of messages in each state."""

    queued: int = 0
    done: int = 0


@router.post("", status_code=201)
def create(draft: Draft, database: Database, broker: Broker) -> Receipt:
    """Store a message and queue it: both, or neither.

    The row is committed after the queue has the task. The task waits for the row, and gives up when it never comes.
    """
    with database.connection() as connection:
        if draft.author:
            connection.execute(SEEN, [draft.author])
        row = connection.execute("INSERT INTO messages (text) VALUES (%s) RETURNING id", [draft.text]).fetchone()
        receipt = Receipt.model_validate(row)
        broker.send_task(PROCESS_MESSAGE, [receipt.id])
    return receipt


@router.get("")
def page(
    database: Database,
    limit: Limit = 50,
    after: After = None,
    state: State | None = None,
) -> list[Message]:
    """The newest messages first or, with `after`, those behind that id, oldest first."""
    conditions = ["true"]
    if after is not None:
        conditions.append("id > %(after)s")
    if state is not None:
        conditions.append("state = %(state)s")
    order = "DESC" if after is None else "ASC"
    query = f"SELECT * FROM messages WHERE {' AND '.join(conditions)} ORDER BY id {order} LIMIT %(limit)s"
    with database.connection() as connection:
        rows = connection.execute(query, {"after": after, "state": state, "limit": limit}).fetchall()
    return [Message.model_validate(row) for row in rows]


@router.get("/count")
def count(database: Database) -> Counts:
    """How many messages are in each state."""
    with database.connection() as connection:
        rows = connection.execute("SELECT state, count(*) AS n FROM messages GROUP BY state").fetchall()
    return Counts(**{row["state"]: row["n"] for row in rows})
