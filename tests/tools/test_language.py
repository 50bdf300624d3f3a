"""The language check on sentences whose language we know."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.language import guess_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The custodian said on Thursday that it had lost the keys to $4m of coins.", "en"),
        ("honestly? this is a bank with extra steps, and we should have known", "en"),
        ("Le dépositaire a annoncé jeudi que les clés de ses clients ont été perdues.", "fr"),
        ("Die Bank hat am Donnerstag mitgeteilt, dass die Schlüssel nicht sicher sind.", "de"),
        ("El banco dijo el jueves que las claves de sus clientes no se han perdido.", "es"),
        ("La banca ha detto che le chiavi dei clienti non sono state perse nella notte.", "it"),
        ("O banco disse que as chaves dos clientes não foram perdidas e que está tudo bem.", "pt"),
        ("De bank zei dat de sleutels van het bedrijf niet verloren zijn, maar op slot.", "nl"),
        ("Banken sade att det inte är för sent och att den har kvar nycklarna.", "sv"),
        ("Bank powiedział, że nie jest za późno i że to się nie zmieni przez rok.", "pl"),
        ("Банк сообщил в четверг, что ключи клиентов потеряны.", "ru"),
        ("銀行は木曜日に鍵を失ったと発表した。", "ja"),
        ("银行周四宣布丢失了客户的密钥。", "zh"),
        ("은행은 목요일 고객의 열쇠를 잃어버렸다고 밝혔다.", "ko"),
        ("قال البنك يوم الخميس إنه فقد مفاتيح العملاء", "ar"),
    ],
)
def test_a_sentence_is_known_by_its_words_or_script(text: str, language: str) -> None:
    assert guess_language(text) == language


@pytest.mark.parametrize(
    "text",
    ["", "🚀🚀🚀", "$BTC $ETH 40%", "Bitcoin custody firm Fireblocks raises $550m", "4.2 + 3"],
)
def test_a_text_that_does_not_say_is_not_guessed(text: str) -> None:
    assert guess_language(text) is None


def test_links_and_handles_are_not_read_as_words() -> None:
    assert guess_language("https://the.of.and/to/in/the @the @of #and $to Bitcoin") is None


def test_a_foreign_name_in_an_english_sentence_does_not_change_it() -> None:
    text = "The Banque de la République said that it will not be selling any of its coins."
    assert guess_language(text) == "en"


def test_a_text_in_two_languages_at_once_is_not_guessed() -> None:
    assert guess_language("the bank and the keys / la banque et les clefs") is None


@given(st.text(max_size=200))
def test_any_text_has_an_answer(text: str) -> None:
    assert guess_language(text) is None or len(guess_language(text) or "") == 2
