"""What our loopback X says when it says no, in the words of X API v2."""

from __future__ import annotations

from typing import Any

_PROBLEMS = "https://api.twitter.com/2/problems/"


class Refusal(Exception):
    """An answer that is no success: status, X's title and detail."""

    def __init__(self, status: int, title: str, detail: str, kind: str = "about:blank") -> None:
        super().__init__(detail)
        self.status = status
        self.body: dict[str, Any] = {"title": title, "detail": detail, "type": kind}
        if kind == "about:blank":
            self.body["status"] = status


def unauthorized() -> Refusal:
    return Refusal(401, "Unauthorized", "Unauthorized")


def invalid(detail: str) -> Refusal:
    return Refusal(400, "Invalid Request", detail, f"{_PROBLEMS}invalid-request")


def forbidden(detail: str) -> Refusal:
    return Refusal(403, "Forbidden", detail)


def out_of_credits() -> Refusal:
    return Refusal(
        402,
        "CreditsDepleted",
        "Your enrolled account [1] does not have any credits to fulfill this request.",
        f"{_PROBLEMS}credits",
    )


def app_only() -> Refusal:
    return Refusal(
        403,
        "Unsupported Authentication",
        "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.",
        f"{_PROBLEMS}unsupported-authentication",
    )


def not_found(post_id: str) -> Refusal:
    """HTTP 404 with the problem among `errors`, as X's simulator has it."""
    refusal = Refusal(404, "Not Found Error", "")
    refusal.body = {"errors": [missing_post(post_id)]}
    return refusal


def missing_post(post_id: str) -> dict[str, Any]:
    """The problem in place of a post."""
    return {
        "value": post_id,
        "detail": f"Could not find tweet with id: [{post_id}].",
        "title": "Not Found Error",
        "resource_type": "tweet",
        "parameter": "id",
        "resource_id": post_id,
        "type": f"{_PROBLEMS}resource-not-found",
    }


def withheld_field(post_id: str, name: str) -> dict[str, Any]:
    """The problem in place of a post of which too much was asked."""
    return {
        "section": "data",
        "title": "Field Authorization Error",
        "detail": f"Sorry, you are not authorized to access '{name}' on the Tweet with id : "
        f"[{post_id}].",
        "field": name,
        "resource_type": "tweet",
        "resource_id": post_id,
        "parameter": "id",
        "value": post_id,
        "type": f"{_PROBLEMS}not-authorized-for-field",
    }
