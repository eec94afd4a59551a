"""further themes: guesses at what a part of an answer also says. A theme whose quote is erased stays, without it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

QUOTE = "fk_theme_quote_answer_id_answer"


def upgrade() -> None:
    with op.batch_alter_table("theme", schema=None) as batch_op:
        batch_op.drop_constraint(QUOTE, type_="foreignkey")
        batch_op.create_foreign_key(QUOTE, "answer", ["quote_answer_id"], ["id"], ondelete="SET NULL")
    op.create_table(
        "further_suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("strength", sa.Double(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(accepted IS NULL) = (decided_by IS NULL)", name=op.f("ck_further_suggestion_decided_by_a_person")
        ),
        sa.CheckConstraint(
            "span_start >= 0 AND span_end > span_start", name=op.f("ck_further_suggestion_part_has_characters")
        ),
        sa.CheckConstraint("strength >= 0 AND strength <= 1", name=op.f("ck_further_suggestion_strength_is_a_share")),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_further_suggestion_answer_id_answer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["board_id"], ["theme_board.id"], name=op.f("fk_further_suggestion_board_id_theme_board")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_further_suggestion_run_id_run")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_further_suggestion_theme_id_theme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_further_suggestion")),
        sa.UniqueConstraint(
            "board_id", "answer_id", "theme_id", name=op.f("uq_further_suggestion_board_id_answer_id_theme_id")
        ),
    )
    with op.batch_alter_table("further_suggestion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_further_suggestion_answer_id"), ["answer_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("further_suggestion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_further_suggestion_answer_id"))

    op.drop_table("further_suggestion")
    with op.batch_alter_table("theme", schema=None) as batch_op:
        batch_op.drop_constraint(QUOTE, type_="foreignkey")
        batch_op.create_foreign_key(QUOTE, "answer", ["quote_answer_id"], ["id"])
