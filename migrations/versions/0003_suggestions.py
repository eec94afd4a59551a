"""suggestions."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("strength", sa.Double(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("strength >= 0 AND strength <= 1", name=op.f("ck_suggestion_strength_is_a_share")),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_suggestion_answer_id_answer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["board_id"], ["theme_board.id"], name=op.f("fk_suggestion_board_id_theme_board")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_suggestion_run_id_run")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_suggestion_theme_id_theme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
        sa.UniqueConstraint("board_id", "answer_id", name=op.f("uq_suggestion_board_id_answer_id")),
    )
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suggestion_answer_id"), ["answer_id"], unique=False)
        batch_op.create_index("ix_suggestion_board_id_place", ["board_id", "place"], unique=False)

    op.create_table(
        "suggestion_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("suggested_theme_id", sa.Integer(), nullable=True),
        sa.Column("strength", sa.Double(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("one_by_one", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_suggestion_decision_answer_id_answer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_suggestion_decision_assignment_id_assignment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["board_id"], ["theme_board.id"], name=op.f("fk_suggestion_decision_board_id_theme_board")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_suggestion_decision_run_id_run")),
        sa.ForeignKeyConstraint(
            ["suggested_theme_id"], ["theme.id"], name=op.f("fk_suggestion_decision_suggested_theme_id_theme")
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_suggestion_decision_theme_id_theme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_decision")),
    )
    with op.batch_alter_table("suggestion_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suggestion_decision_answer_id"), ["answer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_suggestion_decision_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index("ix_suggestion_decision_board_id_answer_id", ["board_id", "answer_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("suggestion_decision", schema=None) as batch_op:
        batch_op.drop_index("ix_suggestion_decision_board_id_answer_id")
        batch_op.drop_index(batch_op.f("ix_suggestion_decision_assignment_id"))
        batch_op.drop_index(batch_op.f("ix_suggestion_decision_answer_id"))

    op.drop_table("suggestion_decision")
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.drop_index("ix_suggestion_board_id_place")
        batch_op.drop_index(batch_op.f("ix_suggestion_answer_id"))

    op.drop_table("suggestion")
