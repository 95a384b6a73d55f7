"""Settings: a file, variables that win, and errors that name what is wrong."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import pytest
from pydantic import ValidationError

from masdar.config import Settings, UnknownSetting, as_environment, load


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_defaults_need_nothing() -> None:
    settings = load()
    assert settings.database_url == "sqlite:///masdar-data/masdar.sqlite"
    assert settings.allow_networks == ()


def test_a_variable_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "masdar.toml").write_text('port = 1000\nsite_name = "جريدة"\n', "utf-8")
    monkeypatch.setenv("MASDAR_PORT", "2000")
    settings = load()
    assert (settings.port, settings.site_name) == (2000, "جريدة")


def test_an_unknown_setting_in_the_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "masdar.toml").write_text("prot = 1\n", "utf-8")
    with pytest.raises(ValidationError, match="prot"):
        load()


def test_an_unknown_variable_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASDAR_PROT", "1")
    with pytest.raises(UnknownSetting, match="MASDAR_PROT"):
        load()


def test_a_config_file_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASDAR_CONFIG", "nowhere.toml")
    with pytest.raises(FileNotFoundError, match=r"nowhere\.toml"):
        load()


def test_the_site_address_must_be_one() -> None:
    with pytest.raises(ValidationError, match="http"):
        Settings(site_url="example.org")
    assert Settings(site_url="https://example.org/").site_url == "https://example.org"


def test_a_role_is_started_with_the_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(port=1234, allow_networks=("127.0.0.0/8",), editions=("fr", "ar"), site_name="مصدر ١")
    for name, value in as_environment(settings).items():
        monkeypatch.setenv(name, value)
    again = load()
    assert again == settings
    assert again.allow_networks == (ip_network("127.0.0.0/8"),)
