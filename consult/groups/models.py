"""The stakeholder groups of a consultation, each with a population size, its source and its date."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveys.database import Base
from surveys.definition import StakeholderGroup


class ConsultationGroup(Base):
    """One stakeholder group in one consultation. `mark` is its shape and colour, the same on every chart."""

    __tablename__ = "consultation_group"
    __table_args__ = (CheckConstraint("population IS NULL OR population > 0", name="population_is_positive"),)

    group_id: Mapped[int] = mapped_column(ForeignKey("stakeholder_group.id"), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    mark: Mapped[int] = mapped_column(default=1)
    population: Mapped[int | None]
    source: Mapped[str] = mapped_column(default="")
    counted_on: Mapped[date | None] = mapped_column(Date)

    group: Mapped[StakeholderGroup] = relationship(lazy="joined", innerjoin=True)

    @property
    def id(self) -> int:
        """The group's own id, under the name the audit trail asks for."""
        return self.group_id
