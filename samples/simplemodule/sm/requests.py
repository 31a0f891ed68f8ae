"""What happens around every request: its correlation id, and a log line."""

import logging
from time import perf_counter

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sm import correlation

# Asked every few seconds by whoever watches the process.
UNLOGGED = {"/health", "/admin/health"}

logger = logging.getLogger(__name__)


class Correlated:
    """Answers with the correlation id that the request came with or got here, and logs it so."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        correlation_id = correlation.begin(Headers(scope=scope).get(correlation.HEADER))
        started = perf_counter()
        status = 500

        async def send_tagged(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[correlation.HEADER] = correlation_id
            await send(message)

        try:
            await self.app(scope, receive, send_tagged)
        finally:
            _log(scope, status, perf_counter() - started)


def _log(scope: Scope, status: int, seconds: float) -> None:
    if scope["path"] in UNLOGGED and status == 200:
        return
    fields = {"status": status, "milliseconds": round(seconds * 1000, 1)}
    logger.info("%s %s %d", scope["method"], scope["path"], status, extra={"fields": fields})
