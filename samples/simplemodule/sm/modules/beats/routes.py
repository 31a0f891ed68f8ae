"""What the scheduler has sent and a worker has received."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from sm.dependencies import After, Database, Limit

router = APIRouter(prefix="/beats")


class Beat(BaseModel):
    """One beat of the scheduler, and the container that sent it."""

    id: int
    instance: str
    sent_at: datetime
    received_at: datetime


NEWEST = "SELECT * FROM beats ORDER BY id DESC LIMIT %(limit)s"
FOLLOWING = "SELECT * FROM beats WHERE id > %(after)s ORDER BY id LIMIT %(limit)s"


@router.get("")
def page(database: Database, limit: Limit = 50, after: After = None) -> list[Beat]:
    """The newest beats first or, with `after`, those behind that id, oldest first."""
    with database.connection() as connection:
        rows = connection.execute(NEWEST if after is None else FOLLOWING, {"after": after, "limit": limit}).fetchall()
    return [Beat.model_validate(row) for row in rows]
