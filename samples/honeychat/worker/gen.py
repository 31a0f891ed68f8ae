"""The work of the queue `gen`: embeddings."""

from hashlib import sha256

from celery import Task
from psycopg import OperationalError

from common.broker import EMBED
from worker import chroma
from worker.app import app
from worker.generations import finish, subject_of
from worker.patience import PATIENT, look_again

DIMENSIONS = 8

# While ChromaDB is away a task waits for it, too.
PATIENT_WITH_BOTH = {**PATIENT, "autoretry_for": (OperationalError, *chroma.AWAY)}


@app.task(name=EMBED, bind=True, **PATIENT_WITH_BOTH)
def embed(self: Task, generation: int, looked: int = 0) -> None:
    """Write the embedding of a message to ChromaDB."""
    subject = subject_of(generation)
    if subject is None:
        return look_again(self, generation, looked)
    finish(generation, chroma.store(subject.message, subject.text, embedding_of(subject.text)))


def embedding_of(text: str) -> list[float]:
    """A vector that depends on the text alone; it stands for a model's."""
    return [byte / 255 for byte in sha256(text.encode()).digest()[:DIMENSIONS]]
