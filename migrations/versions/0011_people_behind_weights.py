"""people behind weights."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Results from before have none: they are held against later ones by their numbers of people.
    parts = sa.Column("parts", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False, server_default="{}")
    with op.batch_alter_table("weight_run", schema=None) as batch_op:
        batch_op.add_column(parts)
    with op.batch_alter_table("weight_run", schema=None) as batch_op:
        batch_op.alter_column("parts", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("weight_run", schema=None) as batch_op:
        batch_op.drop_column("parts")
