"""Expand: users.display_name beside users.name, which the release before goes on writing"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("users", sa.Column("display_name", sa.Text))


def downgrade() -> None:
    op.drop_column("users", "display_name")
