"""The way to ChromaDB, over its HTTP interface."""

import json
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from common.settings import required

COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections"
NAME = "messages"
TIMEOUT_SECONDS = 5

AWAY = (OSError, HTTPException)


class Rejected(Exception):
    """ChromaDB answered, but not with success."""


def store(message: int, text: str, embedding: list[float]) -> str:
    """Write a message's embedding, again if it is there. Returns the id of the collection that holds it."""
    collection: str = _post("", {"name": NAME, "get_or_create": True})["id"]
    _post(f"/{collection}/upsert", {"ids": [str(message)], "embeddings": [embedding], "documents": [text]})
    return collection


def _post(path: str, content: dict[str, Any]) -> Any:
    address = required("CHROMA_URL", "http://chromadb:8000") + COLLECTIONS + path
    request = Request(address, json.dumps(content).encode(), {"Content-Type": "application/json"})
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS) as response:
            return json.load(response)
    except HTTPError as error:
        raise Rejected(f"POST {address}: {error.code} {error.read(200).decode(errors='replace')}") from error
