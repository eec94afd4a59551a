"""balance margins."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "balance_margin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("by_question_id", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("shares", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=True),
        sa.Column("saved_by", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("unit IN ('percent', 'people')", name=op.f("ck_balance_margin_unit_is_known")),
        sa.ForeignKeyConstraint(
            ["by_question_id"], ["question.id"], name=op.f("fk_balance_margin_by_question_id_question")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_balance_margin_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_balance_margin_question_id_question")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_balance_margin")),
        sa.UniqueConstraint("question_id", "by_question_id", name=op.f("uq_balance_margin_question_id_by_question_id")),
    )
    with op.batch_alter_table("balance_margin", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_balance_margin_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(
            "ix_balance_margin_by_groups_once",
            ["question_id"],
            unique=True,
            sqlite_where=sa.text("by_question_id IS NULL"),
            postgresql_where=sa.text("by_question_id IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("balance_margin", schema=None) as batch_op:
        batch_op.drop_index("ix_balance_margin_by_groups_once")
        batch_op.drop_index(batch_op.f("ix_balance_margin_consultation_id"))

    op.drop_table("balance_margin")
