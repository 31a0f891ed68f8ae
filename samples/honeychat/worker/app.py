"""The Celery application: `celery --app worker.app worker --queues celery` works, `... beat` schedules."""

import json
import logging.config
from pathlib import Path

from celery.signals import setup_logging

import common
from common.broker import create_broker
from worker.drain import Drain
from worker.heartbeat import Heartbeat
from worker.schedule import SCHEDULE

app = create_broker()
app.conf.update(
    beat_max_loop_interval=5,
    beat_schedule=SCHEDULE,
    beat_scheduler="worker.schedule:Scheduler",
    include=["worker.tasks", "worker.gen", "worker.lora"],
)
app.steps["consumer"].update({Drain, Heartbeat})


@setup_logging.connect
def configure_logging(**_: object) -> None:
    """Keep Celery from installing its own log format."""
    logging.config.dictConfig(json.loads(Path(common.__path__[0], "logging.json").read_text()))
