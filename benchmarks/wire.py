"""A world of its own process: the main process orders, the world answers."""

import multiprocessing
import os
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

from shared import Place

P = TypeVar("P", bound=Place)
Orders = Mapping[str, Callable[[], Any]]
Settle = Callable[[P], tuple[Any, Orders]]


class Inhabitant(Generic[P]):
    """The main process's end: one world's process and the wire to it."""

    def __init__(self, world: P, settle: Settle[P]) -> None:
        self.world = world
        spawning = multiprocessing.get_context("spawn")
        self.wire, far = spawning.Pipe()
        self.process = spawning.Process(target=_live, args=(world, settle, far), daemon=True)
        self.process.start()

    def told(self) -> Any:
        """The next answer; an error of the child is raised here."""
        try:
            found = self.wire.recv()
        except EOFError:
            raise RuntimeError(f"the process of {self.world.database} died") from None
        if isinstance(found, str):
            raise RuntimeError(found)
        return found

    def ask(self, order: str) -> Any:
        self.wire.send(order)
        return self.told()

    def end(self) -> None:
        with suppress(OSError):
            self.wire.send("end")
        self.process.join(10)
        if self.process.is_alive():
            self.process.terminate()


def _live(world: P, settle: Settle[P], wire: Connection) -> None:
    """The child's whole life; an error travels to the parent as text."""
    try:
        os.environ.update(world.environment)
        first, orders = settle(world)
        wire.send(first)
        while (order := wire.recv()) != "end":
            wire.send(orders[order]())
    except Exception:
        wire.send(traceback.format_exc())
    except (EOFError, KeyboardInterrupt):
        pass
