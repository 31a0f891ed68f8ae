"""The database's schema, and whether it is the one that this release needs."""

from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from sm.database import Connection

CONFIG = Path(__file__).parent.parent / "alembic.ini"


class Unmigrated(Exception):
    """The schema is older than this release needs."""


class Schema:
    """The revisions that this release knows."""

    def __init__(self) -> None:
        scripts = ScriptDirectory.from_config(Config(CONFIG))
        self.revisions = [script.revision for script in scripts.walk_revisions()][::-1]

    def check(self, connection: Connection) -> str:
        """The database's revision; raises when ones that this release knows are still to come.

        One that it does not know is a newer release's: by expand and contract, this release can still work with it.
        """
        current = _current(connection)
        if current is not None and current not in self.revisions:
            return current
        done = 0 if current is None else self.revisions.index(current) + 1
        if done < len(self.revisions):
            raise Unmigrated(
                f"SM010: the database is at revision {current or 'none'}, and this release needs {self.revisions[-1]}. "
                f"Run python -m sm.migrate before it starts"
            )
        return self.revisions[-1]


def _current(connection: Connection) -> str | None:
    there = connection.execute("SELECT to_regclass('alembic_version') IS NOT NULL AS there").fetchone()
    if not there or not there["there"]:
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return row["version_num"] if row else None
