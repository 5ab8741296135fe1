"""What is closed at the end of a `with` block, whatever happened in it."""

from abc import ABC, abstractmethod
from typing import Self


class Closing(ABC):
    """A file, lock or socket that `with` closes."""

    @abstractmethod
    def close(self) -> None:
        """Give up what is held."""

    def __enter__(self) -> Self:
        """Give the thing itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()
