"""What each guard objects to, in which words, and what it lets pass."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agents.auditor.guards import Context
from agents.auditor.guards.clauses import clauses
from agents.auditor.reading.naming import Roll
from agents.auditor.verifiers.panel import object_to
from memory.types import ClaimStatus
from tests.agents.auditor.material import TEXT, THURSDAY, check, stands


def reason(draft: str, source: str = TEXT) -> str:
    """Why the only claim of `draft` is sent back."""
    (finding,) = check(draft, source)
    assert finding.status in {ClaimStatus.CONTRADICTED, ClaimStatus.NOT_ENOUGH}
    return finding.reason


@pytest.mark.parametrize(
    ("draft", "source", "words"),
    [
        ("Fees rose 24%.", "Fees rose 42%.", 'the source says "42%", the draft "24%"'),
        ("Harbour Nine failed in Texas.", "Harbour Nine failed.", 'no source names "Texas"'),
        ("The venue has failed.", "The venue has not failed.", 'the source denies "failed"'),
        ("The venue has not failed.", "The venue has failed.", "what the source does not deny"),
        ("Fees fell in May.", "Fees rose in May.", 'the source says "rose", the draft "fell"'),
        ("It ended on Monday.", "It ended on Friday.", 'says "Friday", the draft "Monday"'),
        ("The venue failed.", "The venue may have failed.", 'states "failed" as a fact'),
        ("The venue closed.", "The venue will close.", 'the draft "closed" as if done'),
        ("The venue returned all coins.", "The venue returned coins.", 'no source says "all" here'),
        ("Quill sued Merrow.", "Merrow sued Quill.", 'does not have "Quill" as the one who "sued"'),
        ("It took two weeks.", "It took two months.", 'says "two months", the draft "two weeks"'),
        ("On day four it broke.", "On the sixth day it broke.", 'says "sixth day", the draft "day'),
        (
            "He served two years.",
            "He served ten months of a two-year term.",
            '"ten months", the draft "two',
        ),
        (
            "It sank in Oban.",
            "It was built in Oban and sank in Troon.",
            'this in "Troon", the draft',
        ),
        ("She flew to Oban.", "She flew from Oban.", 'says "from" of "Oban", the draft "to"'),
        ("The mayor, Ada Pell, left.", "Deputy mayor Ada Pell left.", 'calls "Ada Pell" "Deputy'),
        ("The minister spoke.", "The minister's aide spoke.", "says this of the minister's aide"),
        (
            "Buses are faster than trams.",
            "Trams are faster than buses.",
            "the other way round than",
        ),
        ("Pell lost to Vane.", "Pell beat Vane.", 'says "beat" of them, the draft "lost"'),
        ("The roof fell in.", "Half of the roof fell in.", 'says "Half of the roof", the draft'),
        ("Every seat was taken.", "Nearly every seat was taken.", 'says "nearly every", the draft'),
        (
            "The inn is the oldest in Oban.",
            "The inn is one of the oldest in Oban.",
            "one of the old",
        ),
        (
            "The inn will be sold.",
            "The inn has been sold.",
            '"sold" is done, the draft that it lies',
        ),
        ("Pell runs the inn.", "Pell used to run the inn.", 'says "used to run", the draft "runs"'),
        ("The inn has been sold.", "The inn is being sold.", "goes on, the draft"),
        ("It is the first ferry on gas.", "It is Oban's first ferry on gas.", "Oban's first"),
        ("The tour costs $9.", "The map costs $9, and the tour is free.", 'says "$9" of "map"'),
        ("Work has begun.", "Work was due to begin in May but has not begun.", 'denies "begun"'),
        ("Fires are put out.", "Fires are burning.", 'no source says "put out"'),
        (
            "Oban's takeover of Troon is done.",
            "Troon's takeover of Oban is done.",
            "changed places",
        ),
        ("The nurse was thanked by Pell.", "The nurse thanked Pell.", "changed places around"),
        (
            "“Go,” said the guild.",
            "“Go,” said the studio.",
            "words to the studio, the draft to the",
        ),
        ("“Go,” said Ada Pell.", "“Stay,” said Ada Pell.", 'no source has the words "Go,"'),
        ("The venue failed after a theft.", "The venue failed.", 'leave out "after a theft."'),
    ],
)
def test_a_reason_tells_the_writer_what_is_wrong(draft: str, source: str, words: str) -> None:
    assert words in reason(draft, source)


@pytest.mark.parametrize(
    "draft",
    [
        "The court ruled on Thursday that $173 million of coins belong to Harbour Nine customers.",
        "A court rules that the coins belong to 41,000 customers of Harbour Nine.",
        "Judge Mabey-Strand found that the terms created a trust.",
        "Lenders owed $66m rank behind customers.",
        "“The ledger said whose coins they were,” the judge wrote.",
        "The liquidator may appeal.",
        "Customers, not creditors.",
        "The judge's ruling: 88 pages.",
    ],
)
def test_faithful_rewordings_pass(draft: str) -> None:
    assert stands(draft)


@pytest.mark.parametrize(
    "draft",
    [
        "$66m of coins belong to customers.",
        "Lenders are owed $173m.",
        "The coins belong to creditors.",
        "Judge Eleanor Sorrel found that the terms created a trust.",
        "The liquidator appealed.",
        "The liquidator will appeal.",
        "Harbour Nine has 41,000 lenders.",
        "The judge wrote a 98-page ruling.",
        "The court ruled on Friday.",
        "“The ledger said nothing,” the judge wrote.",
        "“The ledger said whose coins they were,” said the liquidator Piers Adeyo.",
        "All 41,000 customers are paid.",
    ],
)
def test_facts_that_are_bent_do_not_pass(draft: str) -> None:
    assert not stands(draft)


@pytest.mark.parametrize(
    ("said", "source", "fine"),
    [
        ("about 50", "48.6", True),
        ("about 50", "44", False),
        ("nearly 50", "49", True),
        ("nearly 50", "51", False),
        ("more than 40", "41", True),
        ("more than 40", "39", False),
        ("1.4m", "1.37 million", True),
        ("1.4m", "1.31 million", False),
        ("2bn", "two billion", True),
        ("2bn", "two million", False),
        ("twenty-one", "21", True),
        ("a dozen", "12", True),
        ("up to 40", "up to 40", True),
        ("40", "up to 40", False),
    ],
)
def test_figures_are_compared_as_values(said: str, source: str, fine: bool) -> None:
    assert stands(f"The venue has {said} clerks.", f"The venue has {source} clerks.") is fine


@pytest.mark.parametrize(
    ("said", "source", "fine"),
    [
        ("$50B", "50 billion dollars", True),
        ("€50", "$50", False),
        ("89 cents", "$0.89", True),
        ("0.5 percentage points", "50 basis points", True),
        ("0.5%", "0.5 percentage points", False),
        ("half", "50%", True),
        ("a third", "33%", True),
        ("two thirds", "a third", False),
    ],
)
def test_units_matter_as_much_as_values(said: str, source: str, fine: bool) -> None:
    assert stands(f"The levy was cut by {said}.", f"The levy was cut by {source}.") is fine


@pytest.mark.parametrize(
    ("said", "source", "fine"),
    [
        ("on 2 December", "on December 2nd", True),
        ("on 2 December", "on 3 December", False),
        ("in 2025", "in March 2025", True),
        ("in March 2025", "in 2025", False),
        ("on Thursday", "on 19 November", True),
        ("on Friday", "on 19 November", False),
        ("today", "on Thursday", True),
        ("yesterday", "on Thursday", False),
        ("in Q3", "in the third quarter", True),
        ("last week", "this week", False),
    ],
)
def test_times_are_compared_as_days(said: str, source: str, fine: bool) -> None:
    assert stands(f"The opening is {said}.", f"The opening is {source}.") is fine


@pytest.mark.parametrize(
    ("said", "source", "fine"),
    [
        ("SVB", "Silicon Valley Bank", True),
        ("The SEC", "The Securities and Exchange Commission", True),
        ("BTC", "Bitcoin", True),
        ("U.K. banks", "British banks", True),
        ("Quill", "Quill Inc.", True),
        ("Quill's board", "The board of Quill", True),
        ("SVC", "Silicon Valley Bank", False),
        ("Quill Tarn", "Quill, which left Tarn early,", False),
    ],
)
def test_names_are_known_under_their_aliases(said: str, source: str, fine: bool) -> None:
    assert stands(f"{said} closed branches.", f"{source} closed branches.") is fine


def test_a_name_from_elsewhere_in_the_story_is_not_the_one_meant_here() -> None:
    source = (
        "Ada Pell chairs the ferry board. The board meets in Tarn. Fares will not change. "
        "Crews want longer breaks. Norwell repaired the pier in June. The pier reopened in July."
    )
    assert stands("Norwell repaired the pier in June.", source)
    assert 'the draft of "Ada Pell"' in reason("Ada Pell repaired the pier in June.", source)


def test_what_lies_ahead_may_be_told_in_the_present_only_with_its_time() -> None:
    assert 'the draft "close" as if done' in reason("The venues close.", "The venues will close.")
    assert stands("The venues close on Friday.", "The venues will close on Friday.")


def test_a_name_that_no_passage_has_is_stopped_before_any_verifier_is_asked() -> None:
    """The story knows Pike; what the claim leans on does not."""
    day, story = THURSDAY.date(), "The venue froze withdrawals. Pike opened a bakery."
    context = Context(said=day, published=day, evidence=story, roll=Roll(story))
    found = object_to("Pike froze withdrawals.", ["The venue froze withdrawals."], context)
    assert found
    assert found.reason == 'the source does not say this of "Pike"'
    own = replace(context, own_names=frozenset({"pike"}))
    assert object_to("Pike froze withdrawals.", ["The venue froze withdrawals."], own) is None


def test_a_time_may_not_move_where_no_verb_tells() -> None:
    source = "End of the lease in March, and a review of the rent in June."
    assert stands("End of the lease in March.", source)
    assert 'the source says "March"' in reason("End of the lease in June.", source)


def test_who_speaks_may_be_named_by_the_office_that_the_story_gives_them() -> None:
    source = "“Go home,” said Otto Blume. Otto Blume is the mayor of Tarn."
    assert stands("“Go home,” said the mayor.", source)
    assert 'to "Otto Blume"' in reason("“Go home,” said the minister.", source)


def test_what_a_contrast_keeps_apart_is_not_joined() -> None:
    source = "The index gained, led by energy shares, while technology shares slipped."
    assert stands("The index gained, led by energy shares.", source)
    assert "of the same thing" in reason("The index gained, led by technology shares.", source)


def test_a_verb_keeps_its_particle() -> None:
    source = "The union has called off the strike at the port."
    assert stands("The union called off the strike.", source)
    assert 'the source says "called off"' in reason("The union called the strike.", source)


@pytest.mark.parametrize(
    ("said", "source", "fine"),
    [
        ("an hour and a half", "90 minutes", True),
        ("a year and a half", "18 months", True),
        ("half an hour", "30 minutes", True),
        ("half an hour", "90 minutes", False),
        ("two weeks", "14 days", True),
        ("two weeks", "13 days", False),
        ("a decade", "ten years", True),
        ("4 hours 20 minutes", "four hours and twenty minutes", True),
        ("4 hours 20 minutes", "four hours and ten minutes", False),
        ("48 hours", "two days", True),
    ],
)
def test_durations_are_compared_as_time(said: str, source: str, fine: bool) -> None:
    assert stands(f"The repair took {said}.", f"The repair took {source}.") is fine


@pytest.mark.parametrize(
    ("said", "source", "fine"),
    [
        ("5 kg", "5 kilograms", True),
        ("5 GB", "5 TB", False),
        ("one in five", "20%", True),
        ("one in four", "20%", False),
        ("three quarters", "75%", True),
        ("a quarter of a million", "250,000", True),
        ("half a million", "250,000", False),
        ("CHF 20", "20 francs", True),
    ],
)
def test_figures_are_read_however_they_are_written(said: str, source: str, fine: bool) -> None:
    assert stands(f"The index lost {said}.", f"The index lost {source}.") is fine


@pytest.mark.parametrize(
    ("draft", "source", "fine"),
    [
        ("It rose six points to 47%.", "It rose from 41% to 47%.", True),
        ("It rose five points to 47%.", "It rose from 41% to 47%.", False),
        ("18 of the 36 schools were cold.", "Half of the 36 schools were cold.", True),
        ("28 of the 36 schools were cold.", "Half of the 36 schools were cold.", False),
        (
            "Half of the 412 patients got it.",
            "Of 412 patients, of whom 206 got it, few left.",
            True,
        ),
        (
            "A third of the 412 patients got it.",
            "There were 412 patients, of whom 206 got it.",
            False,
        ),
    ],
)
def test_what_follows_from_two_figures_is_no_invention(draft: str, source: str, fine: bool) -> None:
    assert stands(draft, source) is fine


@pytest.mark.parametrize(
    ("said", "source", "fine"),
    [
        ("in December", "next month", True),
        ("in January", "next month", False),
        ("in 2027", "next year", True),
        ("in late September", "at the end of September", True),
        ("in early September", "at the end of September", False),
        ("in the 1990s", "in 1994", True),
        ("in 1994", "in the 1990s", False),
        ("in 2026", "on 3 May 2026", True),
    ],
)
def test_a_time_may_be_told_more_coarsely_and_no_finer(said: str, source: str, fine: bool) -> None:
    assert stands(f"The opening is {said}.", f"The opening is {source}.") is fine


@pytest.mark.parametrize(
    ("draft", "source"),
    [
        ("Trams are slower than buses.", "Buses are faster than trams."),
        ("Buses carry more people than trams.", "Trams carry fewer people than buses."),
        ("Trams carry half as many people as buses.", "Buses carry twice as many people as trams."),
        ("Greta Stamm lost to Orla Finch.", "Orla Finch beat Greta Stamm."),
        ("The museum borrowed a crown from Kelvar.", "Kelvar lent the museum a crown."),
        ("Ghent finished ahead of Lisbon.", "Lisbon finished behind Ghent."),
        ("The inn has more cats than dogs.", "At the inn, cats outnumber dogs."),
    ],
)
def test_the_same_told_from_its_other_end_is_the_same(draft: str, source: str) -> None:
    assert stands(draft, source)


@pytest.mark.parametrize(
    ("draft", "source"),
    [
        ("Trams are slower than buses.", "Trams are faster than buses."),
        ("Trams carry twice as many people as buses.", "Buses carry twice as many as trams."),
        ("The museum lent Kelvar a crown.", "Kelvar lent the museum a crown."),
        ("Kelvar borrowed a crown from the museum.", "Kelvar lent the museum a crown."),
        ("Lenders rank before the customers.", "Lenders rank behind the customers."),
        ("The inn has more dogs than cats.", "At the inn, cats outnumber dogs."),
    ],
)
def test_one_end_with_the_other_s_order_is_something_else(draft: str, source: str) -> None:
    assert not stands(draft, source)


@pytest.mark.parametrize(
    ("draft", "source"),
    [
        ("The union cancelled the strike.", "The union called off the strike."),
        ("The strike was called off.", "The union cancelled the strike."),
        ("The vote was postponed.", "The vote was put off."),
    ],
)
def test_a_phrasal_verb_says_what_its_plain_one_says(draft: str, source: str) -> None:
    assert stands(draft, source)


def test_a_particle_belongs_to_the_verb_of_its_own_sentence() -> None:
    passage = "The mayor put it bluntly. Off the coast the swell grew."
    day = THURSDAY.date()
    context = Context(said=day, published=day, evidence=passage, roll=Roll(passage))
    assert clauses("The mayor put it bluntly.", [passage], context) is None


def test_a_speaker_s_label_belongs_to_the_quotation() -> None:
    source = "“Go home,” said ranger Otto Blume. Mayor Hanne Reiss asked people to stay away."
    assert stands("Otto Blume: “Go home.”", source)
    assert 'to "Otto Blume"' in reason("Hanne Reiss: “Go home.”", source)
