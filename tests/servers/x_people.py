"""The other accounts on our loopback X, and what X says of those that it does not show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

STRANGER = "2244994945"
_PROBLEMS = "https://api.twitter.com/2/problems/"


class Withheld(Exception):
    """HTTP 200 with `errors` and no data."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(problem["detail"])
        self.body = {"errors": [problem]}


@dataclass
class Person:
    """Somebody with an account."""

    id: str
    username: str
    name: str
    protected: bool = False
    suspended: bool = False

    def shown(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "username": self.username}


class People:
    """Everybody but the account under test. `STRANGER` is there from the start."""

    def __init__(self) -> None:
        self._people = [Person(STRANGER, "stranger_x", "A Stranger")]

    def join(self, username: str, **more: Any) -> Person:
        person = Person(str(int(STRANGER) + len(self._people)), username, username.title(), **more)
        self._people.append(person)
        return person

    def named(self, username: str) -> Person:
        """As GET /2/users/by/username/{username}. Raises Withheld."""
        for person in self._people:
            if person.username.lower() == username.lower():
                return _unless_suspended(person, "username", username)
        raise _unknown("username", username)

    def author(self, user_id: str) -> Person:
        """Somebody whose posts we may see. Raises Withheld."""
        person = next((p for p in self._people if p.id == user_id), None)
        if person is None:
            raise _unknown("id", user_id)
        if person.protected:
            detail = f"Sorry, you are not authorized to see the user with id: [{user_id}]."
            kind = "not-authorized-for-resource"
            raise _withheld("Authorization Error", detail, kind, "id", user_id)
        return _unless_suspended(person, "id", user_id)


def _unknown(parameter: str, value: str) -> Withheld:
    detail = f"Could not find user with {parameter}: [{value}]."
    return _withheld("Not Found Error", detail, "resource-not-found", parameter, value)


def _unless_suspended(person: Person, parameter: str, value: str) -> Person:
    if person.suspended:
        detail = f"User has been suspended: [{value}]."
        raise _withheld("Forbidden", detail, "resource-not-found", parameter, value)
    return person


def _withheld(title: str, detail: str, kind: str, parameter: str, value: str) -> Withheld:
    return Withheld(
        {
            "value": value,
            "detail": detail,
            "title": title,
            "resource_type": "user",
            "parameter": parameter,
            "resource_id": value,
            "type": _PROBLEMS + kind,
        }
    )
