"""All formats in one list: each export is taken for what it is, and imported once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from memory.database import Database
from memory.store import Store
from memory.types import PostKind
from tests.servers.feed_server import FeedServer
from tests.tools.archives import test_github, test_linkedin, test_medium, test_substack
from tests.tools.archives import test_wordpress as test_wxr
from tests.tools.archives.exports import write
from tests.tools.archives.test_blog import PROSE, article, home, sitemap
from tools.archives.importing import import_posts
from tools.archives.kinds import entries_of
from tools.web.fetcher import Fetcher


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    database = Database(f"sqlite:///{tmp_path / 'memory.sqlite'}")
    yield Store(database)
    database.close()


EXPORTS: dict[str, dict[str, str | bytes]] = {
    "Medium export": {"medium-export/posts/a.html": test_medium.page(), "medium-export/x.txt": "x"},
    "Substack export": {
        "posts.csv": test_substack.HEADER + test_substack.row(7),
        "posts/7.a.html": "<p>Text.</p>",
    },
    "LinkedIn export": {
        "Shares.csv": test_linkedin.shares(test_linkedin.share("Text.")),
        "Profile.csv": "First Name\nIda\n",
    },
    "WordPress export (WXR)": {"ida.xml": test_wxr.wxr(test_wxr.item())},
}


@pytest.mark.parametrize("name", EXPORTS)
def test_each_export_is_taken_for_what_it_is_and_imported_once(
    tmp_path: Path, store: Store, name: str
) -> None:
    place = write(tmp_path / "export", EXPORTS[name])
    first, again = (import_posts(store, "ida", place) for _ in range(2))
    assert (first.format, first.new, first.skipped) == (name, 1, 0)
    assert (again.new, again.known) == (0, 1)
    assert store.posts("ida")[0].text == "Text."


def test_a_clone_is_taken_for_what_it_is(tmp_path: Path) -> None:
    place = test_github.clone(tmp_path / "ledger", {"README.md": test_github.README})
    assert entries_of(str(place)).name == "clone of a GitHub repository"


def test_an_author_can_be_named(tmp_path: Path, store: Store) -> None:
    items = [test_wxr.item(1), test_wxr.item(2), test_wxr.item(3, creator="bob")]
    place = write(tmp_path / "export", {"a.xml": test_wxr.wxr(*items)})
    assert import_posts(store, "bob", place, author="bob").new == 1


def test_a_blog_is_imported_once_and_its_pages_are_not_fetched_again(store: Store) -> None:
    with (
        FeedServer({"/": home()}) as server,
        Fetcher(timeout_s=10, max_bytes=500_000, allow_private_hosts=True) as fetcher,
    ):
        server.resources["/sitemap.xml"] = sitemap(server, "/on-floats")
        server.resources["/on-floats"] = article("On floats", PROSE * 3)
        first = import_posts(store, "ida", server.url("/"), fetcher=fetcher)
        again = import_posts(store, "ida", server.url("/"), fetcher=fetcher)
        asked = [path for path, _ in server.requests]
    assert first.taken == {("blog", PostKind.LONG): 1}
    assert again.new == 0
    assert asked.count("/on-floats") == 1
