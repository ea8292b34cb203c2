"""The process of one world: fills its database, then answers the orders of the main process."""

from shared import Facts, World
from wire import Inhabitant as Process
from wire import Orders

Round = dict[str, tuple[float, float]]


class Inhabitant(Process[World]):
    """The main process's end: one world's process and the wire to it."""

    def __init__(self, world: World) -> None:
        super().__init__(world, _settle)

    def facts(self) -> Facts:
        """Wait until the world is filled and warm."""
        found: Facts = self.told()
        return found

    def round(self) -> Round:
        found: Round = self.ask("round")
        return found

    def all_due(self) -> float:
        found: float = self.ask("all_due")
        return found


def _settle(world: World) -> tuple[Facts, Orders]:
    """Django may be imported only now that the environment says which world this is."""
    import django

    django.setup()
    from django.core.management import call_command
    from filling import filled
    from visitor import Visitor

    call_command("migrate", verbosity=0, interactive=False)
    visitor = Visitor(filled(world))
    return visitor.warm(), {"round": visitor.round, "all_due": visitor.ask_when_all_is_due}
