"""The parameters of the rules as the settings have them now."""

import hashlib

from sqlalchemy import Connection, text

from app.services.recommendations.rules.parameters import Parameters
from app.services.settings import recommendations as names
from app.services.settings import store

_PRICES = text("select string_agg(o::text, '' order by id) from price_overrides o")


def read(connection: Connection) -> Parameters:
    """The parameters that hold now."""
    values = store.read(connection)
    tag, off = values[names.OPT_OUT_TAG], values[names.OFF]
    return Parameters(
        off=frozenset(off),
        opt_out_tag=tag[0] if tag else "",
        minimum_saving=values[names.MINIMUM_SAVING],
        coverage_percent=values[names.COVERAGE],
        unused_days=values[names.UNUSED_DAYS],
        never_used_days=values[names.NEVER_USED_DAYS],
        duplicate_hours=values[names.DUPLICATE_HOURS],
        sizing_days=values[names.SIZING_DAYS],
        sizing_used_days=values[names.SIZING_USED_DAYS],
        sizing_target_percent=values[names.SIZING_TARGET],
        undersized_percent=values[names.UNDERSIZED],
        volume_used_percent=values[names.VOLUME_USED],
        end_of_life_days=values[names.END_OF_LIFE],
        owner_tags=values[names.OWNER_TAGS],
        start_cost=values[names.START_COST],
    )


def version(connection: Connection, parameters: Parameters) -> str:
    """Changes when any of them does, or what is paid instead of list prices."""
    facts = [sorted(value) if isinstance(value := getattr(parameters, name), frozenset) else value
             for name in Parameters.__slots__]  # fmt: skip
    return hashlib.sha256(f"{facts} {connection.execute(_PRICES).scalar_one()}".encode()).hexdigest()[:16]
