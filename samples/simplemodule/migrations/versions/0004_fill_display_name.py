"""Contract: users.display_name is filled and never null, since every release that runs writes it"""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("UPDATE users SET display_name = coalesce(name, email) WHERE display_name IS NULL")
    op.alter_column("users", "display_name", nullable=False)


def downgrade() -> None:
    op.alter_column("users", "display_name", nullable=True)
