"""The way to Celery's queue, for those who send and those who work."""

import os
from urllib.parse import quote, urlsplit

from celery import Celery

from common.settings import required, secret

PROCESS_MESSAGE = "process_message"
TICK = "tick"
EMBED = "embed"
TRAIN_LORA = "train_lora"

# Tasks that workers of their own take. All others go to Celery's default queue, `celery`.
ROUTES = {EMBED: {"queue": "gen"}, TRAIN_LORA: {"queue": "lora"}}

TASK_SECONDS = 30


def create_broker() -> Celery:
    """A Celery application with the settings that sender and worker must share."""
    broker = Celery("honeychat", broker=_address(), set_as_current=True)
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
        task_routes=ROUTES,
        task_time_limit=TASK_SECONDS,
    )
    return broker


def _address() -> str:
    url = urlsplit(required("REDIS_URL", "redis://host:6379/0"))
    user = quote(os.environ.get("REDIS_USER", ""), safe="")
    password = quote(secret("REDIS_PASSWORD_FILE"), safe="")
    return url._replace(netloc=f"{user}:{password}@{url.netloc}").geturl()
