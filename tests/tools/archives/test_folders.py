"""Folders: zip, directory and file look the same, and what is dangerous or secret is left out."""

from __future__ import annotations

import io
import os
import random
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.errors import ConfigError, SourceError
from tests.tools.archives.exports import write
from tests.tools.archives.x_exports import zipped
from tools.archives import containers, folders
from tools.archives.containers import BREAKS_OFF, PRIVATE, is_private
from tools.archives.folders import LOST, Folder


def why(folder: Folder) -> dict[str, str]:
    """Reasons by member."""
    return {skipped.member: skipped.reason for skipped in folder.refused}


def test_a_zip_a_directory_and_a_file_are_read_alike(tmp_path: Path) -> None:
    members = {"a/one.txt": "Eins\r\nzwei", "two.txt": "Été"}
    packed = zipped(tmp_path / "x.zip", members)
    for place in (write(tmp_path / "x", members), packed):
        with Folder(place) as folder:
            assert folder.names() == ["a/one.txt", "two.txt"]
            assert folder.size == sum(len(text.encode()) for text in members.values())
            assert folder.text_of("two.txt") == "Été"
            assert list(folder.lines("a/one.txt")) == ["Eins\r\n", "zwei"]
            assert "".join(folder.pieces("two.txt")) == folder.head("two.txt") == "Été"
    with Folder(tmp_path / "x" / "two.txt") as folder:
        assert (folder.names(), folder.text_of("two.txt")) == (["two.txt"], "Été")


def test_patterns_are_compared_from_the_right(tmp_path: Path) -> None:
    members = {"export/posts/a.html": "", "export/posts/deep/b.html": "", "posts.csv": ""}
    with Folder(write(tmp_path, members)) as folder:
        assert folder.names("posts/*.html", "posts.csv") == ["export/posts/a.html", "posts.csv"]


def test_a_narrowed_folder_opens_nothing_else(tmp_path: Path) -> None:
    with Folder(write(tmp_path, {"posts.csv": "a", "secret.csv": "b"})) as folder:
        narrow = folder.only("posts.csv")
        assert (narrow.names(), narrow.size) == (["posts.csv"], 1)
        with pytest.raises(SourceError):
            narrow.bytes_of("secret.csv")
        assert narrow.head("secret.csv") == ""
        assert folder.text_of("secret.csv") == "b"


@pytest.mark.parametrize(
    "name",
    [
        *("data/direct-messages.js", "direct-message-group-headers.js", "deleted-tweets.js"),
        *("phone-number.js", "ip-audit.js", "account.js", "email-address-change.js"),
        *("messages.csv", "Connections.csv", "Phone Numbers.csv", "PhoneNumbers.csv"),
        *("Email Addresses.csv", "Logins.csv", "guide_messages.csv", "ImportedContacts.csv"),
        *("email_list.ada.csv", "posts/1.opens.csv", "posts/1.delivers.csv", "message_1.json"),
    ],
)
def test_what_exports_keep_of_others_and_of_logins_is_never_read(tmp_path: Path, name: str) -> None:
    with Folder(write(tmp_path, {name: "secret", "posts.csv": ""})) as folder:
        assert folder.names() == ["posts.csv"]
        assert why(folder) == {name: PRIVATE}
    with Folder(tmp_path / name) as alone:
        assert alone.names() == []


@pytest.mark.parametrize(
    "name",
    [
        *("tweets.js", "note-tweet.js", "manifest.js", "Shares.csv", "posts.csv", "posts.jsonl"),
        *("2020-01-01_My-Secret-Messages-1a2b.html", "Articles/contacts.html", "messages.md"),
    ],
)
def test_posts_are_not_taken_for_secrets(name: str) -> None:
    assert not is_private(name)


def test_names_that_lead_out_encrypted_members_links_and_bombs_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(containers, "BOMB_BYTES", 100_000)
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    place = tmp_path / "x.zip"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as file:
        for name in ("fine.txt", "../up.txt", "/root.txt", "C:/x.txt", "a\\..\\b.txt"):
            file.writestr(name, "x")
        file.writestr(link, "/etc/passwd")
        file.writestr("bomb.txt", b"0" * 1_000_000)
        file.writestr("random.txt", random.Random(1).randbytes(200_000))
        file.writestr("locked.txt", "x")
        file.writestr("__MACOSX/._fine.txt", "x")
        file.writestr(".DS_Store", "x")
    data = place.read_bytes()
    where = data.rindex(b"locked.txt") - 46
    place.write_bytes(data[: where + 8] + b"\x01" + data[where + 9 :])
    with Folder(place) as folder:
        assert folder.names() == ["fine.txt", "random.txt"]
        reasons = why(folder)
    leading_out = {"../up.txt", "/root.txt", "C:/x.txt", "a\\..\\b.txt"}
    assert {n for n, r in reasons.items() if "leads out" in r} == leading_out
    assert "link" in reasons["link.txt"]
    assert "encrypted" in reasons["locked.txt"]
    assert "unpacks to 1,000,000 bytes" in reasons["bomb.txt"]


def test_links_out_of_a_directory_loops_and_pipes_are_refused(tmp_path: Path) -> None:
    write(tmp_path, {"outside/secret.txt": "s", "in/real.txt": "r"})
    inside = tmp_path / "in"
    (inside / "out.txt").symlink_to(tmp_path / "outside" / "secret.txt")
    (inside / "outdir").symlink_to(tmp_path / "outside")
    (inside / "loop.txt").symlink_to(inside / "loop.txt")
    (inside / "fine.txt").symlink_to(inside / "real.txt")
    os.mkfifo(inside / "pipe.txt")
    with Folder(inside) as folder:
        assert folder.names() == ["fine.txt", "real.txt"]
        assert set(why(folder)) == {"out.txt", "loop.txt", "pipe.txt"}


def test_a_member_that_is_too_large_is_told_and_not_held(tmp_path: Path) -> None:
    with Folder(write(tmp_path, {"a.txt": "x" * 100})) as folder:
        with pytest.raises(SourceError, match="larger than 99 bytes"):
            folder.bytes_of("a.txt", limit=99)
        assert len(folder.bytes_of("a.txt", limit=100)) == 100


def test_a_damaged_member_gives_what_stands_before_the_damage(tmp_path: Path) -> None:
    text = "".join(f"line {number} {random.Random(number).random()}\n" for number in range(20_000))
    place = zipped(tmp_path / "x.zip", {"a.txt": text, "b.txt": "fine"})
    data = bytearray(place.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 2_000] = b"\xff" * 2_000
    place.write_bytes(data)
    with Folder(place) as folder:
        before: list[str] = []
        with pytest.raises(SourceError, match="damaged or cut short"):
            before.extend(folder.lines("a.txt"))
        assert len(before) > 5_000
        assert text.startswith("".join(before))
        assert folder.text_of("b.txt") == "fine"


def test_a_line_without_end_is_cut_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "LINE_BYTES", 1_000)
    with Folder(write(tmp_path, {"a.txt": "x" * 5_000_000 + "\nnext\n"})) as folder:
        long, following = folder.lines("a.txt")
    assert 1_000 < len(long) < 100_000
    assert following == "next\n"


def test_nul_bytes_are_dropped_and_told(tmp_path: Path) -> None:
    place = tmp_path / "a.jsonl"
    place.write_bytes(b"\0" * 6_000_000 + b"one\ntwo\0\0\n" + b"\0" * 50_000)
    with Folder(place) as folder:
        assert list(folder.lines("a.jsonl")) == ["one\n", "two\n"]
        (lost,) = folder.damaged
    assert (lost.reason, lost.example) == (LOST, "6,050,002 of 6,050,010 bytes")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_lines_come_in_the_charset_that_they_show(tmp_path: Path, encoding: str) -> None:
    place = tmp_path / "a.csv"
    place.write_bytes("Été\nnaïve\n".encode(encoding))
    with Folder(place) as folder:
        assert [line.lstrip("\ufeff") for line in folder.lines("a.csv")] == ["Été\n", "naïve\n"]


def test_bytes_are_counted_as_they_are_read(tmp_path: Path) -> None:
    counted: list[int] = []
    with Folder(write(tmp_path, {"a.txt": "x" * 100_000}), counted.append) as folder:
        folder.head("a.txt")
        assert not counted
        list(folder.lines("a.txt"))
    assert sum(counted) == 100_000


def test_an_error_of_the_reader_stays_what_it_is(tmp_path: Path) -> None:
    with (
        Folder(write(tmp_path, {"a.txt": "x"})) as folder,
        pytest.raises(RuntimeError, match="mine"),
        folder.stream("a.txt"),
    ):
        raise RuntimeError("mine")


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", b"PK\x05\x06"])
def test_a_zip_that_cannot_be_opened_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "x.zip"
    place.write_bytes(content)
    with pytest.raises(ConfigError, match="download it again"):
        Folder(place)


@pytest.mark.parametrize("name", ["missing", "pipe"])
def test_a_place_that_is_no_file_says_so(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ConfigError, match=name):
        Folder(tmp_path / name)


@given(st.binary(max_size=300), st.integers(0, 400), st.integers(1, 60))
def test_no_damage_raises_anything_else(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int, length: int
) -> None:
    place = zipped(tmp_path_factory.mktemp("x") / "x.zip", {"a.txt": "text " * 50, "b/c.txt": "x"})
    data = place.read_bytes()
    place.write_bytes(data[:at] + noise[:length] + data[at + length :])
    try:
        with Folder(place) as folder:
            for name in folder.names():
                try:
                    list(folder.lines(name))
                except SourceError:
                    continue
    except ConfigError:
        return


class Pipe(io.BytesIO):
    """Cannot be written twice: a zip written to it tells each member's sizes only behind it."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise io.UnsupportedOperation


def test_a_bomb_at_the_break_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(containers, "BOMB_BYTES", 100_000)
    place = zipped(tmp_path / "x.zip", {"a.txt": "fine", "bomb.txt": "0" * 9_000_000})
    place.write_bytes(place.read_bytes()[:-500])
    with Folder(place) as folder:
        assert folder.names() == ["a.txt"]


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("target", [io.BytesIO, Pipe])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.99])
def test_a_zip_that_breaks_off_gives_all_before_the_break(
    tmp_path: Path, packing: int, target: type[io.BytesIO], share: float
) -> None:
    noise = random.Random(1)
    texts = {f"{n}.txt": "".join(f"{noise.random()}\n" for _ in range(4_000)) for n in "abcde"}
    whole = target()
    with zipfile.ZipFile(whole, "w", packing) as file:
        for name, text in texts.items():
            file.writestr(name, text)
    place = tmp_path / "x.zip"
    place.write_bytes(whole.getvalue()[: int(len(whole.getvalue()) * share)])
    if packing == zipfile.ZIP_STORED and target is Pipe:
        with pytest.raises(ConfigError, match="download it again"):
            Folder(place)  # nothing tells where such a member ends
        return
    found: list[str] = []
    with Folder(place) as folder:
        assert why(folder) == {"x.zip": BREAKS_OFF}
        for name in folder.names():
            before = len(found)
            with suppress(SourceError):
                found.extend(folder.pieces(name))
            assert texts[name].startswith("".join(found[before:]))
    total = sum(map(len, texts.values()))
    assert sum(map(len, found)) > (share - 0.1) * total
