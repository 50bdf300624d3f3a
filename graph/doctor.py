"""Doctor: what is configured, reachable and missing, each line with its next step.

It changes nothing, costs nothing and publishes nothing. A line is `ok`, `off` (a choice),
`missing` (works without, better with) or `broken`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from agents.publisher import may_go_live
from agents.scanner.places import kind_of
from graph.outlook import source_path
from memory.database import Database
from memory.errors import ConfigError, IndexBusy, SourceError, UnderstudyError
from memory.persona import Persona, load_persona
from tools.personas import posts_beside
from tools.settings import Settings, load_settings
from tools.x.account import token_file

LOW_DISK_BYTES = 200_000_000


@dataclass(frozen=True)
class Finding:
    """One line of the examination."""

    what: str
    level: Literal["ok", "off", "missing", "broken"]
    state: str
    next_step: str = ""


def examine(slug: str) -> Iterator[Finding]:
    """Every line, in the order in which things are needed. Raises ConfigError for bad settings."""
    settings = load_settings()
    yield _guard("var folder", lambda: _var(settings))
    yield _guard("database", lambda: _database(settings))
    yield _guard("embeddings", lambda: _embeddings(settings))
    yield _guard("vectors", lambda: _vectors(settings))
    yield _guard("model", lambda: _model(settings))
    yield _guard("verifiers", lambda: _verifiers(settings))
    yield _guard("X", lambda: _x(settings))
    yield from _accounts(settings)
    try:
        persona = load_persona(settings.personas_dir, slug or settings.default_persona)
    except ConfigError as error:
        yield Finding(
            "persona", "broken", str(error), "mend the file; everything else waits for it"
        )
        return
    yield _persona(settings, persona)
    yield _live(persona)
    yield _guard("delivery", lambda: delivery(settings, persona))
    for place in persona.sources:
        yield _guard("source", lambda place=place: _source(settings, place))  # type: ignore[misc]
    if not persona.sources:
        yield Finding("sources", "missing", "none", "list URLs or files in persona.toml")


def _guard(what: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except UnderstudyError as error:
        return Finding(what, "broken", str(error), "")


def _var(settings: Settings) -> Finding:
    folder = settings.var_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Finding("var folder", "broken", f"{folder}: {error.strerror}", "set UNDERSTUDY_VAR")
    if not os.access(folder, os.W_OK):
        return Finding("var folder", "broken", f"{folder} is read-only", "set UNDERSTUDY_VAR")
    state = f"{folder}, {free / 1e9:.1f} GB free"
    if free < LOW_DISK_BYTES:
        return Finding("var folder", "missing", state, "free some space: 200 MB at least")
    return Finding("var folder", "ok", state)


def _database(settings: Settings) -> Finding:
    database = Database(settings.database)
    place = database.engine.url.render_as_string(hide_password=True)
    state = f"{place}, tables at {database.version()}"
    database.close()
    return Finding("database", "ok", state)


def _embeddings(settings: Settings) -> Finding:
    from tools.embeddings import open_embedder

    embedder = open_embedder(settings.embedding_model)
    width = embedder.embed(["a word"]).shape[1]
    return Finding("embeddings", "ok", f"{embedder.name}, {width} numbers a text")


def _vectors(settings: Settings) -> Finding:
    from memory.index import VectorHome

    home = VectorHome(settings.var_dir / "chroma", url=settings.chroma_url, wait_s=1)
    try:
        home.client()
    except IndexBusy as error:
        return Finding("vectors", "ok", f"in use: {error}")
    finally:
        home.close()
    return Finding("vectors", "ok", settings.chroma_url or str(settings.var_dir / "chroma"))


def _model(settings: Settings) -> Finding:
    if not settings.has_model:
        step = "set UNDERSTUDY_MODEL and OPENAI_API_KEY (or OPENAI_BASE_URL) for a model's drafts"
        return Finding("model", "off", "the offline writer writes", step)
    from tools.llm.models import offered_models

    base = settings.openai_base_url or "https://api.openai.com/v1"
    names = offered_models(base, settings.openai_api_key.get_secret_value())
    if settings.model in names or not names:
        paid = settings.model_usd_per_mtok_in, settings.model_usd_per_mtok_out
        state = f"{settings.model} at {base}, ${paid[0]:g} in and ${paid[1]:g} out a million tokens"
        step = "" if any(paid) else "if it is not free, set UNDERSTUDY_MODEL_USD_PER_MTOK_IN, _OUT"
        return Finding("model", "ok", state, step)
    known = ", ".join(sorted(names)[:5])
    return Finding("model", "broken", f"{base} has no {settings.model}", f"it has {known}")


def _verifiers(settings: Settings) -> Finding:
    """Who votes on claims; a cross-encoder is loaded, as only that shows whether it is one."""
    voting = ["offline"]
    if settings.verifier_nli:
        from tools.nli import open_cross_encoder

        open_cross_encoder(settings.verifier_nli).check()
        voting.append(f"nli {settings.verifier_nli}")
    if settings.model_verifies:
        voting.append(settings.model)
    return Finding("verifiers", "ok", f"after the guards: {', '.join(voting)}", _no_vote(settings))


def _no_vote(settings: Settings) -> str:
    """Who else could vote, and how."""
    steps = []
    if not settings.verifier_nli:
        steps.append("a cross-encoder with UNDERSTUDY_VERIFIER_NLI")
    if not settings.has_model:
        steps.append("a language model with UNDERSTUDY_MODEL")
    elif not settings.verifier_model:
        steps.append(f"{settings.model} with UNDERSTUDY_VERIFIER_MODEL=true")
    return f"may vote too: {', '.join(steps)}" if steps else ""


def _x(settings: Settings) -> Finding:
    if not (settings.has_x or any(settings.var_dir.glob(token_file(settings, "*").name))):
        step = (
            "set X_CONSUMER_KEY, X_CONSUMER_SECRET, X_ACCESS_TOKEN and X_ACCESS_TOKEN_SECRET, "
            "or set X_CLIENT_ID and type: python main.py login"
        )
        return Finding("X", "off", "no user tokens", step)
    from tools.x.credentials import credentials_from

    keys = credentials_from(settings)
    kind = type(keys).__name__.replace("Keys", "")
    return Finding(
        "X", "ok", f"{settings.x_base_url}, {kind}, {settings.x_tier} (not called: it costs)"
    )


def _accounts(settings: Settings) -> Iterator[Finding]:
    """The other channels, by what is set for them."""
    from tools.bluesky.account import NO_LEAVE as BLUESKY
    from tools.instagram.account import NO_LEAVE as INSTAGRAM
    from tools.linkedin.account import NO_LEAVE as LINKEDIN
    from tools.mastodon.account import NO_LEAVE as MASTODON

    for name, ready, place, missing in (
        ("Instagram", settings.has_instagram, settings.instagram_base_url, INSTAGRAM),
        ("LinkedIn", settings.has_linkedin, settings.linkedin_base_url, LINKEDIN),
        ("Bluesky", settings.has_bluesky, settings.bluesky_url, BLUESKY),
        ("Mastodon", settings.has_mastodon, settings.mastodon_url, MASTODON),
    ):
        if ready:
            yield Finding(name, "ok", f"{place} (not called)")
        else:
            step = missing.partition("; ")[2]
            yield Finding(name, "off", "no account", step)


def _persona(settings: Settings, persona: Persona) -> Finding:
    from memory.store import Store

    database = Database(settings.database)
    count = len(Store(database).posts(persona.slug))
    database.close()
    if count:
        return Finding("persona", "ok", f"{persona.name}, {count} posts")
    if posts_beside(settings.personas_dir, persona.slug):
        return Finding("persona", "ok", f"{persona.name}, posts to be read at the first turn")
    step = f"python main.py persona import {persona.slug} POSTS.jsonl"
    return Finding("persona", "missing", f"{persona.name} has no posts to learn from", step)


def _live(persona: Persona) -> Finding:
    try:
        may_go_live(persona)
    except ConfigError as error:
        return Finding("live", "off", "dry runs only", str(error))
    return Finding("live", "ok", f"allowed with --live ({persona.authorisation})")


def delivery(settings: Settings, persona: Persona) -> Finding:
    """Whether anything keeps posts back: a human's halt, or an account's closed gate."""
    from memory.gates import Gates
    from memory.halts import EVERYBODY, Halts, stop_file

    database = Database(settings.database)
    try:
        halt = Halts(database, stop_file(settings.var_dir)).standing(persona.slug)
        closed = Gates(database).listing(persona.slug, datetime.now(UTC))
    finally:
        database.close()
    if halt:
        whose = "" if halt.persona == EVERYBODY else f" --persona {halt.persona}"
        return Finding("delivery", "off", str(halt), f"go on with: python main.py resume{whose}")
    if closed:
        step = "it is tried again by itself then; mend what the reason names"
        return Finding("delivery", "missing", "; ".join(map(str, closed)), step)
    return Finding("delivery", "ok", "nothing keeps posts back")


def _source(settings: Settings, place: str) -> Finding:
    """Whether a page can be read now; X is looked at above, and costs."""
    if kind_of(place) in {"x", "news"}:
        return Finding("source", "ok", f"{place}: not tried; see python main.py sources list")
    from tools.listings.listing import Elsewhere, read_listing
    from tools.web.fetcher import Fetcher

    fetcher = Fetcher(
        timeout_s=settings.feed_timeout_s,
        max_bytes=settings.feed_max_bytes,
        allow_private_hosts=settings.allow_private_hosts,
    )
    try:
        with fetcher:
            page = fetcher.read(source_path(place))
        listing = read_listing(page.body, page.url, page.content_type)
    except SourceError as error:
        return Finding("source", "missing", str(error), "mend or remove it in persona.toml")
    if isinstance(listing, Elsewhere):
        return Finding("source", "ok", f"{place}: names its feed, {listing.url}")
    return Finding("source", "ok", f"{place}: {len(listing.entries)} items")
