"""`python -m sm.bootstrap`: makes the administrator, with the password of a secret file. May be run again and again."""

import logging

from sm import logs
from sm.database import connect
from sm.modules.accounts.users import make_admin
from sm.settings import optional, secret

logger = logging.getLogger("sm.bootstrap")


def main() -> None:
    logs.configure()
    email = optional("SM_ADMIN_EMAIL", "admin@example.com")
    password = secret("SM_ADMIN_PASSWORD_FILE")
    with connect() as connection:
        logger.info("the administrator %s %s", email, make_admin(connection, email, password))


if __name__ == "__main__":
    main()
