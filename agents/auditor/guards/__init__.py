"""Guards: deterministic objections to a claim, asked before anything is believed.

Each is a pure function of the claim, its best passages and a context, and each
is content with a faithful rewording: shortened, moved, retold in the historical
present, with figures and spellings written another way.
"""

from agents.auditor.guards.certainty import absolutes, modality, tense
from agents.auditor.guards.clauses import clauses
from agents.auditor.guards.dates import dates
from agents.auditor.guards.figures import figures
from agents.auditor.guards.names import names_here, names_known, names_placed
from agents.auditor.guards.numbers import numbers
from agents.auditor.guards.objection import Context, Guard, Objection
from agents.auditor.guards.polarity import negation, opposites
from agents.auditor.guards.quotes import quotes
from agents.auditor.guards.roles import roles

GUARDS: tuple[Guard, ...] = (
    quotes,
    names_known,
    numbers,
    figures,
    dates,
    negation,
    opposites,
    modality,
    tense,
    absolutes,
    names_here,
    names_placed,
    roles,
    clauses,
)

__all__ = ["GUARDS", "Context", "Guard", "Objection", "names_known"]
