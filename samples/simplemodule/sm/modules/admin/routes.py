"""Readiness."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from sm.checks import failures

router = APIRouter(prefix="/admin")


@router.get("/health")
def health(request: Request) -> JSONResponse:
    """Whether this process can serve: what it needs answers, and the schema is the one that it knows."""
    checks = request.app.state.checks
    found = failures(checks)
    told = {name: {"status": "failed", "reason": found[name]} if name in found else {"status": "ok"} for name in checks}
    return JSONResponse({"status": "failed" if found else "ok", "checks": told}, 503 if found else 200)
