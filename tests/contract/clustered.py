"""An index on a real cluster, where `MASDAR_TEST_SEARCH` names one: its nodes' addresses with commas between."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from masdar.fetch import OperatorClient, OperatorPolicy
from masdar.search.opensearch import OpenSearchIndex

VARIABLE = "MASDAR_TEST_SEARCH"
_numbers = itertools.count(1)


def addresses() -> list[str]:
    """The nodes of the cluster; skips the test where none is named."""
    named = os.environ.get(VARIABLE, "")
    if not named:
        pytest.skip(f"no OpenSearch: `deploy/cluster up`, then {VARIABLE}=address,address,…")
    return [address for address in named.split(",") if address]


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
