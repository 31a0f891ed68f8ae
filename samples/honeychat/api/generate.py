"""Work on a message that takes longer: queued by a request, done by the worker of its queue."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field

from api.dependencies import Broker, Database
from common.broker import EMBED, TRAIN_LORA

router = APIRouter(prefix="/api/generate")

TASKS = {"embedding": EMBED, "lora": TRAIN_LORA}

INSERT = "INSERT INTO generations (kind, message) SELECT %s, id FROM messages WHERE id = %s RETURNING id"


class Order(BaseModel):
    """What a client wants of which message."""

    kind: Literal["embedding", "lora"]
    message: Annotated[int, Field(ge=1, lt=2**63)]


class Receipt(BaseModel):
    """What a client gets for it."""

    id: int


class Generation(BaseModel):
    """An order; `result` is the collection that holds the embedding, or the trained weights."""

    id: int
    message: int
    kind: Literal["embedding", "lora"]
    state: Literal["queued", "done"]
    result: str | None
    created_at: datetime
    done_at: datetime | None


@router.post("", status_code=201)
def create(order: Order, database: Database, broker: Broker) -> Receipt:
    """Store an order and queue it, both or neither, as with a message."""
    with database.connection() as connection:
        row = connection.execute(INSERT, [order.kind, order.message]).fetchone()
        if row is None:
            raise HTTPException(404, f"there is no message {order.message}")
        receipt = Receipt.model_validate(row)
        broker.send_task(TASKS[order.kind], [receipt.id])
    return receipt


@router.get("/{generation}")
def one(generation: Annotated[int, Field(ge=1, lt=2**63)], database: Database) -> Generation:
    """An order and what has come of it."""
    with database.connection() as connection:
        row = connection.execute("SELECT * FROM generations WHERE id = %s", [generation]).fetchone()
    if row is None:
        raise HTTPException(404, f"there is no generation {generation}")
    return Generation.model_validate(row)
