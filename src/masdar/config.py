"""Settings: from a TOML file (`masdar.toml`, or the one `MASDAR_CONFIG` names) and `MASDAR_…` variables, which win.

An unknown setting is an error, in the file and in the environment.
"""

from __future__ import annotations

import json
import os
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

PREFIX = "MASDAR_"
CONFIG_VARIABLE = "MASDAR_CONFIG"
DEFAULT_FILE = "masdar.toml"
EDITIONS = ("ar", "fr", "en")  # that there are words for


class UnknownSetting(ValueError):
    """A `MASDAR_…` variable that names no setting."""


class Settings(BaseSettings):
    """Every setting, with the default one machine needs."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    data: Path = Field(Path("masdar-data"), description="folder of the store, archive and index")
    database: str = Field("", description="SQLAlchemy address of the store; empty: SQLite in the data folder")
    search: str = Field(
        "", description="addresses of OpenSearch nodes, commas between them; empty: an index in the data folder"
    )
    search_name: str = Field("masdar", description="what the index is called on a cluster")
    search_shards: int = Field(3, ge=1, le=100, description="parts of an index on a cluster, from the next one made on")
    search_replicas: int = Field(1, ge=0, le=10, description="copies of each part, on other nodes than the first")
    search_ca: str = Field("", description="file of certificates a cluster's are checked against; empty: the system's")

    site_name: str = Field("مصدر", description="the name on the pages")
    site_url: str = Field("", description="public address of the portal, for feeds and canonical links")
    listen: str = Field("127.0.0.1", description="address the portal listens on")
    port: int = Field(8080, ge=0, le=65535, description="port the portal listens on")
    editions: tuple[str, ...] = Field(EDITIONS, description="language editions, the first at /")
    country: str = Field("", description="country whose month names and dates the pages use; empty: both names")
    web_workers: int = Field(1, ge=1, le=64, description="web processes")

    desk_password: str = Field(
        "", description="the operator's password for /desk, or its argon2 hash (`masdar desk password`); empty: closed"
    )
    reports: bool = Field(True, description="readers may report pictures")
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = Field(
        (), description="networks of proxies whose X-Forwarded-For is believed"
    )

    catalogue: str = Field(
        "", description="folder of your own catalogue files, <country>/<id>.toml; one takes the place of ours of its id"
    )
    contact: str = Field("", description="address or page a publisher can write to; stands in the user agent")
    allow_networks: tuple[IPv4Network | IPv6Network, ...] = Field(
        (), description="networks that are not global and may be asked all the same"
    )
    allow_ports: tuple[int, ...] = Field((80, 443, 8080, 8443), description="ports that may be asked")
    host_delay: float = Field(2.0, ge=0, description="seconds between two requests to one host")
    host_concurrency: int = Field(2, ge=1, le=64, description="requests to one host at a time")
    concurrency: int = Field(64, ge=1, le=1024, description="requests at a time, all hosts together")
    request_seconds: float = Field(30.0, gt=0, description="total time a request may take")
    feed_bytes: int = Field(15 * 2**20, gt=0, description="largest feed or sitemap, decompressed")
    page_bytes: int = Field(8 * 2**20, gt=0, description="largest page, decompressed")
    picture_bytes: int = Field(10 * 2**20, gt=0, description="largest picture")
    warc_bytes: int = Field(1 * 2**30, gt=0, description="size at which a new archive file is begun")
    pictures: bool = Field(True, description="fetch lead pictures")
    daily_requests: float = Field(
        0.0, ge=0, description="requests a day for what is new and for looks, all papers together; 0: no budget"
    )
    look_haste: float = Field(1.0, ge=0.1, le=1000, description="how many times sooner articles are looked at again")
    websub: bool = Field(True, description="ask hubs to tell of news at once, where site_url is set")

    lease_seconds: float = Field(60.0, gt=0, description="how long a collector or keeper holds what it leased")
    batch: int = Field(100, ge=1, le=5000, description="articles in one transaction")

    @field_validator("site_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")

    @field_validator("editions")
    @classmethod
    def _spoken(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value or len(set(value)) != len(value) or not set(value) <= set(EDITIONS):
            raise ValueError(f"must name at least one of {', '.join(EDITIONS)}, none twice")
        return value

    @field_validator("database")
    @classmethod
    def _of_a_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:", "postgresql:", "postgresql+psycopg:")):
            raise ValueError("must be a database's address: sqlite:///… or postgresql://…")
        return value

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.data / 'masdar.sqlite'}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        named = os.environ.get(CONFIG_VARIABLE, DEFAULT_FILE)
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=Path(named))


def load(**overrides: object) -> Settings:
    """The settings of this process. Raises `UnknownSetting`, pydantic's ValidationError (a ValueError), or
    FileNotFoundError where `MASDAR_CONFIG` names no file."""
    named = os.environ.get(CONFIG_VARIABLE)
    if named is not None and not Path(named).is_file():
        raise FileNotFoundError(f"{CONFIG_VARIABLE} names {named}, which is not a file")
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {CONFIG_VARIABLE}
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise UnknownSetting(f"no such setting: {', '.join(unknown)}. `masdar settings` lists them all.")
    return Settings(**overrides)  # type: ignore[arg-type]  # checked when it is made


def as_environment(settings: Settings) -> dict[str, str]:
    """This process's environment with every setting as its `MASDAR_…` variable: for a role's process."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    for name, value in settings.model_dump(mode="json").items():
        environment[PREFIX + name.upper()] = value if isinstance(value, str) else json.dumps(value)
    return environment
