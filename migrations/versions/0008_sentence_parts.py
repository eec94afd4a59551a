"""sentence parts."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sentence_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("pieces", sa.LargeBinary(), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_sentence_part_run_id_run"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sentence_part")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("sentence_part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sentence_part_run_id"), ["run_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("sentence_part", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sentence_part_run_id"))
    op.drop_table("sentence_part")
