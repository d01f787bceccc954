import os
import signal
import subprocess
import sys
from pathlib import Path

from devstack import process
from devstack.process import Identity

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
PARENT = "import subprocess, time; subprocess.Popen(['sleep', '60']); time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('on', flush=True); time.sleep(60)"


def test_a_later_process_with_the_same_pid_is_not_taken_for_the_old_one() -> None:
    own = process.identify(os.getpid())
    assert own is not None
    assert process.is_alive(own)
    assert not process.is_alive(Identity(own.pid, f"{process.boot_id()}:1"))


def test_a_zombie_is_not_alive() -> None:
    child = subprocess.Popen(SLEEP)
    identity = process.identify(child.pid)
    child.kill()
    assert identity is not None
    assert process.wait_until(lambda: not process.is_alive(identity), 5)
    child.wait()


def test_a_session_is_ended_with_what_it_started() -> None:
    child = subprocess.Popen([sys.executable, "-c", PARENT], start_new_session=True)
    assert process.wait_until(lambda: len(process.in_session(child.pid)) == 2, 10)
    assert process.end(lambda: process.in_session(child.pid), grace_s=5)
    child.wait()
    assert process.in_session(child.pid) == []


def test_what_ignores_the_first_signal_is_killed() -> None:
    child = subprocess.Popen([sys.executable, "-c", STUBBORN], start_new_session=True, stdout=subprocess.PIPE)
    assert child.stdout is not None
    with child.stdout as output:
        output.readline()
        assert process.end(lambda: process.in_session(child.pid), grace_s=0.3)
    assert child.wait() == -signal.SIGKILL


def test_a_process_is_found_by_the_mark_of_its_home(tmp_path: Path) -> None:
    child = subprocess.Popen(SLEEP, env={**os.environ, process.MARK: str(tmp_path)})
    try:
        assert process.wait_until(lambda: process.marked(child.pid, tmp_path), 5)
        assert not process.marked(child.pid, tmp_path / "other")
    finally:
        child.kill()
        child.wait()
