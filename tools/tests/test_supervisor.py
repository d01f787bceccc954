import os
import signal
from collections.abc import Callable

from devstack import process
from devstack.layout import Layout
from devstack.plan import Plan, Service, Stage
from devstack.running import Running

Make = Callable[..., Service]
Launch = Callable[..., Running]
SLEEP = "import time; time.sleep(600)"
WITH_CHILD = "import subprocess, time; subprocess.Popen(['sleep', '600']); time.sleep(600)"
ESCAPING = (
    "import subprocess, time; subprocess.Popen(['/bin/sleep', '600'], start_new_session=True, env={}); time.sleep(600)"
)


def pids(running: Running) -> list[int]:
    return [service["pid"] for service in running.services()]


def test_services_run_and_stop_with_everything_they_started(service: Make, launch: Launch) -> None:
    running = launch(service(SLEEP), service(WITH_CHILD))
    sessions = pids(running)
    assert [item["state"] for item in running.services()] == ["ready", "ready"]
    running.stop()
    assert not running.is_up()
    assert [item for pid in sessions for item in process.in_session(pid)] == []


def test_a_child_that_left_the_session_is_ended_too(service: Make, launch: Launch) -> None:
    running = launch(service(ESCAPING))
    (pid,) = pids(running)
    assert process.wait_until(lambda: len(process.descendants(pid)) == 1, 10)
    (escaped,) = process.descendants(pid)
    running.stop()
    assert not process.is_alive(escaped.identity)


def test_a_service_that_dies_is_started_again(service: Make, launch: Launch) -> None:
    running = launch(service(SLEEP))
    (first,) = pids(running)
    process.send(first, signal.SIGKILL)
    assert process.wait_until(
        lambda: running.services()[0]["restarts"] == 1 and running.services()[0]["state"] == "ready", 15
    )
    assert pids(running) != [first]


def test_a_service_that_cannot_start_fails_the_start_with_its_own_words(service: Make, launch: Launch) -> None:
    running = launch(service(SLEEP, "fine"), service("raise SystemExit('error: no such thing as a moon')", "broken"))
    status = running.status()
    assert status["phase"] == "failed"
    assert "broken does not start: error: no such thing as a moon" in status["message"]
    assert process.wait_until(lambda: not running.is_up(), 10)
    assert running.leftovers() == []


def test_what_a_killed_supervisor_leaves_is_found_and_ended(service: Make, launch: Launch) -> None:
    running = launch(service(WITH_CHILD), service(SLEEP))
    sessions = pids(running)
    assert process.wait_until(lambda: len(process.in_session(sessions[0])) == 2, 10)
    running.ask(signal.SIGKILL)
    assert process.wait_until(lambda: not running.is_up(), 5)
    assert len(running.leftovers()) == 3
    assert running.stop() == 3
    assert [item for pid in sessions for item in process.in_session(pid)] == []


def test_leftovers_are_not_confused_with_later_processes(service: Make, launch: Launch) -> None:
    running = launch(service(SLEEP))
    running.stop()
    assert running.leftovers() == []
    assert running.stop() == 0


def test_an_attached_stack_ends_with_its_owner(layout: Layout, running: Running, service: Make) -> None:
    lifeline, own_end = os.pipe()
    child = running.launch(Plan(str(layout.home), [Stage([], [service(SLEEP)])]), lifeline)
    os.close(lifeline)
    assert process.wait_until(lambda: running.status().get("phase") == "ready", 15)
    os.close(own_end)
    assert child.wait(15) == 0
    assert not running.is_up()


def test_two_homes_know_only_their_own(service: Make, launch: Launch, tmp_path_factory: object, layout: Layout) -> None:
    other = Layout(home=layout.home.with_name("other"), cache=layout.cache)
    other.prepare()
    second = Running(other)
    first = launch(service(SLEEP))
    second.launch(Plan(str(other.home), [Stage([], [service(SLEEP)])]), None)
    assert process.wait_until(lambda: second.status().get("phase") == "ready", 15)
    second.stop()
    assert first.is_up()
    assert first.services()[0]["state"] == "ready"
