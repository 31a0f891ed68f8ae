"""The work of the queue `lora`: training."""

from hashlib import pbkdf2_hmac

from celery import Task

from common.broker import TRAIN_LORA
from worker.app import app
from worker.generations import finish, subject_of
from worker.patience import PATIENT, look_again

ROUNDS = 500_000


@app.task(name=TRAIN_LORA, bind=True, **PATIENT)
def train_lora(self: Task, generation: int, looked: int = 0) -> None:
    """Train on a message and keep the weights."""
    subject = subject_of(generation)
    if subject is None:
        return look_again(self, generation, looked)
    finish(generation, weights_of(subject.text))


def weights_of(text: str) -> str:
    """Numbers that take a processor a moment and depend on the text alone; they stand for a model's."""
    return pbkdf2_hmac("sha256", text.encode(), b"lora", ROUNDS).hex()
