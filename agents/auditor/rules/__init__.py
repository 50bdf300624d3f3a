"""Rules of conduct and of the platforms: run on every draft before anything is paid for.

A rule that is words or patterns is an entry of `conduct.toml` and needs no code. One that
thinks is a function `(Draft, Setting) -> Breach | None` in `RULES`, named by its entry in
`conduct.toml` or `platform.toml`; `catalogue()` lists them all.
"""

from agents.auditor.rules.advertising import advertising_is_marked
from agents.auditor.rules.catalogue import Entry, catalogue
from agents.auditor.rules.conduct import disclosed, no_advice, no_invented_life, no_taboo
from agents.auditor.rules.defamation import no_unsourced_accusation
from agents.auditor.rules.form import (
    balanced,
    complete,
    goes_out_here,
    no_leftovers,
    not_empty,
    short_enough,
)
from agents.auditor.rules.impersonation import speaks_as_itself
from agents.auditor.rules.minors import no_named_minors
from agents.auditor.rules.money import money_talk_is_disclaimed
from agents.auditor.rules.novelty import not_said_before, timely
from agents.auditor.rules.privacy import no_private_data
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
from agents.auditor.rules.tragedy import sober_on_graves
from agents.auditor.rules.wording import word_rules

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
    money_talk_is_disclaimed,
    no_invented_life,
    *word_rules(),
    no_private_data,
    no_named_minors,
    sober_on_graves,
    no_unsourced_accusation,
    speaks_as_itself,
    advertising_is_marked,
    not_said_before,
    timely,
)

__all__ = ["RULES", "Entry", "Rule", "Setting", "catalogue", "has_story_link"]
