"""Contract: users.name goes, since no release that runs reads it"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.drop_column("users", "name")


def downgrade() -> None:
    op.add_column("users", sa.Column("name", sa.Text))
    op.execute("UPDATE users SET name = display_name")
