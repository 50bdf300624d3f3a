"""Rules of conduct and of the platforms: run on every draft before anything is paid for.

To add one, write a function `(Draft, Setting) -> Breach | None` and put it in `RULES`.
"""

from agents.auditor.rules.conduct import disclosed, no_advice, no_invented_life, no_taboo
from agents.auditor.rules.form import (
    balanced,
    complete,
    goes_out_here,
    no_leftovers,
    not_empty,
    short_enough,
)
from agents.auditor.rules.novelty import not_said_before, timely
from agents.auditor.rules.quarantine import no_quarantined_words
from agents.auditor.rules.reach import (
    few_hashtags,
    has_story_link,
    no_instructions,
    one_cashtag,
    only_known_handles,
    only_known_links,
)
from agents.auditor.rules.rule import Rule, Setting

RULES: tuple[Rule, ...] = (
    disclosed,
    goes_out_here,
    no_instructions,
    no_quarantined_words,
    no_taboo,
    not_empty,
    short_enough,
    no_leftovers,
    complete,
    balanced,
    only_known_links,
    only_known_handles,
    one_cashtag,
    few_hashtags,
    no_advice,
    no_invented_life,
    not_said_before,
    timely,
)

__all__ = ["RULES", "Rule", "Setting", "has_story_link"]
