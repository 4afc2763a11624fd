"""Errors that are not ours: each says in one sentence what is wrong and what to do."""


class InputError(ValueError):
    """What the user handed in cannot be used (exit status 2)."""


class MachineError(RuntimeError):
    """The machine failed us: no space, no permission in the middle of a run (exit status 3)."""
