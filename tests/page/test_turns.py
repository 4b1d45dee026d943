"""The order in which the processes that all visitors share get their tasks."""

from __future__ import annotations

import threading
import time
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool

import pytest

from experiments.page.turns import LeastFirst, Task, Turns


class Processes:
    """Tasks that were begun, which end when they are told to."""

    def __init__(self):
        self.begun, self.error = [], None

    def submit(self, call, argument):
        if self.error:
            raise self.error
        future = Future()
        self.begun.append((argument, future))
        return future

    def end(self, number):
        argument, future = self.begun[number]
        future.set_result(argument * 2)

    @property
    def names(self):
        return [argument for argument, _ in self.begun]


@pytest.fixture
def processes():
    return Processes()


def tasks(*names):
    return [Task(print, name) for name in names]


def test_no_client_and_no_request_waits_for_all_that_was_asked_before(processes):
    turns = Turns(lambda: processes, at_once=1)
    turns.ask("a", tasks("a1", "a2", "a3", "a4"))
    turns.ask("a", tasks("A1", "A2"))
    turns.ask("b", tasks("b1", "b2"))
    for number in range(8):
        assert len(processes.begun) == number + 1  # one at a time
        processes.end(number)
    assert processes.names == ["a1", "a2", "b1", "A1", "b2", "a3", "A2", "a4"]


def test_as_many_run_at_once_as_there_are_processes(processes):
    turns = Turns(lambda: processes, at_once=2)
    asked = tasks("1", "2", "3")
    turns.ask("a", asked)
    assert processes.names == ["1", "2"]
    processes.end(1)
    assert processes.names == ["1", "2", "3"] and asked[1].future.result() == "22"
    assert not asked[0].future.done()


def test_what_was_dropped_takes_no_turn(processes):
    turns = Turns(lambda: processes, at_once=1)
    asked = tasks("1", "2", "3", "4")
    turns.ask("a", asked)
    asked[1].future.cancel()
    processes.end(0)
    assert processes.names == ["1", "3"]
    turns.drop()
    processes.end(1)
    assert processes.names == ["1", "3"]
    with pytest.raises(CancelledError):
        asked[3].future.result()


def test_a_killed_process_ends_its_own_task_and_the_others_go_on(processes):
    turns = Turns(lambda: processes, at_once=1)
    asked = tasks("1", "2", "3")
    processes.error = BrokenProcessPool("killed")
    turns.ask("a", asked[:1])
    processes.error = None
    turns.ask("a", asked[1:])
    processes.begun[0][1].set_exception(BrokenProcessPool("killed"))
    processes.end(1)
    for task in asked[:2]:
        with pytest.raises(BrokenProcessPool):
            task.future.result()
    assert asked[2].future.result() == "33"


def test_the_work_that_has_taken_least_goes_first_and_one_at_a_time():
    order, computing = [], LeastFirst()

    def work(name, spent):
        with computing.turn(spent):
            order.append(name)

    with computing.turn(5.0):
        threads = []
        for waiting, (name, spent) in enumerate(
            (("long", 9.0), ("short", 0.1), ("new", 0.0), ("too", 0.1))
        ):
            threads.append(threading.Thread(target=work, args=(name, spent)))
            threads[-1].start()
            while len(computing._waiting) <= waiting:
                time.sleep(0.001)
        assert order == []
        computing.offer(0.05)
        assert order == ["new"]  # the others have had more
    for thread in threads:
        thread.join(60)
    assert order == ["new", "short", "too", "long"]


def test_who_fails_in_their_turn_lets_the_next_one_have_it():
    computing = LeastFirst()
    with pytest.raises(ValueError, match="broken"), computing.turn(0.0):
        raise ValueError("broken")
    with computing.turn(0.0):
        pass
