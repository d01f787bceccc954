"""What is read: one account and Region, and what is already known of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """An account and Region, with the ids that are known there, for collectors that ask by id."""

    account_id: str
    region: str
    workspace_ids: tuple[str, ...] = ()
    bundle_ids: tuple[str, ...] = ()
