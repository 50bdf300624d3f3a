"""Notifications: one POST that any webhook understands, and a failure that is only a line."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler

from memory.types import Alarm
from tests.factory import NOW
from tests.servers.feed_server import FeedServer
from tools.notify import Notifier

ALARM = Alarm(story_id="story-1", title="Harbourline halts", reason="3 publishers", raised_at=NOW)


def test_an_alarm_is_posted_as_json() -> None:
    heard = []

    def listen(request: BaseHTTPRequestHandler) -> None:
        heard.append(json.loads(request.rfile.read(int(request.headers["Content-Length"]))))
        request.send_response(204)
        request.end_headers()

    with FeedServer({"/alarm": listen}) as server:
        assert Notifier(server.url("/alarm")).notify("Ada", ALARM) is None
    (said,) = heard
    assert said["title"] == "Ada: Harbourline halts"
    assert said["message"] == "3 publishers"
    assert said["story"] == "story-1"


def test_a_webhook_that_fails_is_a_line_with_the_next_step() -> None:
    with FeedServer() as server:
        trouble = Notifier(server.url("/none")).notify("Ada", ALARM)
    assert trouble is not None
    assert "UNDERSTUDY_ALARM_URL" in trouble
    assert "UNDERSTUDY_ALARM_URL" in (Notifier(server.url("/gone")).notify("Ada", ALARM) or "")


def test_without_an_address_nothing_is_sent() -> None:
    assert Notifier("").notify("Ada", ALARM) is None
