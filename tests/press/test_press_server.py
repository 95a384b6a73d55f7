"""The stand on a real port of loopback, in a process of its own."""

from __future__ import annotations

import http.client
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from masdar.press.__main__ import main


@pytest.fixture
def server() -> Iterator[tuple[subprocess.Popen[str], int]]:
    command = [sys.executable, "-m", "masdar.press", "--slow", "0", "invented", "--seed", "3"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        yield process, int(address.rstrip("/").rpartition(":")[2])
        process.kill()


@pytest.mark.slow
def test_it_says_its_port_answers_and_stops_when_told(server: tuple[subprocess.Popen[str], int]) -> None:
    process, port = server
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", "/", headers={"Host": f"almarsa.localhost:{port}"})
    answer = connection.getresponse()
    assert answer.status == 200
    assert f'href="http://almarsa.localhost:{port}/feed/"' in answer.read().decode()
    connection.close()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=10) == 0


def test_a_file_that_is_no_corpus_is_a_clear_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", "/nonexistent.jsonl"]) == 1
    said = capsys.readouterr().err
    assert "nonexistent.jsonl" in said
    assert "Traceback" not in said
