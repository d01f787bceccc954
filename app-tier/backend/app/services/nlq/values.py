"""Values of the data that a caller may see: small sets kept for a while, names looked up when asked for."""

import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol

from sqlalchemy import Connection, text

Meaning = tuple[str, str]
"""A concept (`user`, `account`, `tag.KEY` ...) and the value as the data spells it."""
Found = Mapping[str, tuple[Meaning, ...]]

KEPT_SECONDS = 120.0
MAX_TAGGED, MAX_TAG_VALUES = 200_000, 20_000
_SCOPED = "(cast(:scope as text[]) is null or account_id = any(cast(:scope as text[])))"
_SMALL = text(f"""
    select distinct 'account', name from aws_accounts where name is not null and {_SCOPED}
    union all select distinct 'account_id', account_id from aws_accounts where {_SCOPED}
    union all select distinct 'directory', directory_name from directories
        where directory_name is not null and {_SCOPED}
    union all select distinct 'bundle', bundle_name from bundles where bundle_name is not null and {_SCOPED}
    union all (
        select distinct 'tag.' || t.key, t.value
        from (
            select tags from workspaces
            where terminated_at is null and jsonb_typeof(tags) = 'object' and {_SCOPED} limit {MAX_TAGGED}
        ) w
        cross join lateral jsonb_each_text(w.tags) t limit {MAX_TAG_VALUES}
    )
""")  # noqa: S608 - only constants of this module
# by its index: where thousands of names are alike, the trigrams below would find them all
_USERS = text(f"""
    select distinct user_name from workspaces where user_name = any(cast(:spellings as text[])) and {_SCOPED}
""")  # noqa: S608
_PEOPLE = text(f"""
    select user_name, user_display_name, user_email, computer_name, ip_address from workspaces
    where {_SCOPED} and search_text like any(cast(:patterns as text[]))
      and (lower(user_name) = any(cast(:names as text[])) or lower(user_display_name) = any(cast(:names as text[]))
        or lower(user_email) = any(cast(:names as text[])) or lower(computer_name) = any(cast(:names as text[]))
        or ip_address = any(cast(:names as text[])))
    limit 500
""")  # noqa: S608
# an index is asked once for each spelling: some callers have hundreds of thousands of events
_ACTORS = text(f"""
    select s from unnest(cast(:spellings as text[])) s
    where exists (select 1 from events where username = s and {_SCOPED})
""")  # noqa: S608
_LIKE = text(f"""
    select distinct user_name from workspaces
    where {_SCOPED} and user_name is not null and search_text like any(cast(:patterns as text[])) limit 5
""")  # noqa: S608
_COLUMNS = ("user", "display", "email", "computer", "ip")


class Known(Protocol):
    """What the values of a question are compared with."""

    @property
    def small(self) -> Found:
        """Values of small sets by their text in lower case."""

    @property
    def tag_keys(self) -> Mapping[str, str]:
        """Tag keys by their letters in lower case, without blanks and marks."""

    def find(self, names: Iterable[str]) -> Found:
        """Users, computers and addresses among the names, which are in lower case."""

    def similar(self, part: str) -> list[str]:
        """A few users whose data hold the text."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Values given at once: what the evaluation set is read against."""

    small: Found
    people: Found = field(default_factory=dict)

    @property
    def tag_keys(self) -> Mapping[str, str]:
        """Keys of the tags."""
        return keys(self.small)

    def find(self, names: Iterable[str]) -> Found:
        """The people among the names."""
        return {name: self.people[name] for name in names if name in self.people}

    def similar(self, part: str) -> list[str]:
        """Users whose name holds the text."""
        return sorted({v for name, all_ in self.people.items() if part in name for c, v in all_ if c == "user"})[:5]


def keys(small: Found) -> dict[str, str]:
    """Tag keys by their letters; of two that differ in case only, the one with more values."""
    counted: dict[str, int] = {}
    for meanings in small.values():
        for concept, _ in meanings:
            if concept.startswith("tag."):
                counted[concept[4:]] = counted.get(concept[4:], 0) + 1
    made: dict[str, str] = {}
    for key in sorted(counted, key=lambda k: (counted[k], k)):
        made[plain(key)] = key
    return made


def plain(key: str) -> str:
    """Letters and digits in lower case."""
    return re.sub(r"[^\w]|_", "", key).lower()


def gathered(pairs: Iterable[Meaning]) -> dict[str, tuple[Meaning, ...]]:
    """Meanings by the text of the value in lower case."""
    made: dict[str, tuple[Meaning, ...]] = {}
    for concept, value in pairs:
        name = " ".join(value.lower().split())
        if name and (concept, value) not in made.get(name, ()):
            made[name] = (*made.get(name, ()), (concept, value))
    return made


class Cache:
    """Small sets by scope; read again after two minutes, the oldest scope leaves when there are many."""

    def __init__(self, size: int = 64) -> None:
        self._kept: dict[frozenset[str] | None, tuple[float, Found]] = {}
        self._lock, self._size = Lock(), size

    def get(self, connection: Connection, scope: frozenset[str] | None) -> Found:
        """The values that the scope may see."""
        with self._lock:
            kept = self._kept.get(scope)
        if kept is not None and time.monotonic() - kept[0] < KEPT_SECONDS:
            return kept[1]
        made = gathered((c, v) for c, v in connection.execute(_SMALL, {"scope": _ids(scope)}))
        with self._lock:
            if len(self._kept) >= self._size:
                self._kept.pop(min(self._kept, key=lambda k: self._kept[k][0]))
            self._kept[scope] = (time.monotonic(), made)
        return made

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()


CACHE = Cache()


def _ids(scope: frozenset[str] | None) -> list[str] | None:
    return None if scope is None else sorted(scope)


@dataclass(slots=True)
class Visible:
    """The values that a caller may see, in the database."""

    connection: Connection
    scope: frozenset[str] | None
    _small: Found | None = None

    @property
    def small(self) -> Found:
        """Accounts, directories, bundles and tags."""
        if self._small is None:
            self._small = CACHE.get(self.connection, self.scope)
        return self._small

    @property
    def tag_keys(self) -> Mapping[str, str]:
        """Keys of the tags."""
        return keys(self.small)

    def find(self, names: Iterable[str]) -> Found:
        """People, computers, addresses and callers among the names of three letters or more."""
        wanted = sorted({n for n in names if len(n) > 2})[:200]
        if not wanted:
            return {}
        scope, asked = _ids(self.scope), set(wanted)
        spellings = sorted({s for n in wanted for s in (n, n.upper(), n.title(), n.capitalize())})
        spelt = {"scope": scope, "spellings": spellings}
        pairs = [("user", row[0]) for row in self.connection.execute(_USERS, spelt)]
        left = sorted(asked - {user.lower() for _, user in pairs})
        patterns = [f"%{_escaped(n)}%" for n in left]
        rows = self.connection.execute(_PEOPLE, {"scope": scope, "patterns": patterns, "names": left}) if left else ()
        pairs += [(c, v) for row in rows for c, v in zip(_COLUMNS, row, strict=True) if v and v.lower() in asked]
        pairs += [("actor", row[0]) for row in self.connection.execute(_ACTORS, spelt)]
        return gathered(pairs)

    def similar(self, part: str) -> list[str]:
        """A few users whose data hold the text."""
        if len(part) < 3:
            return []
        rows = self.connection.execute(_LIKE, {"scope": _ids(self.scope), "patterns": [f"%{_escaped(part.lower())}%"]})
        return sorted(row[0] for row in rows)


def _escaped(name: str) -> str:
    return name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
