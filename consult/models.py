"""Every table of Heed in one import, for migrations and tests; nothing is defined here."""

from consult.accounts import models as accounts
from consult.audit import AuditEntry, AuditHead
from consult.consultations import models as consultations
from consult.groups import models as groups
from consult.outbox import Mail
from consult.outcomes import models as outcomes
from consult.publishing import models as publishing
from consult.runs import Run
from consult.themes import models as themes
from consult.weights import models as weights
from surveys import collection, definition, drafts, staging
from surveys.database import Base

__all__ = [
    "AuditEntry",
    "AuditHead",
    "Base",
    "Mail",
    "Run",
    "accounts",
    "collection",
    "consultations",
    "definition",
    "drafts",
    "groups",
    "outcomes",
    "publishing",
    "staging",
    "themes",
    "weights",
]
