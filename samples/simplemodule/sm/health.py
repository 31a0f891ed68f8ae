"""Answers about the process itself, which no module is needed for."""

import os

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from sm.settings import INSTANCE, RELEASE

router = APIRouter()


@router.get("/health")
async def health() -> JSONResponse:
    """Liveness: whether this process answers, whatever becomes of Postgres and Redis."""
    if os.environ.get("SM_BREAK") == "health":
        return JSONResponse({"status": "failed", "reason": "SM_BREAK=health is set"}, 500)
    return JSONResponse({"status": "ok"})


@router.get("/version")
async def version() -> dict[str, str]:
    """The release and the container that answers."""
    return {"release": RELEASE, "instance": INSTANCE}


@router.get("/whoami")
async def whoami(request: Request) -> dict[str, str | None]:
    """Who asks for what, as the application takes it to be, and the headers by which the proxy says so."""
    headers = {
        name: request.headers.get(name.replace("_", "-"))
        for name in ("x_forwarded_for", "x_forwarded_proto", "x_real_ip")
    }
    client = request.client.host if request.client else None
    return {"client": client, "scheme": request.url.scheme, "host": request.headers.get("host"), **headers}
