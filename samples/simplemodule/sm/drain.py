"""A worker's last seconds."""

import signal
from typing import Any, ClassVar

from celery import bootsteps
from celery.worker import state

INTERVAL_SECONDS = 0.1


class Drain(bootsteps.StartStopStep):
    """On SIGTERM takes no more tasks, and lets Celery stop when those that it has are done.

    Left to itself Celery forgets a task that it has handed to a process which has not confirmed it yet: the task runs
    twice, and the process waits for half a minute to be asked for the result.
    """

    requires: ClassVar = {"celery.worker.consumer.tasks:Tasks"}

    def __init__(self, consumer: Any, **kwargs: Any) -> None:
        super().__init__(consumer, **kwargs)
        self.asked = self.consuming = False

    def start(self, consumer: Any) -> None:
        self.consuming = True
        self.stop_celery = signal.signal(signal.SIGTERM, self.ask)
        self.timer = consumer.timer.call_repeatedly(INTERVAL_SECONDS, self.turn, (consumer,))

    def stop(self, consumer: Any) -> None:
        self.timer.cancel()
        signal.signal(signal.SIGTERM, self.stop_celery)
        if self.asked:
            self.stop_celery(signal.SIGTERM, None)

    def ask(self, *_: object) -> None:
        self.asked = True

    def turn(self, consumer: Any) -> None:
        if not self.asked:
            return
        if self.consuming:
            self.consuming = False
            consumer.task_consumer.cancel()
        elif not state.reserved_requests:
            self.asked = False
            self.stop_celery(signal.SIGTERM, None)
