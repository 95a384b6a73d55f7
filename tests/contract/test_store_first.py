"""A store keeps an article and gives it back."""

from __future__ import annotations

from masdar.model import Permalink
from masdar.store import SqlStore

from .making import batch, paper, reading


def test_an_article_comes_back_as_it_was_read(store: SqlStore) -> None:
    store.add_source(paper())
    read = reading(1)
    (kept,) = store.commit(batch(read))
    assert kept.permalink == Permalink("paper", 1)
    assert kept.new
    stored = store.article(kept.permalink)
    assert stored is not None
    assert stored.article == read.article
    assert list(store.problems()) == []
