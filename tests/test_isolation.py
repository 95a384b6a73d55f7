from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from masdar.isolation import MAX_MESSAGE, Isolated, IsolatedPictures, IsolationFailed, Limits
from masdar.model import Quarantine, Reason, Retry, Skip, Thumbnail

pytestmark = pytest.mark.slow

HERE = (str(Path(__file__).parent),)
LIMITS = Limits(memory_bytes=2**29, seconds=20.0)
SHORT = Limits(memory_bytes=2**29, seconds=0.5)


OTHERS: set[int] = set()  # children of this process that other tests keep


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children(recursive=True)} - OTHERS


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """No process, zombie or open descriptor survives a test."""
    OTHERS.clear()
    OTHERS.update(children())
    files = psutil.Process().num_fds()
    yield
    assert not children()
    assert psutil.Process().num_fds() == files


@pytest.fixture
def obey() -> Iterator[Isolated[int]]:
    with Isolated("misbehaving:obey", int, LIMITS, path=HERE) as isolated:
        yield isolated


class TestResults:
    def test_come_back(self) -> None:
        with Isolated("misbehaving:length", int, LIMITS, path=HERE) as length:
            assert [length(b""), length(b"four"), length(bytes(300_000))] == [0, 4, 300_000]

    def test_large_ones_too(self) -> None:
        data = os.urandom(9 * 2**20)
        with Isolated("misbehaving:echo", bytes, LIMITS, path=HERE) as echo:
            assert echo(data) == data

    def test_are_records(self) -> None:
        with Isolated("misbehaving:thumbnail", Thumbnail, LIMITS, path=HERE) as thumbnail:
            assert thumbnail(b"\0\xff") == Thumbnail(2, 1, b"\0\xff")

    def test_what_is_printed_is_no_answer(self, obey: Isolated[int]) -> None:
        assert obey(b"print") == 7
        assert obey(b"print") == 7

    def test_too_long_a_question_is_not_asked(self, obey: Isolated[int]) -> None:
        class Long(bytes):
            def __len__(self) -> int:
                return MAX_MESSAGE + 1

        with pytest.raises(Quarantine, match="too_large"):
            obey(Long())


class TestEndings:
    def test_are_raised_as_they_were(self, obey: Isolated[int]) -> None:
        with pytest.raises(Quarantine) as caught:
            obey(b"quarantine")
        assert (caught.value.reason, caught.value.detail) == (Reason.PICTURE_UNREADABLE, "مكسورة")
        with pytest.raises(Skip) as skipped:
            obey(b"skip")
        assert skipped.value.reason is Reason.GONE
        with pytest.raises(Retry):
            obey(b"retry")

    def test_cost_no_new_process(self) -> None:
        with Isolated("masdar.images:read_picture", int, path=HERE) as read:
            for _ in range(3):
                with pytest.raises(Quarantine, match="not_a_picture"):
                    read(b"no picture")
            assert len(children()) == 1


class TestMisbehaviour:
    @pytest.mark.parametrize(
        ("order", "told"),
        [
            ("crash", "died of SIGSEGV"),
            ("abort", "died of SIGABRT"),
            ("exit", "exited with 3"),
            ("leave", "exited with 0"),
            ("eat", "ran out of memory"),
            ("recurse", "RecursionError"),
            ("raise", "ZeroDivisionError: invented"),
            ("write", "SIGXFSZ|too large"),
            ("open_many", "Too many open files"),
            ("wrong_type", "answered nonsense"),
            ("long", "answered nonsense"),
            ("unspeakable", "failed"),
            ("say_nonsense", "answered nonsense"),
            ("say_too_much", "answered with 4294967295 bytes"),
            ("close_all", "closed its pipe"),
        ],
    )
    def test_is_told_and_the_next_call_works(
        self, obey: Isolated[int], order: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        with pytest.raises(Quarantine, match=told) as caught:
            obey(order.encode())
        assert caught.value.reason is Reason.CRASHED
        assert obey(b"print") == 7

    @pytest.mark.parametrize("order", ["spin", "hang"])
    def test_time_is_bounded(self, order: str) -> None:
        with Isolated("misbehaving:obey", int, SHORT, path=HERE) as obey:
            obey(b"print")  # started
            begun = time.monotonic()
            with pytest.raises(Quarantine, match="took too long"):
                obey(order.encode())
            assert 0.45 < time.monotonic() - begun < 5
            assert obey(b"print") == 7

    def test_memory_is_bounded_by_the_limit_given(self) -> None:
        with Isolated("misbehaving:echo", bytes, Limits(memory_bytes=2**27), path=HERE) as echo:
            assert len(echo(bytes(2**20))) == 2**20
            with pytest.raises(Quarantine) as caught:
                echo(bytes(100 * 2**20))
            assert caught.value.reason is Reason.CRASHED


class TestChildren:
    def test_start_at_the_first_call(self) -> None:
        with Isolated("misbehaving:process", int, LIMITS, path=HERE) as process:
            assert not children()
            assert {process(b"")} == children()

    def test_stay_between_calls(self) -> None:
        with Isolated("misbehaving:process", int, LIMITS, path=HERE) as process:
            assert len({process(b"") for _ in range(5)}) == 1

    def test_are_replaced_after_so_many_items(self) -> None:
        with Isolated("misbehaving:calls", int, Limits(2**29, 5.0, items=3), path=HERE) as calls:
            assert [calls(b"") for _ in range(7)] == [1, 2, 3, 1, 2, 3, 1]

    def test_killed_between_calls_are_replaced(self) -> None:
        with Isolated("misbehaving:process", int, LIMITS, path=HERE) as process:
            first = psutil.Process(process(b""))
            first.kill()
            for _ in range(1000):
                if first.status() == psutil.STATUS_ZOMBIE:
                    break
                os.sched_yield()
            assert process(b"") != first.pid

    def test_are_asked_by_many_threads_and_never_mixed_up(self) -> None:
        with (
            Isolated("misbehaving:echo", bytes, LIMITS, path=HERE, processes=2) as echo,
            ThreadPoolExecutor(16) as threads,
        ):
            asked = [f"{number} ".encode() * number for number in range(200)]
            assert list(threads.map(echo, asked)) == asked
            assert len(children()) == 2

    def test_serve_async_callers(self) -> None:
        async def ask() -> list[int]:
            with Isolated("misbehaving:length", int, LIMITS, path=HERE) as length:
                return await asyncio.gather(*(asyncio.to_thread(length, bytes(size)) for size in range(20)))

        assert asyncio.run(ask()) == list(range(20))  # the loop that tests share would stay behind as open descriptors

    def test_know_nothing_of_our_settings(self, obey: Isolated[int], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("MASDAR_DATABASE", "invented")
        monkeypatch.setenv("SECRET_WORD", "invented")
        assert obey(b"environment") == 0

    def test_leave_no_core_files(self, obey: Isolated[int]) -> None:
        assert obey(b"cores") == 0


class TestClosing:
    def test_ends_the_children(self) -> None:
        process = Isolated("misbehaving:process", int, LIMITS, path=HERE)
        process(b"")
        process.close()
        process.close()
        assert not children()
        with pytest.raises(RuntimeError, match="closed"):
            process(b"")

    def test_waits_for_the_call_under_way(self) -> None:
        obey = Isolated("misbehaving:obey", int, SHORT, path=HERE)
        ends: list[str] = []

        def ask() -> None:
            try:
                obey(b"hang")
            except Quarantine as quarantine:
                ends.append(quarantine.reason.value)

        thread = threading.Thread(target=ask)
        thread.start()
        while not children():
            os.sched_yield()
        obey.close()
        thread.join()
        assert ends == ["crashed"]

    def test_a_child_ends_with_its_parent(self) -> None:
        """Nobody closes; the parent is killed while its child waits."""
        code = (
            "import sys, os, signal; from masdar.isolation import Isolated\n"
            f"ask = Isolated('misbehaving:process', int, path=[{HERE[0]!r}])\n"
            "print(ask(b''), flush=True); os.kill(os.getpid(), signal.SIGKILL)"
        )
        with psutil.Popen([sys.executable, "-c", code], stdout=-1) as parent:
            child = int(parent.stdout.read())
        assert ended(child)


def ended(pid: int) -> bool:
    """Within ten seconds; a zombie that its new parent has not buried yet is dead all the same."""
    for _ in range(100):
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
            psutil.Process(pid).wait(0.1)
        except psutil.NoSuchProcess:
            return True
        except psutil.TimeoutExpired:
            continue
    return not psutil.pid_exists(pid)


class TestStarting:
    @pytest.mark.parametrize(
        ("function", "told"),
        [
            ("no_such_module:length", "No module named 'no_such_module'"),
            ("misbehaving:no_such_function", "no_such_function"),
            ("misbehaving:HERE", "HERE"),
            ("misbehaving", "misbehaving"),
            ("misbehaving:__name__", "is not a function"),
        ],
    )
    def test_what_cannot_be_imported_is_our_fault_not_the_data_s(self, function: str, told: str) -> None:
        with Isolated(function, int, LIMITS, path=HERE) as isolated:
            for _ in range(2):
                with pytest.raises(IsolationFailed, match=told):
                    isolated(b"")

    def test_without_an_interpreter(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "executable", "/nowhere/python")
        with Isolated("misbehaving:length", int, LIMITS, path=HERE) as length, pytest.raises(IsolationFailed):
            length(b"")


class TestPictures:
    def test_are_read_in_another_process(self) -> None:
        reader = IsolatedPictures("masdar.images:read_picture")
        try:
            with pytest.raises(Quarantine) as caught:
                reader.read(b"<svg/>")
        finally:
            reader.close()
        assert caught.value.reason is Reason.NOT_A_PICTURE
