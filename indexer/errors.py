"""Everything that can go wrong, drawn as a tree. The message is one line for the person at the screen.

PhotodeskError                what was seen, where, what to do
├── UsageError                the command was asked for something it cannot do
│   └── QueryError            a query that cannot be understood, with the place in it
├── SettingsError             photodesk.toml or a policy that cannot be used as it is
├── SourceError               a document that cannot be read
└── CatalogueError            the index folder cannot be used
    ├── LockedError           another process is writing
    ├── ForeignError          a folder or file that Photodesk did not make
    ├── VersionError          made by a newer Photodesk
    └── DamagedError          its contents do not hold together
"""


class PhotodeskError(Exception):
    """Base of all; `str()` is one line: what was seen, where, what to do."""


class UsageError(PhotodeskError):
    """The command was asked for something it cannot do."""


class QueryError(UsageError):
    """A query that cannot be understood; `position` counts characters from 0.

    >>> str(QueryError("a bracket that is never closed", 4))
    'query, character 5: a bracket that is never closed'
    """

    def __init__(self, message: str, position: int = 0) -> None:
        super().__init__(f"query, character {position + 1}: {message}")
        self.position = position


class SettingsError(PhotodeskError):
    """A settings or policy file that cannot be used as it is."""


class SourceError(PhotodeskError):
    """A document that cannot be read."""


class CatalogueError(PhotodeskError):
    """The index folder cannot be used."""


class LockedError(CatalogueError):
    """Another process is writing to the index folder."""


class ForeignError(CatalogueError):
    """A folder or file that Photodesk did not make."""


class VersionError(CatalogueError):
    """An index folder made by a newer Photodesk."""


class DamagedError(CatalogueError):
    """The contents of the index folder do not hold together."""
