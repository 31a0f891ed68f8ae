"""The rows that a client's orders are."""

from dataclasses import dataclass

from worker.database import connection

READ = "SELECT message, text FROM generations JOIN messages ON messages.id = message WHERE generations.id = %s"
FINISH = "UPDATE generations SET state = 'done', result = %s, done_at = clock_timestamp() WHERE id = %s"


@dataclass(frozen=True)
class Subject:
    """The message that an order is about."""

    message: int
    text: str


def subject_of(generation: int) -> Subject | None:
    """None while the order's row is not there."""
    with connection() as database:
        row = database.execute(READ, [generation]).fetchone()
    return Subject(**row) if row else None


def finish(generation: int, result: str) -> None:
    """Mark an order done."""
    with connection() as database:
        database.execute(FINISH, [result, generation])
