"""What a worker does of the scheduler's beats."""

from datetime import UTC, datetime

from celery import shared_task
from celery.beat import BeatLazyFunc

from sm.modules.beats import BEAT
from sm.settings import INSTANCE
from sm.tasks import PATIENT, connection


@shared_task(name=BEAT, **PATIENT)
def beat(instance: str, sent_at: str) -> None:
    """Note a beat of the scheduler."""
    with connection() as database:
        database.execute(
            "INSERT INTO beats (instance, sent_at) VALUES (%s, %s)", [instance, datetime.fromisoformat(sent_at)]
        )


def instance() -> str:
    """The container that sends, which the stored schedule need not have been written by."""
    return INSTANCE


def now() -> str:
    """The moment of sending."""
    return datetime.now(UTC).isoformat()


SCHEDULE = {
    "beat": {
        "task": BEAT,
        "schedule": 2.0,
        "args": (BeatLazyFunc(instance), BeatLazyFunc(now)),
        "options": {"expires": 10},
    }
}
