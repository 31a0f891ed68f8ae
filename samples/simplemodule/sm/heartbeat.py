"""Liveness of a worker, told by its own event loop."""

from typing import Any, ClassVar

from celery import bootsteps

from sm import alive

INTERVAL_SECONDS = 5


class Heartbeat(bootsteps.StartStopStep):
    """Touches the file as long as the loop that takes messages from the broker turns."""

    requires: ClassVar = {"celery.worker.consumer.tasks:Tasks"}

    def __init__(self, consumer: Any, **kwargs: Any) -> None:
        super().__init__(consumer, **kwargs)
        self.timers: list[Any] = []

    def start(self, consumer: Any) -> None:
        self.timers = [
            consumer.timer.call_after(0, alive.touch),
            consumer.timer.call_repeatedly(INTERVAL_SECONDS, alive.touch),
        ]

    def stop(self, consumer: Any) -> None:
        for timer in self.timers:
            timer.cancel()
        self.timers = []
