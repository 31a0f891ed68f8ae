"""The payment provider, a third party that knows this application by a key."""

from hashlib import sha256

from fastapi import APIRouter
from pydantic import BaseModel

from sm.modules.accounts.session import CurrentUser
from sm.settings import secret

router = APIRouter(prefix="/payments")


class KeyCheck(BaseModel):
    """Which key is in use: the first 16 hexadecimal digits of its SHA-256."""

    digest: str


@router.post("/key")
def check_key(_: CurrentUser) -> KeyCheck:
    """Tell which key the payment provider would be shown, for whoever is signed in."""
    key = secret("SM_PAYMENT_KEY_FILE")
    return KeyCheck(digest=sha256(key.encode()).hexdigest()[:16])
