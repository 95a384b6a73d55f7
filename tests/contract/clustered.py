"""An index on a real cluster, where `TEST_CLUSTER` names one: the folder of `deploy/cluster up`."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from masdar.fetch import OperatorClient, OperatorPolicy
from masdar.search.opensearch import OpenSearchIndex

VARIABLE = "TEST_CLUSTER"
_numbers = itertools.count(1)


def folder() -> Path:
    """The folder of a cluster `deploy/cluster up FOLDER` brought up; skips the test where none is named."""
    named = os.environ.get(VARIABLE, "")
    if not named:
        pytest.skip("no cluster: `make test-cluster` brings one up")
    return Path(named)


def environment() -> dict[str, str]:
    """The settings with which Masdar runs on the cluster."""
    lines = (folder() / "environment").read_text().splitlines()
    pairs = (line.removeprefix("export ").partition("=") for line in lines)
    return {name: value.strip("'") for name, _, value in pairs}


def addresses() -> list[str]:
    """The cluster's nodes."""
    return environment()["MASDAR_SEARCH"].split(",")


@contextmanager
def clustered_index(*, shards: int = 1, replicas: int = 0, seconds: float = 30.0) -> Iterator[OpenSearchIndex]:
    """A new index with a name of its own, deleted at the end."""
    client = OperatorClient(addresses(), OperatorPolicy(seconds=seconds, attempt_seconds=min(20.0, seconds)))
    name = f"test{os.getpid()}-{next(_numbers)}"
    index = OpenSearchIndex(client, name=name, shards=shards, replicas=replicas)
    try:
        yield index
    finally:
        index.close()
        client("DELETE", f"/{name}-*")
        client("DELETE", f"/_index_template/{name}-*")
        client.close()
