"""steady weights."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("weight_run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("steady", sa.Boolean(), nullable=False, server_default=sa.false()))
    # Of the results kept so far readers have seen the newest; the next is held against it.
    op.execute(
        sa.text("UPDATE weight_run SET steady = true WHERE id IN (SELECT max(id) FROM weight_run GROUP BY question_id)")
    )
    with op.batch_alter_table("weight_run", schema=None) as batch_op:
        batch_op.alter_column("steady", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("weight_run", schema=None) as batch_op:
        batch_op.drop_column("steady")
