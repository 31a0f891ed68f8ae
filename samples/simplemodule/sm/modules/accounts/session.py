"""Who is signed in: a signed cookie, so that any process can serve any request."""

from typing import Annotated

from fastapi import Depends, HTTPException, Request, Response
from pydantic import BaseModel

from sm.dependencies import Database
from sm.ring import Seal

COOKIE = "session"
SECONDS = 14 * 24 * 3600


class User(BaseModel):
    """A user, as others may see them."""

    id: int
    email: str
    display_name: str
    admin: bool


def begin(request: Request, response: Response, user: int) -> None:
    """Sign a user in. The cookie is Secure where the client speaks HTTPS, as the proxy tells."""
    _set(request, response, _seal(request).sign({"user": user}), SECONDS)


def end(request: Request, response: Response) -> None:
    """Sign whoever asks out."""
    _set(request, response, "", 0)


def current_user(request: Request, database: Database) -> User:
    """The user who is signed in; without one, 401."""
    content = _seal(request).verify(request.cookies.get(COOKIE, ""), SECONDS)
    if content is None:
        raise HTTPException(401, "sign in with POST /login")
    with database.connection() as connection:
        row = connection.execute(
            "SELECT id, email, display_name, admin FROM users WHERE id = %s", [content["user"]]
        ).fetchone()
    if row is None:
        raise HTTPException(401, "there is no such user any more")
    return User.model_validate(row)


CurrentUser = Annotated[User, Depends(current_user)]


def _set(request: Request, response: Response, content: str, seconds: int) -> None:
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, content, max_age=seconds, httponly=True, samesite="lax", secure=secure)


def _seal(request: Request) -> Seal:
    return request.app.state.seal
