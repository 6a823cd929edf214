"""Why the registry refuses to do something, in plain Japanese with what to do."""


class RegistryError(Exception):
    """The registry refuses; the message is for the person who asked."""


class NotAllowedError(RegistryError):
    """The account lacks the role in the body that keeps the record."""


class SecondPersonError(RegistryError):
    """Who proposed a change may not approve it."""


class StaleProposalError(RegistryError):
    """The record changed after the proposal was written."""


class IncompleteError(RegistryError):
    """Something needed for publication is missing."""


class WrongStageError(RegistryError):
    """The proposal is not at the stage at which this can be done."""
