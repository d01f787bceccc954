"""The `costs` dataset: one row a WorkSpace, month and usage type."""

from dataclasses import replace

from sqlalchemy import and_, case, select

from app.models.accounts import AwsAccount
from app.models.directories import Bundle, Directory
from app.models.modelled import CostMonthly, CostRollup
from app.models.workspaces import Workspace
from app.services.catalog import enumerations as enums
from app.services.catalog.model import Dataset, Field, FieldType, Join, Provenance, by_name

COSTS = CostMonthly.__table__
ROLLUP = CostRollup.__table__
WS = Workspace.__table__.alias("workspace")
ACCOUNT = AwsAccount.__table__.alias("account")
DIRECTORY = Directory.__table__.alias("directory")
BUNDLE = Bundle.__table__.alias("bundle")
c = COSTS.c
T = FieldType

JOINS = {
    "account": Join(ACCOUNT, ACCOUNT.c.account_id == c.account_id),
    "workspace": Join(
        WS, and_(WS.c.account_id == c.account_id, WS.c.region == c.region, WS.c.workspace_id == c.workspace_id)
    ),
    "directory": Join(
        DIRECTORY,
        and_(
            DIRECTORY.c.account_id == c.account_id,
            DIRECTORY.c.region == c.region,
            DIRECTORY.c.directory_id == WS.c.directory_id,
        ),
    ),
    "bundle": Join(
        BUNDLE,
        and_(BUNDLE.c.account_id == c.account_id, BUNDLE.c.region == c.region, BUNDLE.c.bundle_id == WS.c.bundle_id),
    ),
}

KINDS = (
    ("always_on_month", "AlwaysOn fee"),
    ("auto_stop_month", "AutoStop base"),
    ("auto_stop_hour", "AutoStop hours"),
    ("volume", "Additional storage"),
    ("software", "Software"),
    ("other", "Other"),
)
SOURCES = (("modelled", "Modelled"), ("billed", "Billed"))
PRICE_SOURCES = (("aws", "AWS price list"), ("builtin", "Built-in price list"), ("contract", "Contract price"))
_M = Provenance.MODELLED

FIELDS = by_name(
    Field("month", "Month", T.DATE, c.month, "First day of the month (UTC).", "Cost", nullable=False, grain="month",
          provenance=_M, synonyms=("when", "date", "period")),
    Field("cost", "Cost", T.MONEY, case((c.source == "modelled", c.cost)),
          "What it costs by the model (price x hours); empty where not known, and on rows of the bill.",
          "Cost", unit="USD", provenance=_M, synonyms=("spend", "price", "amount", "modelled cost", "money")),
    Field("billed_cost", "Billed cost", T.MONEY, case((c.source == "billed", c.cost)),
          "What was billed by an imported Cost and Usage Report; empty on rows of the model.",
          "Cost", unit="USD", provenance=Provenance.AWS, synonyms=("bill", "invoice")),
    Field("kind", "Charge", T.ENUM, c.kind, "What is charged: a fee, hours or storage.", "Cost", nullable=False,
          values=KINDS, facet=True, provenance=_M, synonyms=("charge", "kind of charge")),
    Field("usage_type", "Usage type", T.STRING, c.usage_type, "AWS's name of what is charged.", "Cost",
          nullable=False, facet=True, provenance=_M),
    Field("quantity", "Quantity", T.NUMBER, c.quantity, "How much of it, in `unit`.", "Cost", provenance=_M),
    Field("unit", "Unit", T.STRING, c.unit, "Unit of the quantity.", "Cost", nullable=False, provenance=_M),
    Field("currency", "Currency", T.STRING, c.currency, "Currency of the cost.", "Cost", nullable=False,
          provenance=_M),
    Field("source", "Source", T.ENUM, c.source, "Whether it is modelled or billed.", "Cost", nullable=False,
          values=SOURCES, facet=True, provenance=_M),
    Field("price_source", "Price from", T.ENUM, c.price_source, "The price list that was used.", "Cost",
          values=PRICE_SOURCES, facet=True, provenance=_M),
    Field("price_date", "Price since", T.DATE, c.price_date, "The day since which the price holds.", "Cost",
          provenance=_M),
    Field("coverage", "Coverage", T.NUMBER, c.coverage,
          "Of hours: those measured, as a part of those that have passed (0 to 1).", "Cost",
          provenance=Provenance.MEASURED),
    Field("reason", "Why unknown", T.STRING, c.reason, "Why the cost is not known.", "Cost", provenance=_M,
          synonyms=("unknown", "missing price")),
    Field("workspace_id", "WorkSpace ID", T.ID, c.workspace_id, "AWS id of the WorkSpace (ws-...).", "Identity",
          nullable=False, synonyms=("workspace", "id")),
    Field("user_name", "User", T.STRING, WS.c.user_name, "User of the WorkSpace.", "Identity", needs=("workspace",),
          synonyms=("username", "owner", "person")),
    Field("user_display_name", "Display name", T.STRING, WS.c.user_display_name, "Full name of the user.",
          "Identity", needs=("workspace",)),
    Field("computer_name", "Computer", T.STRING, WS.c.computer_name, "Computer of the WorkSpace.", "Identity",
          needs=("workspace",)),
    Field("account_id", "Account ID", T.ID, c.account_id, "AWS account.", "Place", nullable=False, facet=True,
          synonyms=("account",)),
    Field("account_name", "Account", T.STRING, ACCOUNT.c.name, "Name of the AWS account.", "Place",
          needs=("account",), facet=True, provenance=Provenance.SYNC),
    Field("region", "Region", T.ENUM, c.region, "AWS Region.", "Place", nullable=False, facet=True),
    Field("directory_id", "Directory ID", T.ID, WS.c.directory_id, "Directory of the user.", "Place",
          needs=("workspace",), facet=True),
    Field("directory_name", "Directory", T.STRING, DIRECTORY.c.directory_name, "Name of the directory.", "Place",
          needs=("workspace", "directory"), facet=True, synonyms=("domain",)),
    Field("bundle_id", "Bundle ID", T.ID, WS.c.bundle_id, "Bundle the WorkSpace was made from.", "Machine",
          needs=("workspace",)),
    Field("bundle_name", "Bundle", T.STRING, BUNDLE.c.bundle_name, "Name of the bundle.", "Machine",
          needs=("workspace", "bundle"), facet=True),
    Field("compute_type", "Compute type", T.ENUM, WS.c.compute_type, "Hardware size, as it is now.", "Machine",
          needs=("workspace",), values=enums.COMPUTE_TYPES, facet=True, synonyms=("size", "hardware")),
    Field("operating_system", "Operating system", T.ENUM, WS.c.operating_system, "Operating system.", "Machine",
          needs=("workspace",), values=enums.OPERATING_SYSTEMS, facet=True, synonyms=("os",)),
    Field("running_mode", "Running mode", T.ENUM, WS.c.running_mode, "Running mode, as it is now.", "Machine",
          needs=("workspace",), values=enums.RUNNING_MODES, facet=True, synonyms=("mode",)),
    Field("state", "State", T.ENUM, WS.c.state, "State, as it is now.", "State", needs=("workspace",),
          values=enums.STATES, facet=True, synonyms=("status",)),
    Field("tags", "Tags", T.TAGS, WS.c.tags, "AWS tags; filter one by tag.KEY.", "Tags", needs=("workspace",)),
)  # fmt: skip

ROLLED = select(ROLLUP).where(ROLLUP.c.amounts > 0).subquery("rolled")
_SUMMED_BY = ("month", "account_id", "region", "kind", "source", "usage_type", "currency")


def _rolled() -> Dataset:
    """Costs summed over WorkSpaces: what charts over the fleet read."""
    r = ROLLED.c
    return Dataset(
        name="costs",
        label="Costs",
        description="Costs summed over WorkSpaces.",
        table=ROLLED,
        scope=r.account_id,
        key=_SUMMED_BY,
        fields=by_name(
            *(replace(FIELDS[name], expression=r[name]) for name in _SUMMED_BY),
            FIELDS["account_name"],
            *(
                replace(
                    FIELDS[name],
                    expression=case((and_(r.source == source, r.known > 0), r.cost)),
                    known=case((r.source == source, r.known), else_=0),
                )
                for name, source in (("cost", "modelled"), ("billed_cost", "billed"))
            ),
        ),
        joins={"account": Join(ACCOUNT, ACCOUNT.c.account_id == r.account_id)},
        default_columns=_SUMMED_BY,
        default_sort=("-month",),
        weight=r.amounts,
    )


DATASET = Dataset(
    name="costs",
    label="Costs",
    description="One row a WorkSpace, month and usage type: what it costs, and by which price.",
    table=COSTS,
    scope=c.account_id,
    key=("month", "workspace_id", "usage_type", "source", "region", "account_id"),
    fields=FIELDS,
    joins=JOINS,
    default_columns=(
        "month", "user_name", "kind", "quantity", "unit", "cost", "source", "region", "account_name", "workspace_id",
    ),
    default_sort=("-month", "-cost"),
    search=WS.c.search_text,
    search_fields=("workspace_id", "user_name", "user_display_name", "user_email", "computer_name"),
    search_needs=("workspace",),
    tags=WS.c.tags,
    tags_needs=("workspace",),
    rolled=_rolled(),
)  # fmt: skip
