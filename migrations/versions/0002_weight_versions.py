"""weight versions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "weight_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("weight_run_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("frozen_by", sa.Integer(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_weight_version_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_weight_version_question_id_question")),
        sa.ForeignKeyConstraint(
            ["weight_run_id"], ["weight_run.id"], name=op.f("fk_weight_version_weight_run_id_weight_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weight_version")),
        sa.UniqueConstraint("question_id", "number", name=op.f("uq_weight_version_question_id_number")),
        sa.UniqueConstraint("weight_run_id", name=op.f("uq_weight_version_weight_run_id")),
    )
    with op.batch_alter_table("weight_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_weight_version_consultation_id"), ["consultation_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("weight_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_weight_version_consultation_id"))
    op.drop_table("weight_version")
