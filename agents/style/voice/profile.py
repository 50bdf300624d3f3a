"""Voice profile: how somebody writes, as numbers measured from what they published.

Nothing is described, everything is counted; the numbers steer the offline writer and the
scorer, go into the model's prompt, and are what `persona show` prints. What is counted, and
how, is said in `agents/style/voice/habits/`, one module a subject.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from agents.style.voice.habits.capitals import Capitals
from agents.style.voice.habits.corpus import Corpus, body
from agents.style.voice.habits.edges import Edges, opener_of
from agents.style.voice.habits.emoji import Emoji
from agents.style.voice.habits.function_words import FunctionWords
from agents.style.voice.habits.languages import measure_languages
from agents.style.voice.habits.length import Length
from agents.style.voice.habits.links import Links
from agents.style.voice.habits.names import Named, forms_of, is_name
from agents.style.voice.habits.punctuation import Punctuation
from agents.style.voice.habits.rhythm import Rhythm
from agents.style.voice.habits.schedule import UTC, Schedule
from agents.style.voice.habits.spelling import Spelling
from agents.style.voice.habits.stance import Stance
from agents.style.voice.habits.tags import Tags
from agents.style.voice.habits.topics import Topic, measure_topics
from agents.style.voice.habits.values import Counted as Opener
from agents.style.voice.habits.values import Share
from agents.style.voice.habits.words import Others, Words, count_words, measure_words
from memory.types import Post, Value

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

__all__ = ["MEASURE", "Opener", "VoiceProfile", "body", "opener_of"]

MEASURE = 1
"""Version of what is counted; raise it with every change, so that stored profiles are renewed."""


class VoiceProfile(Value):
    """Measured habits: in full by subject, and the numbers that writing goes by once more.

    Shares are 0 to 1 over posts; lengths are characters without links.
    """

    posts: int
    length_mean: float
    length_spread: float
    """Standard deviation."""
    sentences_mean: float
    words_per_sentence: float
    openers: tuple[Opener, ...]
    opener_share: float
    capital_after_opener: float
    ends_with_stop: float
    exclamation_share: float
    question_share: float
    lowercase_start_share: float
    contractions_share: float
    emoji_share: float
    hashtag_share: float
    cashtag_share: float
    link_share: float
    link_share_of_comments: float
    line_break_share: float
    digits_share: float
    money_form: str
    dotted_abbreviations: float
    curly_quotes_share: float
    semicolon_share: float
    dash_share: float
    british_share: float
    pet_words: tuple[str, ...]

    length: Length
    rhythm: Rhythm
    edges: Edges
    punctuation: Punctuation
    capitals: Capitals
    emoji: Emoji
    hashtags: Tags
    cashtags: Tags
    handles: Tags
    links: Links
    spelling: Spelling
    names: Named
    words: Words
    function_words: FunctionWords
    stance: Stance
    topics: tuple[Topic, ...]
    schedule: Schedule
    languages: tuple[Share, ...]

    @classmethod
    def measure(
        cls, posts: Sequence[Post], others: Others | None = None, zone: ZoneInfo = UTC
    ) -> Self:
        """Counts over `posts`; `others` are whom they are told from, by default the background
        that comes with the project; hours and days are those of `zone`."""
        corpus = Corpus.of(posts)
        others = Others.shipped() if others is None else others
        length, rhythm = Length.measure(corpus), Rhythm.measure(corpus)
        edges, punctuation = Edges.measure(corpus), Punctuation.measure(corpus)
        capitals, emoji = Capitals.measure(corpus), Emoji.measure(corpus)
        hashtags, cashtags = Tags.hashtags(corpus), Tags.cashtags(corpus)
        links, spelling = Links.measure(corpus), Spelling.measure(corpus)
        forms = forms_of(corpus)
        counts = count_words(corpus.every, {opener.text for opener in edges.openers})
        topics = measure_topics(corpus, counts, others, forms)
        subjects = {word for topic in topics for word in (*topic.name.split(), *topic.words)}
        words = measure_words(
            corpus, counts, others, lambda text: text in subjects or is_name(text, forms)
        )
        return cls(
            posts=len(posts),
            length_mean=length.characters.mean,
            length_spread=length.characters.deviation,
            sentences_mean=rhythm.sentences.mean,
            words_per_sentence=rhythm.words.mean,
            openers=edges.openers,
            opener_share=edges.opener_share,
            capital_after_opener=edges.capital_after_opener,
            ends_with_stop=edges.ending("full stop"),
            exclamation_share=punctuation.exclamation,
            question_share=punctuation.question,
            lowercase_start_share=capitals.lowercase_start_share,
            contractions_share=spelling.contractions_share,
            emoji_share=emoji.share,
            hashtag_share=hashtags.share,
            cashtag_share=cashtags.share,
            link_share=links.share,
            link_share_of_comments=links.share_of_comments,
            line_break_share=rhythm.line_break_share,
            digits_share=spelling.digits_share,
            money_form=spelling.money_form,
            dotted_abbreviations=spelling.dotted_abbreviations,
            curly_quotes_share=punctuation.curly_quotes_share,
            semicolon_share=punctuation.semicolons,
            dash_share=punctuation.dashes,
            british_share=spelling.british_share,
            pet_words=tuple(told.text for told in words.pet[:12]),
            length=length,
            rhythm=rhythm,
            edges=edges,
            punctuation=punctuation,
            capitals=capitals,
            emoji=emoji,
            hashtags=hashtags,
            cashtags=cashtags,
            handles=Tags.handles(corpus),
            links=links,
            spelling=spelling,
            names=Named.measure(corpus, forms),
            words=words,
            function_words=FunctionWords.measure(corpus, others.rates),
            stance=Stance.measure(corpus),
            topics=topics,
            schedule=Schedule.measure(corpus, zone),
            languages=measure_languages(corpus),
        )

    def describe(self) -> str:
        """The profile as short lines of numbers and examples, for a prompt."""
        from agents.style.voice.description import describe

        return describe(self)
