"""The Celery application: `celery --app sm.worker worker` works, `... beat` schedules, for SM_MODULES_ENABLED alone."""

from celery.signals import setup_logging

from sm import logs, modules
from sm.broker import create_broker
from sm.drain import Drain
from sm.heartbeat import Heartbeat

app = create_broker()
tasks = list(modules.parts("tasks"))
app.conf.update(
    beat_max_loop_interval=5,
    beat_schedule={name: entry for module in tasks for name, entry in getattr(module, "SCHEDULE", {}).items()},
    beat_scheduler="sm.scheduler:Scheduler",
)
app.steps["consumer"].update({Drain, Heartbeat})


@setup_logging.connect
def configure_logging(**_: object) -> None:
    """Keep Celery from installing its own log format."""
    logs.configure()
