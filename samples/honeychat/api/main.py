"""HoneyChat's HTTP interface."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from kombu.exceptions import OperationalError as BrokerError

from api import generate, health, messages, ticks
from common.broker import create_broker
from common.database import create_pool
from common.schema import create_tables
from common.settings import seconds

PATIENCE_SECONDS = 30


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Nothing listens until this process has reached Postgres and Redis once."""
    await asyncio.sleep(seconds("BOOT_SECONDS"))
    app.state.broker = create_broker()
    app.state.pool = create_pool(max_size=4)
    with app.state.pool as pool:
        pool.wait(PATIENCE_SECONDS)
        with pool.connection() as connection:
            create_tables(connection)
        with app.state.broker.producer_or_acquire() as producer:
            producer.connection.ensure_connection(timeout=PATIENCE_SECONDS)
        yield


app = FastAPI(title="HoneyChat", lifespan=lifespan)
app.include_router(health.router)
app.include_router(messages.router)
app.include_router(ticks.router)
app.include_router(generate.router)


@app.exception_handler(psycopg.OperationalError)
@app.exception_handler(BrokerError)
async def unavailable(_request: Request, error: Exception) -> JSONResponse:
    """Postgres or Redis is away for the moment: nothing was stored, so the client may try again."""
    return JSONResponse({"detail": f"{type(error).__name__}: {error}"}, 503, {"Retry-After": "1"})
