"""The process of one world: fills its database, then answers the orders of the main process."""

import multiprocessing
import os
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from shared import Facts, World

Round = dict[str, tuple[float, float]]


class Inhabitant:
    """The main process's end: one world's process and the wire to it."""

    def __init__(self, world: World) -> None:
        self.world = world
        spawning = multiprocessing.get_context("spawn")
        self.wire, far = spawning.Pipe()
        self.process = spawning.Process(target=live, args=(world, far), daemon=True)
        self.process.start()

    def facts(self) -> Facts:
        """Wait until the world is filled and warm."""
        found: Facts = self._told()
        return found

    def round(self) -> Round:
        found: Round = self._ordered("round")
        return found

    def all_due(self) -> float:
        found: float = self._ordered("all_due")
        return found

    def end(self) -> None:
        with suppress(OSError):
            self.wire.send("end")
        self.process.join(10)
        if self.process.is_alive():
            self.process.terminate()

    def _ordered(self, order: str) -> Any:
        self.wire.send(order)
        return self._told()

    def _told(self) -> Any:
        try:
            found = self.wire.recv()
        except EOFError:
            raise RuntimeError(f"the process of {self.world.database} died") from None
        if isinstance(found, str):
            raise RuntimeError(found)
        return found


def live(world: World, wire: Connection) -> None:
    """The child's whole life; an error travels to the parent as text."""
    try:
        os.environ.update(world.environment)
        visitor = _settle(world)
        wire.send(visitor.warm())
        orders = {"round": visitor.round, "all_due": visitor.ask_when_all_is_due}
        while (order := wire.recv()) != "end":
            wire.send(orders[order]())
    except Exception:
        wire.send(traceback.format_exc())
    except (EOFError, KeyboardInterrupt):
        pass


def _settle(world: World) -> Any:
    """Django may be imported only now that the environment says which world this is."""
    import django

    django.setup()
    from django.core.management import call_command
    from filling import filled
    from visitor import Visitor

    call_command("migrate", verbosity=0, interactive=False)
    return Visitor(filled(world))
