"""Each habit against a corpus that was counted by hand."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from agents.style.voice.habits.capitals import Capitals
from agents.style.voice.habits.corpus import Corpus
from agents.style.voice.habits.edges import Edges, ending_of
from agents.style.voice.habits.emoji import Emoji, runs
from agents.style.voice.habits.function_words import FunctionWords
from agents.style.voice.habits.languages import measure_languages
from agents.style.voice.habits.length import Length
from agents.style.voice.habits.lexicon import function_words, names, stance
from agents.style.voice.habits.links import Links
from agents.style.voice.habits.names import Named, forms_of
from agents.style.voice.habits.punctuation import Punctuation
from agents.style.voice.habits.rhythm import Rhythm
from agents.style.voice.habits.schedule import Schedule
from agents.style.voice.habits.spelling import Spelling
from agents.style.voice.habits.stance import Stance
from agents.style.voice.habits.tags import Tags
from agents.style.voice.habits.topics import measure_topics
from agents.style.voice.habits.values import Counted, Share, Spread
from agents.style.voice.habits.words import Others, count_words, measure_words, telling
from memory.types import Post, PostKind

START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
"""A Monday."""


def post(number: int, text: str, kind: PostKind = PostKind.STATEMENT, **more: object) -> Post:
    values = {"posted_at": START + timedelta(days=number), **more}
    return Post.model_validate({"id": f"p{number}", "text": text, "kind": kind, **values})


def corpus(*texts: str) -> Corpus:
    return Corpus.of([post(number, text) for number, text in enumerate(texts)])


def shares(found: tuple[Share, ...]) -> dict[str, float]:
    return {one.name: one.share for one in found}


def counts(found: tuple[Counted, ...]) -> dict[str, int]:
    return {one.text: one.count for one in found}


def test_a_spread_lies_on_numbers_that_were_seen() -> None:
    spread = Spread.of([9, 1, 2, 4, 4])
    assert (spread.mean, spread.least, spread.median, spread.most) == (4, 1, 4, 9)
    assert spread.deviation == pytest.approx(2.76)
    assert Spread.of([]) == Spread()


def test_length_is_counted_without_links() -> None:
    length = Length.measure(corpus("Ten chars. https://a.example/long/path", "x" * 45, "y" * 900))
    assert length.characters.least == 10
    assert length.characters.most == 900
    assert length.histogram[0] == length.histogram[2] == length.histogram[14] == 0.333
    assert sum(length.histogram) == pytest.approx(1, abs=0.01)
    assert length.words.least == 1


def test_replies_articles_and_whole_threads_do_not_count_for_form() -> None:
    posts = [
        post(1, "Short.", PostKind.STATEMENT),
        post(2, "@ada No!", PostKind.REPLY),
        post(3, "A long article. " * 90, PostKind.LONG),
        post(4, "Part one. " * 90, PostKind.THREAD),
        post(5, "A part of a thread.", PostKind.THREAD),
    ]
    assert [one.post.id for one in Corpus.of(posts).own] == ["p1", "p5"]
    assert [one.post.id for one in Corpus.of(posts[1:4]).own] == ["p3", "p4"]
    assert [one.post.id for one in Corpus.of(posts[1:2]).own] == ["p2"]


def test_an_emoji_after_a_full_stop_is_no_sentence_and_a_tag_no_closer() -> None:
    found = corpus(*["We sold everything that we had on Monday. 🔥", "So it goes. #ask"] * 3)
    assert Rhythm.measure(found).one_sentence_share == 0.5
    assert Edges.measure(found).closers == ()
    assert Stance.measure(found).punch_line_share == 0


def test_rhythm_counts_sentences_words_and_lines() -> None:
    rhythm = Rhythm.measure(
        corpus(
            "One two three. Four five.",
            "A sentence of six words here.",
            "First:\n- one thing\n- other thing",
            "Above.\n\nBelow.",
            "- alone",
        )
    )
    assert rhythm.sentences.most == 3
    assert rhythm.one_sentence_share == 0.4
    assert rhythm.words.most == 6
    assert rhythm.short_sentence_share == pytest.approx(8 / 9, abs=0.001)
    assert (rhythm.line_break_share, rhythm.empty_line_share) == (0.4, 0.2)
    assert rhythm.list_share == 0.2
    assert rhythm.lines.mean == 3


def test_edges_know_what_recurs_at_both_ends() -> None:
    edges = Edges.measure(
        corpus(
            "Noted: A till is open. Read it.",
            "Noted: the lid is off. Read it.",
            "Noted: Keys are kept. Read it.",
            "1. Count to one.",
            "1. Count to two.",
            "1. Count to three!",
            "Read it.",
            "So it goes…",
        )
    )
    assert counts(edges.openers) == {"Noted:": 3}
    assert edges.opener_share == 0.375
    assert edges.capital_after_opener == 0.667
    assert counts(edges.closers) == {"Read it.": 3}
    assert edges.closer_share == 0.375
    assert edges.first_words[0] == Counted(text="Noted:", count=3)
    assert edges.first_pairs[0] == Counted(text="1. Count", count=3)
    assert edges.ending("full stop") == 0.75
    assert edges.ending("exclamation mark") == edges.ending("ellipsis") == 0.125
    assert edges.ending("colon") == 0


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("Done.", "full stop"),
        ('He said "done."', "full stop"),
        ("Done", "no mark"),
        ("Done...", "ellipsis"),
        ("Done? 🔥🔥", "emoji"),
        ("Done #finally", "tag"),
        ("Up 3 $BTC", "tag"),
        ("Done ❤️", "emoji"),
    ],
)
def test_an_ending_is_the_last_thing_that_is_seen(text: str, ending: str) -> None:
    assert ending_of(text) == ending


def test_punctuation_is_a_share_of_posts() -> None:
    marks = Punctuation.measure(
        corpus(
            "Wait!! What?",
            "Red, white, and blue; all of it.",
            "Bread, milk and honey (fresh) — or so…",
            'He said "never" - and left...',
        )
    )
    assert (marks.exclamation, marks.question, marks.repeated) == (0.25, 0.25, 0.25)
    assert (marks.commas, marks.semicolons, marks.parentheses) == (0.5, 0.25, 0.25)
    assert (marks.dashes, marks.ellipses, marks.quotations) == (0.5, 0.5, 0.25)
    assert shares(marks.closing_marks) == {"!!": 0.5, "?": 0.5}
    assert shares(marks.ellipsis_forms) == {"…": 0.5, "...": 0.5}
    assert marks.last_comma_share == 0.5
    assert marks.curly_quotes_share == 0
    assert Punctuation.measure(corpus("“Yes”", '"No"')).curly_quotes_share == 0.5


def test_casing_tells_small_from_loud() -> None:
    capitals = Capitals.measure(
        corpus(
            "all small, i know",
            "begins small But not ALWAYS here",
            "THIS IS OUTRAGEOUS",
            "This is what i heard",
            "NASA and the ECB met. so what",
            "I Never Knew What They Found There",
        )
    )
    assert capitals.lower_case_share == 0.167
    assert capitals.lowercase_start_share == 0.333
    assert capitals.upper_case_share == 0.167
    assert capitals.small_i_share == 0.667
    assert capitals.shouted_share == 0.333
    assert capitals.sentences_lower_share == 1
    assert capitals.title_case_share == 0.167


def test_emoji_are_counted_with_their_place_and_their_company() -> None:
    emoji = Emoji.measure(
        corpus("Up 🚀🚀🚀", "🔥 hot", "so 😭 😂 sad", "👨‍👩‍👧", "Trademark™ stays", "Down 📉")
    )
    assert emoji.share == 0.833
    assert counts(emoji.used) == {"🚀": 3, "📉": 1, "🔥": 1, "😭": 1, "😂": 1, "👨‍👩‍👧": 1}
    assert emoji.different == 6
    assert emoji.in_a_row.most == 3
    assert emoji.repeated_share == 0.2
    assert shares(emoji.places) == {"end": 0.4, "start": 0.2, "inside": 0.2, "alone": 0.2}
    assert [row for _, _, row in runs("🇫🇷 1️⃣ x 👍🏽")] == [["🇫🇷", "1️⃣"], ["👍🏽"]]


def test_tags_are_told_apart_and_links_hold_none() -> None:
    found = corpus("#one day #two", "$BTC at $100", "mail a@b.example", "@ada hi https://x/#no")
    hashtags, cashtags = Tags.hashtags(found), Tags.cashtags(found)
    handles = Tags.handles(found)
    assert counts(hashtags.used) == {"#one": 1, "#two": 1}
    assert (hashtags.share, hashtags.a_post.mean) == (0.25, 2)
    assert (hashtags.at_start_share, hashtags.at_end_share) == (1, 1)
    assert counts(cashtags.used) == {"$BTC": 1}
    assert (cashtags.at_start_share, cashtags.at_end_share) == (1, 0)
    assert counts(handles.used) == {"@ada": 1}


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("Read this https://a.example", "space"),
        ("Read this\nhttps://a.example", "line break"),
        ("Read this\n\nhttps://a.example", "empty line"),
        ("Read: https://a.example", "colon"),
        ("See https://a.example now", "in the middle"),
        ("https://a.example is good", "at the start"),
        ("https://a.example", "alone"),
        ("Two https://a.example https://b.example", "space"),
    ],
)
def test_a_link_is_joined_in_a_way_of_its_own(text: str, joined: str) -> None:
    links = Links.measure(corpus(text, "no link"))
    assert shares(links.joined) == {joined: 1}
    assert links.share == 0.5


def test_links_are_counted_with_their_hosts() -> None:
    links = Links.measure(
        Corpus.of(
            [
                post(1, "a https://www.one.example/x", PostKind.COMMENT),
                post(2, "b https://one.example/y https://[broken", PostKind.COMMENT),
                post(3, "c"),
            ]
        )
    )
    assert counts(links.hosts) == {"one.example": 2}
    assert (links.share, links.share_of_comments, links.a_post.mean) == (0.667, 1, 1.5)


def test_spelling_measures_what_can_be_written_in_two_ways() -> None:
    spelling = Spelling.measure(
        corpus(
            "It isn't fair and it is not cheap: $1.2bn, 5%, 10,000 people at 9am.",
            "dont ask. We lost 3 of four; $3.4bn, 7 percent, 20k gone.",
            "The U.S. and the UK organise; colour is a favour, and analyze.",
        )
    )
    assert spelling.contractions_share == 0.67
    assert spelling.bare_share == 0.5
    assert spelling.digits_share == 0.67
    assert spelling.money_form == "bn"
    assert shares(spelling.percent) == {"5%": 0.5, "5 percent": 0.5}
    assert shares(spelling.thousands) == {"10,000": 0.5, "10k": 0.5}
    assert shares(spelling.clock) == {"9am": 1}
    assert spelling.dotted_abbreviations == 0.5
    assert spelling.british_share == 0.75


def test_one_thing_is_recognised_under_its_names() -> None:
    found = corpus(
        "They sold bitcoin and $BTC & #bitcoin w/ a smile",
        "We hold $BTC and bitcoin w/ care & joy",
        "Bitcoin rose w/ DeFi & Bitcoin gold",
        "It is DeFi, not defi & w/ love",
        "More DeFi w/ DeFi, the U.S. & the US & the U.S. said, U.S. or U.S.",
    )
    things = {
        thing.name: counts(thing.forms) for thing in Named.measure(found, forms_of(found)).things
    }
    assert things["bitcoin"] == {"bitcoin": 2, "$BTC": 2, "#bitcoin": 1, "Bitcoin": 1}
    assert things["with"] == {"w/": 5}
    assert things["and"] == {"&": 6, "and": 2}
    assert things["the United States"] == {"U.S.": 4, "US": 1}
    assert things["defi"] == {"DeFi": 4, "defi": 1}


def test_a_plain_word_and_a_slip_are_no_names() -> None:
    found = corpus(*["We like the ledger and the queue"] * 9, "We like the Ledger with it")
    assert Named.measure(found, forms_of(found)).things == ()


def others(*texts: str) -> Others:
    return Others.of({"x": corpus_posts(texts), "y": corpus_posts(texts)})


def corpus_posts(texts: tuple[str, ...]) -> list[Post]:
    return [post(number, text) for number, text in enumerate(texts)]


def test_pet_words_are_those_that_others_do_not_share() -> None:
    mine = corpus(*["Frankly the market is a splendid mess"] * 6, *["the market is open"] * 6)
    theirs = others(*["the market is open today"] * 30, *["nothing new in the news"] * 30)
    words = measure_words(mine, count_words(mine.every), theirs, lambda word: word == "mess")
    assert {told.text for told in words.pet} == {"frankly", "splendid"}
    assert words.pet[0].posts == 6
    assert words.pet[0].times == 60.5
    assert "a splendid mess" in {told.text for told in words.phrases}
    assert "the market is" not in {told.text for told in words.phrases}


def test_the_words_of_an_opener_are_no_pet_words() -> None:
    mine = corpus(*["House rule: Count it twice."] * 5)
    assert count_words(mine.every, {"House rule:"}) == {"count": 5, "it": 5, "twice": 5}


def test_the_more_often_the_more_telling() -> None:
    mine = count_words(corpus(*["now often rare"] * 5, *["now often"] * 20).every)
    theirs = others(*["now and then"] * 400)
    told = telling(mine, 25, theirs.words, theirs.posts)
    assert [one.text for one in told] == ["often", "rare"]
    few = count_words(corpus("rare", "rare").every)
    assert telling(few, 2, theirs.words, theirs.posts) == ()


def test_the_log_odds_are_those_of_the_formula() -> None:
    """Prior 500 * 70 / 500 = 70; (ln 130/620 - ln 80/670) / sqrt(1/130 + 1/80) = 3.96."""
    mine, theirs = Counter({"so": 60, "x": 190}), Counter({"so": 10, "x": 240})
    (told,) = telling(mine, 100, theirs, 100)
    assert (told.text, told.posts, told.z) == ("so", 60, 4.0)


def test_function_words_are_compared_with_other_people() -> None:
    mine = corpus(*["perhaps the cat and perhaps the dog"] * 100)
    theirs = [{"the": 200.0, "and": 150.0}, {"the": 300.0, "and": 140.0}]
    words = FunctionWords.measure(mine, theirs)
    assert words.rates["perhaps"] == pytest.approx(285.71)
    assert [(rate.text, rate.z) for rate in words.more] == [("perhaps", 285.71)]
    assert (words.more[0].a_thousand, words.more[0].others) == (285.71, 0)
    assert words.less == ()
    assert FunctionWords.measure(corpus("the and the"), theirs).more == ()


def test_stance_is_read_off_words_and_form() -> None:
    stance_ = Stance.measure(
        corpus(
            "I think it could work, not a promise.",
            "lol. Absolutely terrible.",
            "They spent nine years and all that money building it. Nobody came.",
            'What did we learn? That a "reform" is a form.',
        )
    )
    assert stance_.share("hedges") == 0.25
    assert stance_.share("laughter") == 0.25
    assert stance_.share("boosters") == 0.25
    assert stance_.share("blame") == 0.5
    assert stance_.share("self") == 0.25
    assert stance_.share("no such kind") == 0
    assert stance_.punch_line_share == 0.25
    assert stance_.answered_question_share == 0.25
    assert stance_.scare_quotes_share == 0.25
    assert stance_.antithesis_share == 0.25
    hedges = next(marker for marker in stance_.markers if marker.name == "hedges")
    assert counts(hedges.used) == {"i think": 1, "could": 1}


def test_topics_are_those_that_the_posts_name() -> None:
    found = Corpus.of([post(1, "a", topics=("banks", "law")), post(2, "b", topics=("banks",))])
    topics = measure_topics(found, count_words(found.every), others("x"), {})
    assert [(topic.name, topic.weight) for topic in topics] == [("banks", 1), ("law", 0.5)]


def test_topics_without_names_are_nouns_that_share_their_posts() -> None:
    found = corpus(
        *["We saw the telescope on the mountain"] * 6,
        *["They baked the bread in an oven by the garden"] * 8,
        *["nothing at all was said in the garden"] * 10,
    )
    theirs = others(*["we said nothing at all and they were in it"] * 60)
    topics = measure_topics(found, count_words(found.every), theirs, forms_of(found))
    assert [(topic.name, topic.words, topic.weight) for topic in topics] == [
        ("garden", (), 0.75),
        ("telescope", ("mountain",), 0.25),
    ]


def test_the_schedule_is_the_persona_s_own_clock() -> None:
    posts = [
        post(0, "a"),
        post(0, "b https://a.example", PostKind.COMMENT, id="b"),
        post(3, "c", channel="linkedin", posted_at=START + timedelta(days=3, hours=15)),
    ]
    schedule = Schedule.measure(Corpus.of(posts), ZoneInfo("Asia/Tokyo"))
    x, linkedin = schedule.channels
    assert (x.name, x.posts, x.share, x.a_day) == ("x", 2, 0.667, 2)
    assert x.hours[18] == 1
    assert x.weekdays[0] == 1
    assert shares(x.kinds) == {"statement": 0.5, "comment": 0.5}
    assert x.links == 0.5
    assert linkedin.weekdays[4] == 1
    assert [kind.name for kind in schedule.kinds] == ["statement", "comment"]


def test_days_without_a_post_count() -> None:
    (habit,) = Schedule.measure(corpus("a", "b", "c")).channels
    assert (habit.a_day, habit.days_share) == (1, 1)
    (habit,) = Schedule.measure(Corpus.of([post(0, "a"), post(9, "b")])).channels
    assert (habit.a_day, habit.days_share) == (0.2, 0.2)


def test_languages_are_shares_of_the_posts_that_tell() -> None:
    found = corpus("The cat was on the mat", "Der Hund ist in dem Haus und das Kind", "ok")
    assert shares(measure_languages(found)) == {"en": 0.5, "de": 0.5}


def test_the_lists_are_clean() -> None:
    for phrases in stance().values():
        assert all(word == word.lower() for phrase in phrases for word in phrase)
    assert all(word == word.lower() for word in function_words())
    assert all(bool(one.words) != bool(one.exact) for one in names())
