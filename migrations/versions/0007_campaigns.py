"""campaigns."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("template_answer_id", sa.Integer(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.CheckConstraint("n > 0", name=op.f("ck_campaign_has_answers")),
        sa.ForeignKeyConstraint(["board_id"], ["theme_board.id"], name=op.f("fk_campaign_board_id_theme_board")),
        sa.ForeignKeyConstraint(
            ["template_answer_id"],
            ["answer.id"],
            name=op.f("fk_campaign_template_answer_id_answer"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_board_id"), ["board_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_campaign_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_campaign_template_answer_id"), ["template_answer_id"], unique=False)

    op.create_table(
        "campaign_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("likeness", sa.Double(), nullable=False),
        sa.CheckConstraint("likeness >= 0 AND likeness <= 1", name=op.f("ck_campaign_answer_likeness_is_a_share")),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_campaign_answer_answer_id_answer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_answer_campaign_id_campaign"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_answer")),
        sa.UniqueConstraint("answer_id", name=op.f("uq_campaign_answer_answer_id")),
    )
    with op.batch_alter_table("campaign_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_answer_campaign_id"), ["campaign_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("campaign_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_answer_campaign_id"))

    op.drop_table("campaign_answer")
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_template_answer_id"))
        batch_op.drop_index(batch_op.f("ix_campaign_consultation_id"))
        batch_op.drop_index(batch_op.f("ix_campaign_board_id"))

    op.drop_table("campaign")
