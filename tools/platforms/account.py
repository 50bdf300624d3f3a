"""What one persona's accounts on the several platforms have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import ClassVar, Generic, Protocol, TypeVar

from memory.errors import ConfigError
from tools.settings import Settings


class Closes(Protocol):
    """A client that holds connections."""

    def close(self) -> None: ...


Client = TypeVar("Client", bound=Closes)


class Account(ABC, Generic[Client]):
    """The account that a persona publishes with, from the settings.

    No library is imported, and nothing is called, before it is needed.
    """

    no_leave: ClassVar[str]
    """What to set where nobody let us act."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._clock = clock

    @property
    @abstractmethod
    def ready(self) -> bool:
        """Whether somebody has let us act on an account."""

    def check(self) -> None:
        """Raises ConfigError where nobody let us act on an account."""
        if not self.ready:
            raise ConfigError(self.no_leave)

    @cached_property
    def client(self) -> Client:
        """Raises as `check`."""
        self.check()
        return self._opened()

    @abstractmethod
    def _opened(self) -> Client: ...

    def close(self) -> None:
        """Gives the connections back."""
        if "client" in self.__dict__:
            self.client.close()
