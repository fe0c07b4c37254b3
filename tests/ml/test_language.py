"""Which language a text is in, told offline by the packaged model."""

import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from ml.config import WEIGHTS_DIR
from ml.text import language
from ml.text.language import HEAD, UNKNOWN, detect, letters_of, nearest

TEXTS = {
    "en": "I can't stop smiling today, she said yes!",
    "de": "Ich bin so traurig, meine Oma ist gestern gestorben.",
    "es": "Tengo mucho miedo de lo que dirá el médico mañana.",
    "pt": "Estou muito feliz, hoje é o melhor dia da minha vida!",
    "pl": "Jestem dzisiaj bardzo smutny i nie wiem dlaczego.",
    "fr": "Je suis tellement en colère contre mon frère.",
    "tr": "Bugün çok mutluyum, sonunda sınavı geçtim.",
    "ru": "Мне сегодня очень грустно и одиноко.",
    "ar": "أنا سعيد جدا اليوم لأن أختي عادت",
    "he": "אני עצוב מאוד היום",
    "zh": "我今天非常难过",
    "ja": "今日はとても悲しいです",
    "ko": "오늘 너무 슬퍼요",
    "th": "วันนี้ฉันเศร้ามาก",
}
NOTHING_TO_TELL = ("😂😂😂", "123 456", "?!", "", "   ", "@friend https://example.org/gut #schade", "\x00\u200b")
SHORT_ENGLISH = ("ok", "lol", "no", "I'm sad", "so tired", "haha", "omg no way", "ugh", "Yes!!", "why me", "Hi there")


@pytest.mark.parametrize(("code", "text"), TEXTS.items(), ids=TEXTS)
def test_a_sentence_is_told_by_its_language(code, text):
    found = detect(text)
    assert found.code == code
    assert 0.5 < found.probability <= 1


@pytest.mark.parametrize("text", NOTHING_TO_TELL)
def test_a_text_without_words_is_of_no_language(text):
    assert detect(text) == UNKNOWN


@pytest.mark.parametrize("text", SHORT_ENGLISH)
def test_a_few_english_words_are_taken_for_nothing_exotic(text):
    assert detect(text).code in {"", "en"}


def test_shouting_and_emoji_change_nothing():
    assert detect("ICH BIN SO TRAURIG, MEINE OMA IST GESTERN GESTORBEN 😭😭").code == "de"


def test_words_alone_are_looked_at():
    assert letters_of("@you Mira ESTO #no https://t.co/x 😂 3 veces <username>") == "mira esto veces"


def test_the_longest_text_is_told_quickly_from_its_beginning():
    assert len(letters_of("ja " * 100_000)) <= language.CHARACTERS
    assert detect(TEXTS["de"] + " x" * 100_000).code == "de"


def test_the_nearest_of_some_languages_is_found_for_what_is_too_short_to_tell():
    assert detect("te odio fracasado").code in {"", "es"}
    assert nearest("te odio fracasado", HEAD) == "es"
    assert nearest("😂", HEAD) == ""


def test_many_threads_get_the_one_answer(monkeypatch):
    monkeypatch.setattr(language, "_detector", [])
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda at: detect(list(TEXTS.values())[at % len(TEXTS)]).code, range(280)))
    assert codes == list(TEXTS) * 20
    assert len(language._detector) == 1


def test_nothing_is_fetched(monkeypatch):
    def refuse(*_args, **_options):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(language, "_detector", [])
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert detect(TEXTS["es"]).code == "es"


def test_without_the_package_every_text_counts_as_undetermined(monkeypatch, caplog):
    monkeypatch.setattr(language, "_detector", [])
    monkeypatch.setitem(sys.modules, "fasttext", None)
    assert detect(TEXTS["de"]) == UNKNOWN
    assert "not installed" in caplog.text


def test_the_detector_brings_no_library_that_downloads():
    program = (
        "import sys; from ml.text.language import detect; print(detect('Ich bin heute so müde').code,"
        " [name for name in ('requests', 'httpx', 'robust_downloader', 'torch') if name in sys.modules])"
    )
    root = WEIGHTS_DIR.parent.parent
    run = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "de []"
