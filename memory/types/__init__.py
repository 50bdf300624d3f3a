"""The vocabulary: one frozen value per word of the design.

These values travel through the graph, into checkpoints and into the database
as JSON. They hold no clients, rows or prompts, and no behaviour beyond what can
be read off their own fields. Times are aware UTC everywhere.
"""

from memory.types.audited import (
    CHECKABLE,
    Breach,
    Claim,
    ClaimKind,
    ClaimStatus,
    Decision,
    Evidence,
    EvidenceKind,
    Finding,
    Span,
    Verdict,
    Vote,
)
from memory.types.corrected import Cause, Correction, CorrectionState, Entry, Revision
from memory.types.incoming import (
    Alarm,
    Article,
    ArticleKind,
    Candidate,
    DatedBy,
    Dismissal,
    Dismissed,
    Dispute,
    Passage,
    Post,
    PostKind,
    Provenance,
    Ranking,
    Reactions,
    Saying,
    Signal,
    SignalKind,
    SourceState,
    Story,
    Telling,
)
from memory.types.outgoing import (
    Approval,
    Outcome,
    Publication,
    PublicationState,
    Receipt,
    Usage,
    Work,
)
from memory.types.planned import Assignment, AssignmentKind, Brief, Fact, Mode, Plan, Request
from memory.types.values import UTCTime, Value
from memory.types.written import Draft, Pointer

__all__ = [
    "CHECKABLE",
    "Alarm",
    "Approval",
    "Article",
    "ArticleKind",
    "Assignment",
    "AssignmentKind",
    "Breach",
    "Brief",
    "Candidate",
    "Cause",
    "Claim",
    "ClaimKind",
    "ClaimStatus",
    "Correction",
    "CorrectionState",
    "DatedBy",
    "Decision",
    "Dismissal",
    "Dismissed",
    "Dispute",
    "Draft",
    "Entry",
    "Evidence",
    "EvidenceKind",
    "Fact",
    "Finding",
    "Mode",
    "Outcome",
    "Passage",
    "Plan",
    "Pointer",
    "Post",
    "PostKind",
    "Provenance",
    "Publication",
    "PublicationState",
    "Ranking",
    "Reactions",
    "Receipt",
    "Request",
    "Revision",
    "Saying",
    "Signal",
    "SignalKind",
    "SourceState",
    "Span",
    "Story",
    "Telling",
    "UTCTime",
    "Usage",
    "Value",
    "Verdict",
    "Vote",
    "Work",
]

for _name in __all__:
    if isinstance(_value := globals()[_name], type):
        _value.__module__ = __name__  # checkpoints name the vocabulary, not the file it stands in
