"""Guards: deterministic objections to a claim, asked before anything is believed.

Each is a pure function of the claim, its best passages and a context, and each
is content with a faithful rewording: shortened, moved, retold in the historical
present, with figures and spellings written another way.
"""

from agents.auditor.guards.absolutes import absolutes
from agents.auditor.guards.clauses import clauses
from agents.auditor.guards.comparisons import accounted, comparisons
from agents.auditor.guards.dates import dates
from agents.auditor.guards.durations import durations
from agents.auditor.guards.figures import figures
from agents.auditor.guards.modality import modality
from agents.auditor.guards.names import names_here, names_known, names_placed
from agents.auditor.guards.numbers import numbers
from agents.auditor.guards.objection import Context, Guard, Objection
from agents.auditor.guards.offices import offices
from agents.auditor.guards.places import places
from agents.auditor.guards.polarity import negation, opposites
from agents.auditor.guards.quotes import quotes
from agents.auditor.guards.roles import roles
from agents.auditor.guards.scope import scope
from agents.auditor.guards.tense import tense

GUARDS: tuple[Guard, ...] = (
    quotes,
    names_known,
    numbers,
    figures,
    durations,
    dates,
    negation,
    comparisons,
    opposites,
    modality,
    tense,
    absolutes,
    scope,
    names_here,
    names_placed,
    places,
    offices,
    roles,
    clauses,
)

__all__ = ["GUARDS", "Context", "Guard", "Objection", "accounted", "names_known"]
