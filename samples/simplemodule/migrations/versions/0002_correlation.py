"""Expand: a job's correlation id, which the release before does not write"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("jobs", sa.Column("correlation_id", sa.Text))


def downgrade() -> None:
    op.drop_column("jobs", "correlation_id")
