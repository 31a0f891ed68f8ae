"""Answers for the proxy, the healthcheck and whoever asks what runs here."""

import os

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from common.settings import INSTANCE, RELEASE

router = APIRouter()


@router.get("/health")
async def health() -> JSONResponse:
    """Whether this process serves; on purpose not whether Postgres and Redis do."""
    if os.environ.get("BREAK") == "health":
        return JSONResponse({"status": "failed", "reason": "BREAK=health is set"}, 500)
    return JSONResponse({"status": "ok"})


@router.get("/api/version")
async def version() -> dict[str, str]:
    """The release and the container that answers."""
    return {"release": RELEASE, "host": INSTANCE}
