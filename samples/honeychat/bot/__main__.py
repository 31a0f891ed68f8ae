"""Polls the API as a chat bot polls its platform, and tells how many calls failed."""

import itertools
import json
import os
import signal
import time
from datetime import UTC, datetime

from bot.client import FAILURES, Client
from common import alive
from common.settings import RELEASE

CALLS_PER_SECOND = 20
REPORT_SECONDS = 5
PATH = "/api/messages?limit=10"
STOP = {signal.SIGTERM, signal.SIGINT}


def main() -> None:
    # Blocked rather than handled: a call in flight is finished, and the pause after it ends at once.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP)
    client = Client(os.environ.get("API_URL") or "http://api:8000")
    calls = failed = 0
    next_call = time.monotonic()
    next_report = next_call + REPORT_SECONDS
    for number in itertools.count():
        calls += 1
        try:
            client.get(PATH, keep=number % 2 == 0)
        except FAILURES as error:
            failed += 1
            log(failed=f"{type(error).__name__}: {error}", call=calls, release=RELEASE)
        alive.touch()
        now = time.monotonic()
        if now >= next_report:
            next_report = now + REPORT_SECONDS
            report(calls, failed, client)
        next_call = max(next_call + 1 / CALLS_PER_SECOND, now)
        if signal.sigtimedwait(STOP, next_call - now):
            break
    client.close()
    report(calls, failed, client)


def report(calls: int, failed: int, client: Client) -> None:
    log(calls=calls, failed=failed, reconnected=client.reconnected, release=RELEASE)


def log(**entry: object) -> None:
    print(json.dumps({"time": datetime.now(UTC).isoformat(), **entry}), flush=True)


if __name__ == "__main__":
    main()
