"""The web process: `uvicorn sm.web:create_app --factory --proxy-headers`."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import psycopg
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from kombu.exceptions import OperationalError as BrokerError

from sm import checks, health, modules
from sm.broker import create_broker, create_client
from sm.database import connect, create_pool
from sm.requests import Correlated
from sm.ring import Seal, read_ring
from sm.schema import Schema, Unmigrated
from sm.settings import whole_number

READINESS_SECONDS = 1

logger = logging.getLogger(__name__)


def create_app() -> FastAPI:
    """The application with its enabled modules. Ends the process when a setting or the schema is not as it must be."""
    app = FastAPI(title="Simple Module", lifespan=_lifespan)
    schema = Schema()
    app.state.seal = Seal(read_ring())
    app.state.broker = create_broker()
    app.state.pool = create_pool(whole_number("SM_DATABASE_POOL_SIZE", 4))
    app.state.checks = checks.critical(partial(app.state.pool.connection, READINESS_SECONDS), create_client(), schema)
    app.include_router(health.router)
    for routes in modules.parts("routes"):
        app.include_router(routes.router)
    app.add_middleware(Correlated)
    app.add_exception_handler(psycopg.OperationalError, _unavailable)
    app.add_exception_handler(BrokerError, _unavailable)
    _refuse_unmigrated(schema)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    with app.state.pool:
        yield


def _refuse_unmigrated(schema: Schema) -> None:
    """A database that is away may come back migrated: until then the process lives, and is not ready."""
    try:
        with connect() as connection:
            schema.check(connection)
    except psycopg.OperationalError as error:
        logger.warning("cannot look at the schema yet: %s", error)
    except Unmigrated as error:
        logger.error("%s", error)
        raise SystemExit(1) from error


async def _unavailable(_request: Request, error: Exception) -> JSONResponse:
    """Postgres or Redis is away for the moment: nothing was stored, so the client may try again."""
    return JSONResponse({"detail": f"{type(error).__name__}: {error}"}, 503, {"Retry-After": "1"})
