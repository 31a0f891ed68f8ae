"""The way to Celery's queue, for those who send and those who work."""

from urllib.parse import quote, urlsplit

from celery import Celery
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from sm import correlation
from sm.settings import required, secret

TASK_SECONDS = 30

# Header of a task.
CORRELATION = "sm_correlation_id"


def create_broker() -> Celery:
    """A Celery application with the settings that sender and worker must share."""
    broker = Celery("sm", broker=address(), set_as_current=True)
    broker.conf.update(
        broker_connection_retry_on_startup=True,
        broker_pool_limit=4,
        # Redis hands an unacknowledged message out again after this time, so no task may take longer.
        broker_transport_options={
            "visibility_timeout": 2 * TASK_SECONDS,
            "socket_connect_timeout": 2,
            "socket_keepalive": True,
        },
        task_acks_late=True,
        task_ignore_result=True,
        task_publish_retry_policy={"max_retries": 2, "interval_start": 0, "interval_step": 0.2},
        task_reject_on_worker_lost=True,
        task_time_limit=TASK_SECONDS,
    )
    return broker


def send(broker: Celery, task: str, *arguments: object, countdown: float = 0) -> None:
    """Queue a task, which goes on under the correlation id of who queues it, after so many seconds."""
    broker.send_task(task, arguments, countdown=countdown, headers={CORRELATION: correlation.current()})


def create_client() -> Redis:
    """A client that waits for a second at most and tries once, for questions about Redis itself."""
    return Redis.from_url(
        address(), socket_timeout=1, socket_connect_timeout=1, retry=Retry(NoBackoff(), 0), decode_responses=True
    )


def address() -> str:
    """Where the queue is, and as whom to log in: SM_REDIS_URL, SM_REDIS_USER and SM_REDIS_PASSWORD_FILE."""
    url = urlsplit(required("SM_REDIS_URL", "redis://host:6379/0"))
    user = quote(required("SM_REDIS_USER", "sm_1"), safe="")
    password = quote(secret("SM_REDIS_PASSWORD_FILE"), safe="")
    return url._replace(netloc=f"{user}:{password}@{url.netloc}").geturl()
