"""A client of the API that counts what goes wrong."""

import http.client
import select
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 5

# What a server does to a kept connection that it closes while the next request is on its way.
CLOSED_BEFORE_ANSWER = (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError)


class Rejected(Exception):
    """The API answered, but not with success."""


FAILURES = (OSError, http.client.HTTPException, Rejected)


class Client:
    """Calls with a kept connection or a new one, as asked."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        if address.scheme != "http" or not address.hostname:
            raise SystemExit(f"API_URL is {url!r}: expected an address such as http://api:8000")
        self._host, self._port = address.hostname, address.port or 80
        self._kept: http.client.HTTPConnection | None = None
        self.reconnected = 0

    def get(self, path: str, *, keep: bool) -> None:
        """One call; raises when it does not end in a 2xx answer."""
        if not keep:
            connection = self._connection()
            try:
                _call(connection, path, last=True)
            finally:
                connection.close()
            return
        try:
            self._get_kept(path)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give up the kept connection."""
        if self._kept:
            self._kept.close()
        self._kept = None

    def _get_kept(self, path: str) -> None:
        if self._kept and _has_ended(self._kept):
            self.close()
        if self._kept:
            # RFC 9112, section 9.3.1: a client may repeat a GET that a closing connection has swallowed.
            try:
                return _call(self._kept, path)
            except CLOSED_BEFORE_ANSWER:
                self.close()
                self.reconnected += 1
        self._kept = self._connection()
        _call(self._kept, path)

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self._host, self._port, timeout=TIMEOUT_SECONDS)


def _call(connection: http.client.HTTPConnection, path: str, *, last: bool = False) -> None:
    connection.request("GET", path, headers={"Connection": "close"} if last else {})
    response = connection.getresponse()
    body = response.read()
    if not 200 <= response.status < 300:
        raise Rejected(f"{response.status} {response.reason}: {body[:200].decode(errors='replace')}")


def _has_ended(connection: http.client.HTTPConnection) -> bool:
    """Readable before a request was sent: the server has closed it, or sent what nobody asked for."""
    return connection.sock is None or bool(select.select([connection.sock], [], [], 0)[0])
