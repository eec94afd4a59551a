"""theme trees."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "theme_tree",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("leaves", sa.Integer(), nullable=False),
        sa.Column("merges", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("branches", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("places", sa.LargeBinary(), nullable=False),
        sa.Column("themes", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("cut_by", sa.Integer(), nullable=True),
        sa.Column("cut_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["theme_board.id"], name=op.f("fk_theme_tree_board_id_theme_board")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_tree")),
        sa.UniqueConstraint("board_id", name=op.f("uq_theme_tree_board_id")),
    )
    with op.batch_alter_table("theme_tree", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_theme_tree_consultation_id"), ["consultation_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("theme_tree", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_theme_tree_consultation_id"))

    op.drop_table("theme_tree")
