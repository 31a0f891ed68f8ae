"""Work in the background: queued by a request, done by a worker."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Path
from pydantic import BaseModel

from sm.broker import send
from sm.dependencies import After, Broker, Database, Limit
from sm.modules.jobs import DO_JOB

router = APIRouter(prefix="/jobs")

COUNT = """SELECT count(*) FILTER (WHERE state = 'queued') AS queued, count(*) FILTER (WHERE state = 'done') AS done,
count(*) FILTER (WHERE executions > 1) AS repeated FROM jobs"""

JobId = Annotated[int, Path(ge=1, lt=2**63)]


class Receipt(BaseModel):
    """What a client gets for a job."""

    id: int


class Job(BaseModel):
    """A job; `executions` counts how often a worker has done it, `correlation_id` is its request's."""

    id: int
    state: Literal["queued", "done"]
    executions: int
    correlation_id: str | None
    created_at: datetime
    done_at: datetime | None


class Counts(BaseModel):
    """Number of jobs in each state, and of those that were done more than once."""

    queued: int
    done: int
    repeated: int


@router.post("", status_code=201)
def create(database: Database, broker: Broker) -> Receipt:
    """Store a job and queue it: both, or neither.

    The row is committed after the queue has the task. The task waits for the row, and gives up when it never comes.
    """
    with database.connection() as connection:
        row = connection.execute("INSERT INTO jobs DEFAULT VALUES RETURNING id").fetchone()
        receipt = Receipt.model_validate(row)
        send(broker, DO_JOB, receipt.id)
    return receipt


@router.get("")
def page(database: Database, limit: Limit = 50, after: After = None) -> list[Job]:
    """The newest jobs first or, with `after`, those behind that id, oldest first."""
    order = "ORDER BY id DESC" if after is None else "AND id > %(after)s ORDER BY id"
    query = f"SELECT * FROM jobs WHERE true {order} LIMIT %(limit)s"
    with database.connection() as connection:
        rows = connection.execute(query, {"after": after, "limit": limit}).fetchall()
    return [Job.model_validate(row) for row in rows]


@router.get("/counts")
def counts(database: Database) -> Counts:
    """How many jobs are in each state."""
    with database.connection() as connection:
        row = connection.execute(COUNT).fetchone()
    return Counts.model_validate(row)


@router.get("/{job}")
def one(job: JobId, database: Database) -> Job:
    """A job and what has come of it."""
    with database.connection() as connection:
        row = connection.execute("SELECT * FROM jobs WHERE id = %s", [job]).fetchone()
    if row is None:
        raise HTTPException(404, f"there is no job {job}")
    return Job.model_validate(row)
