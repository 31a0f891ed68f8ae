"""What requests share within one process."""

from typing import Annotated

from celery import Celery
from fastapi import Depends, Query, Request

from sm.database import Pool


def _pool(request: Request) -> Pool:
    return request.app.state.pool


def _broker(request: Request) -> Celery:
    return request.app.state.broker


Database = Annotated[Pool, Depends(_pool)]
Broker = Annotated[Celery, Depends(_broker)]
Limit = Annotated[int, Query(ge=1, le=1000)]
After = Annotated[int | None, Query(ge=0)]
