"""The three ways in which the product says no."""


class Refused(Exception):
    """A business rule says no.

    ``code`` is ``noun.reason``; ``values`` are what the sentence needs. The sentence itself
    is made at the door, in the reader's language.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        if not self.values:
            return self.code
        told = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"{self.code} ({told})"


class NotAllowed(Exception):
    """The actor's level is too low for the need; the door answers 403."""


class Missing(Exception):
    """It does not exist for this actor; the door answers 404, so that existence does not leak."""
