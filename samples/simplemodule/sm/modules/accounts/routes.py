"""Signing in and out."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import BaseModel, StringConstraints

from sm.dependencies import Database
from sm.modules.accounts import session, users
from sm.modules.accounts.session import CurrentUser, User

router = APIRouter()

# Postgres text holds anything but the zero character.
Text = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]


class Credentials(BaseModel):
    """What a user signs in with."""

    email: Text
    password: Text


@router.post("/login", status_code=204)
def login(credentials: Credentials, request: Request, response: Response, database: Database) -> None:
    """Sign a user in."""
    with database.connection() as connection:
        user = users.authenticated(connection, credentials.email, credentials.password)
    if user is None:
        raise HTTPException(401, "no user has this address and password")
    session.begin(request, response, user)


@router.get("/me")
def me(user: CurrentUser) -> User:
    """The user who is signed in."""
    return user


@router.post("/logout", status_code=204)
def logout(request: Request, response: Response) -> None:
    """Sign out."""
    session.end(request, response)
