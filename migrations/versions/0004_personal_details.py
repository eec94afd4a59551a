"""personal details."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "personal_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("effect", sa.String(length=8), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("effect IN ('shown', 'hidden')", name=op.f("ck_personal_decision_effect_is_known")),
        sa.CheckConstraint(
            "span_start >= 0 AND span_end > span_start", name=op.f("ck_personal_decision_part_has_characters")
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_by IS NOT NULL", name=op.f("ck_personal_decision_ended_by_a_person")
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_personal_decision_answer_id_answer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_decision")),
    )
    with op.batch_alter_table("personal_decision", schema=None) as batch_op:
        batch_op.create_index("ix_personal_decision_answer_id_ended_at", ["answer_id", "ended_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_personal_decision_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(
            "uq_personal_decision_standing",
            ["answer_id", "span_start", "span_end"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "personal_find",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.CheckConstraint("parts > 0", name=op.f("ck_personal_find_has_parts")),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_personal_find_answer_id_answer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["board_id"], ["theme_board.id"], name=op.f("fk_personal_find_board_id_theme_board")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_find")),
        sa.UniqueConstraint("answer_id", "kind", name=op.f("uq_personal_find_answer_id_kind")),
    )
    with op.batch_alter_table("personal_find", schema=None) as batch_op:
        batch_op.create_index("ix_personal_find_board_id_answer_id", ["board_id", "answer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_personal_find_consultation_id"), ["consultation_id"], unique=False)

    with op.batch_alter_table("theme_board", schema=None) as batch_op:
        batch_op.add_column(sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("looked_to", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("theme_board", schema=None) as batch_op:
        batch_op.drop_column("looked_to")
        batch_op.drop_column("looked_at")

    with op.batch_alter_table("personal_find", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_personal_find_consultation_id"))
        batch_op.drop_index("ix_personal_find_board_id_answer_id")

    op.drop_table("personal_find")
    with op.batch_alter_table("personal_decision", schema=None) as batch_op:
        batch_op.drop_index("uq_personal_decision_standing")
        batch_op.drop_index(batch_op.f("ix_personal_decision_consultation_id"))
        batch_op.drop_index("ix_personal_decision_answer_id_ended_at")

    op.drop_table("personal_decision")
