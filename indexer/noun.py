"""How nouns are made: frozen dataclasses with slots, which `dataclass(frozen=True)` would make three times as slowly.

A search makes forty of them before it reads its first record, and what a reader fills is made by the thousand.
"""

from __future__ import annotations

from dataclasses import MISSING, FrozenInstanceError, dataclass, fields
from typing import Any, ClassVar, NoReturn, TypeVar, cast, dataclass_transform

T = TypeVar("T", bound="Noun")


class Noun:
    """How nouns compare, print, travel between processes and stay as they were made."""

    __slots__: ClassVar[tuple[str, ...]] = ()
    __dataclass_fields__: ClassVar[dict[str, Any]]

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    def __hash__(self) -> int:
        return hash(tuple([getattr(self, name) for name in self.__slots__]))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self.__slots__)})"

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        return type(self), tuple([getattr(self, name) for name in self.__slots__])

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError(f"cannot delete field {name!r}")


@dataclass_transform(eq_default=False, frozen_default=True)
def noun(kind: type[T]) -> type[T]:
    """Make a dataclass of the annotations of `kind`; defaults must be plain values.

    >>> @noun
    ... class Crop(Noun):
    ...     left: int
    ...     right: int = 0
    >>> Crop(2), Crop(2) == Crop(2, 0)
    (Crop(left=2, right=0), True)
    >>> Crop(2).left = 3
    Traceback (most recent call last):
    dataclasses.FrozenInstanceError: cannot assign to field 'left'
    """
    made: Any = dataclass(init=False, repr=False, eq=False, slots=True)(kind)
    known = fields(made)
    # A slot's own setter goes past `__setattr__`, and is quicker than `object.__setattr__`.
    setters = {f"set_{field.name}": vars(made)[field.name].__set__ for field in known}
    body = "".join(f"\n set_{field.name}(self, {field.name})" for field in known)
    exec(f"def __init__(self, {', '.join(field.name for field in known)}):{body}", setters)
    init: Any = setters["__init__"]
    init.__qualname__ = f"{kind.__qualname__}.__init__"
    init.__defaults__ = tuple(field.default for field in known if field.default is not MISSING)
    made.__init__ = init
    return cast(type[T], made)
