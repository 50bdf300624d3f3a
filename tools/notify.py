"""Notifications: tell a human who is not at the terminal, by one POST of JSON.

Any address that takes JSON will do: an ntfy topic, a chat's incoming webhook, a script of
one's own. A notification that fails costs a line, never the turn.
"""

from __future__ import annotations

import httpx

from memory.types import Alarm

TIMEOUT_S = 5.0


class Notifier:
    """Posts alarms to one address; without an address it does nothing."""

    def __init__(self, url: str) -> None:
        self._url = url

    def notify(self, persona: str, alarm: Alarm) -> str | None:
        """What went wrong, in words, or None."""
        if not self._url:
            return None
        said = {
            "title": f"{persona}: {alarm.title}",
            "message": alarm.reason,
            "text": f"{alarm.title} ({alarm.reason})",
            "story": alarm.story_id,
            "raised_at": alarm.raised_at.isoformat(),
        }
        try:
            answer = httpx.post(self._url, json=said, timeout=TIMEOUT_S, trust_env=False)
            answer.raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return f"the alarm could not be posted to UNDERSTUDY_ALARM_URL ({error}); check it"
        return None
