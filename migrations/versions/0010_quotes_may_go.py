"""quotes may go: a theme whose quote is erased stays, without it."""

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


def downgrade() -> None:
    with op.batch_alter_table("theme", schema=None) as batch_op:
        batch_op.drop_constraint(QUOTE, type_="foreignkey")
        batch_op.create_foreign_key(QUOTE, "answer", ["quote_answer_id"], ["id"])
