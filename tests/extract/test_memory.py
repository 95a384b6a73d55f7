"""A page made to grow in the parser, read by a process whose memory is bounded as the collector's is."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

import pytest

READING = """
    import resource
    from masdar.cli.running import COLLECTOR_MEMORY
    from masdar.extract import read_article
    from masdar.isolation import limit_memory
    from masdar.model import Quarantine
    from tests.extract.pages import NOW, SOURCE, capture
    limit_memory(COLLECTOR_MEMORY)
    many = " ".join(f"a{n}" for n in range(90))
    page = "<h1>t</h1><p>" + "".join(f"<b {many} z{n}>" for n in range(690)) + "<p>x" * 700
    try:
        read_article(capture(page), SOURCE, now=NOW)
    except Quarantine as told:
        print(told.reason.value)
    article = read_article(capture("<h1>t</h1>" + "<p>a text that is long enough to be one</p>" * 5), SOURCE, now=NOW)
    print(article.title, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < COLLECTOR_MEMORY // 1024)
"""


@pytest.mark.slow
def test_a_page_that_outgrows_memory_is_refused_and_the_next_is_read() -> None:
    done = subprocess.run(
        [sys.executable, "-c", dedent(READING)], capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.split("\n")[:2] == ["too_large", "t True"]
