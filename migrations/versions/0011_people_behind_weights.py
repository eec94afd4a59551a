"""people behind weights."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Results from before have no parts: they are held against later ones by their numbers of people.
    parts = sa.Column("parts", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False, server_default="{}")
    with op.batch_alter_table("weight_run", schema=None) as batch_op:
        batch_op.add_column(parts)
        batch_op.add_column(sa.Column("for_readers", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.drop_constraint("uq_weight_run_run_id", type_="unique")
        batch_op.create_unique_constraint("uq_weight_run_run_id_for_readers", ["run_id", "for_readers"])
    with op.batch_alter_table("weight_run", schema=None) as batch_op:
        batch_op.alter_column("parts", server_default=None)
        batch_op.alter_column("for_readers", server_default=None)
    with op.batch_alter_table("weight_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("edition", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("weight_version", schema=None) as batch_op:
        batch_op.drop_column("edition")
    # What was made for readers alone goes: the code before knows one result of a run.
    op.execute(sa.text("DELETE FROM weight_run WHERE for_readers"))
    with op.batch_alter_table("weight_run", schema=None) as batch_op:
        batch_op.drop_constraint("uq_weight_run_run_id_for_readers", type_="unique")
        batch_op.create_unique_constraint("uq_weight_run_run_id", ["run_id"])
        batch_op.drop_column("for_readers")
        batch_op.drop_column("parts")
