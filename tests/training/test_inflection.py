"""Inflection: every form of a known verb leads back to it, and a stranger to nothing."""

from __future__ import annotations

import pytest

from agents.auditor.reading.lexicon import VERBS
from training.inflection import Form, inflected, read

FORMS = {
    "rise": ("rises", "rose", "risen", "rising"),
    "freeze": ("freezes", "froze", "frozen", "freezing"),
    "cut": ("cuts", "cut", "cut", "cutting"),
    "deny": ("denies", "denied", "denied", "denying"),
    "drop": ("drops", "dropped", "dropped", "dropping"),
    "crash": ("crashes", "crashed", "crashed", "crashing"),
    "buy": ("buys", "bought", "bought", "buying"),
    "agree": ("agrees", "agreed", "agreed", "agreeing"),
    "take": ("takes", "took", "taken", "taking"),
    "begin": ("begins", "began", "begun", "beginning"),
    "win": ("wins", "won", "won", "winning"),
    "approve": ("approves", "approved", "approved", "approving"),
    "reveal": ("reveals", "revealed", "revealed", "revealing"),
}


@pytest.mark.parametrize("verb", FORMS)
def test_a_verb_has_the_forms_that_people_write(verb: str) -> None:
    forms = (Form.THIRD, Form.PAST, Form.PARTICIPLE, Form.ING)
    made = tuple(inflected(verb, form) for form in forms if verb != "begin" or form is not Form.ING)
    wanted = FORMS[verb] if verb != "begin" else FORMS[verb][:3]
    assert made == wanted


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("rose", ("rise", Form.PAST)),
        ("frozen", ("freeze", Form.PARTICIPLE)),
        ("freezes", ("freeze", Form.THIRD)),
        ("approved", ("approve", Form.PAST)),
        ("denied", ("deny", Form.PAST)),
        ("dropping", ("drop", Form.ING)),
        ("set", ("set", Form.PLAIN)),
        ("men", None),
        ("indeed", None),
        ("zyxquarked", None),
    ],
)
def test_a_form_is_read_and_a_stranger_is_not(word: str, found: tuple[str, Form] | None) -> None:
    assert read(word) == found


def test_what_is_inflected_is_read_back() -> None:
    lost = [
        (verb, form, inflected(verb, form))
        for verb in sorted(VERBS)
        for form in (Form.THIRD, Form.ING)
        if read(inflected(verb, form)) not in {(verb, form), (inflected(verb, form), Form.PLAIN)}
    ]
    assert lost == []
