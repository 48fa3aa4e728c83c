"""The other processes: each has a pipe of its own and one task at a time; one that dies is replaced and its task told.

They are started anew (`spawn`), not forked: a fork of a process that has a database open is asking for trouble, and
not every system can. An interrupt from the keyboard is for this process alone, which then ends them.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any

from ..sources import Skip
from . import Outcome, Settings, Task, perform

AHEAD = 4
"""Tasks a process that may be done, but not yet handed on because one before them is not."""


class _Worker:
    """One process and what it is doing."""

    def __init__(self, settings: Settings) -> None:
        self.pipe, far = multiprocessing.Pipe()
        self.process: SpawnProcess = multiprocessing.get_context("spawn").Process(
            target=_serve, args=(far, settings), daemon=True
        )
        self.process.start()
        far.close()
        self.turn = -1
        self.task = Task()

    def give(self, turn: int, task: Task) -> None:
        """Hand over a task; a process that has died meanwhile is noticed when its answer is waited for."""
        self.turn, self.task = turn, task
        with suppress(OSError):
            self.pipe.send(task)

    def end(self) -> None:
        """End the process; nothing that it is doing is wanted any more."""
        self.pipe.close()
        self.process.terminate()
        self.process.join()
        self.process.close()


def _serve(pipe: Connection[Any, Any], settings: Settings) -> None:
    """Do tasks until the pipe is closed at the other end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        while True:
            task = pipe.recv()
            pipe.send(list(perform(task, settings)))


def run(tasks: Iterator[Task], settings: Settings, count: int) -> Iterator[Outcome]:
    """Yield what came of the tasks, in their order, done by `count` processes."""
    workers: list[_Worker] = []
    done: dict[int, list[Outcome]] = {}
    given = next_turn = 0
    more = True
    again: deque[tuple[int, Task]] = deque()
    try:
        while True:
            while next_turn in done:
                yield from done.pop(next_turn)
                next_turn += 1
            idle = [worker for worker in workers if worker.turn < 0]
            while (again or more) and given - next_turn < count * (1 + AHEAD) and (idle or len(workers) < count):
                if again:
                    turn, task = again.popleft()
                else:
                    found = next(tasks, None)
                    if found is None:
                        more = False
                        break
                    turn, task = given, found
                    given += 1
                if not task.files and task.document is None:
                    done[turn] = [task.outcome]
                    continue
                if not idle:
                    workers.append(_Worker(settings))
                    idle.append(workers[-1])
                idle.pop().give(turn, task)
            if next_turn in done:
                continue
            busy = [worker for worker in workers if worker.turn >= 0]
            if not busy:
                return
            for pipe in wait([worker.pipe for worker in busy]):
                worker = next(one for one in busy if one.pipe is pipe)
                try:
                    done[worker.turn] = worker.pipe.recv()
                    worker.turn = -1
                except (EOFError, OSError):
                    turn, task = worker.turn, worker.task
                    code = _exit_code(worker)
                    workers.remove(worker)
                    if len(task.files) > 1:  # one of them has killed it: each on its own, to find out which
                        done[turn] = list(_apart(task, settings))
                    else:
                        done[turn] = [_lost(task, code)]
    finally:
        for worker in workers:
            worker.end()


def _apart(task: Task, settings: Settings) -> Iterator[Outcome]:
    yield from run(iter([Task((name,)) for name in task.files]), settings, 1)


def _exit_code(worker: _Worker) -> int | None:
    worker.process.join()
    code = worker.process.exitcode
    worker.end()
    return code


def _lost(task: Task, code: int | None) -> Outcome:
    """Return the outcome of a task that its process has died of."""
    path = task.files[0] if task.files else task.outcome.path
    how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
    where = "part of it" if task.document is not None else "it"
    skip = Skip(path, f"the process that read {where} died ({how}); read it alone, with --processes 1", fault=True)
    return task.outcome._replace(path=path, skips=(*task.outcome.skips, skip), parts=())
