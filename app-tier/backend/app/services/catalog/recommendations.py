"""The `recommendations` dataset: one row a piece of advice on a WorkSpace."""

from sqlalchemy import Numeric, and_, case, cast, null

from app.models.accounts import AwsAccount
from app.models.directories import Bundle, Directory
from app.models.recommendations import Recommendation
from app.models.workspaces import Workspace
from app.services.catalog import enumerations as enums
from app.services.catalog.model import Dataset, Field, FieldType, Join, Provenance, by_name
from app.services.recommendations.rules.kinds import KINDS
from app.services.recommendations.states import COUNTED, LABELS

R = Recommendation.__table__
WS = Workspace.__table__.alias("workspace")
ACCOUNT = AwsAccount.__table__.alias("account")
DIRECTORY = Directory.__table__.alias("directory")
BUNDLE = Bundle.__table__.alias("bundle")
c = R.c
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

LEVELS = (("low", "Low"), ("medium", "Medium"), ("high", "High"))
HOW = (("detected", "Seen by a sync"), ("marked", "Marked"), ("confirmed", "Marked, and seen by a sync"))
_risk = case({kind.name: kind.risk for kind in KINDS.values()}, value=c.kind)
_effort = case({kind.name: kind.effort for kind in KINDS.values()}, value=c.kind)
_counted = case((and_(c.is_top, c.saving_monthly > 0), c.saving_monthly), else_=cast(null(), Numeric))
_D = Provenance.DERIVED

FIELDS = by_name(
    Field("id", "Recommendation", T.INTEGER, c.id, "Number of the recommendation.", "Advice", nullable=False,
          provenance=_D),
    Field("kind", "Kind", T.ENUM, c.kind, "What kind of advice it is.", "Advice", nullable=False, facet=True,
          values=tuple((kind.name, kind.label) for kind in KINDS.values()), provenance=_D,
          synonyms=("type", "advice", "category")),
    Field("title", "What to do", T.STRING, c.title, "The advice in a few words.", "Advice", nullable=False,
          provenance=_D, synonyms=("recommendation", "action")),
    Field("state", "State", T.ENUM, c.state,
          "What people decided. Only open and approved ones are listed unless it is asked for.", "Advice",
          nullable=False, facet=True, values=tuple(LABELS.items()), provenance=_D, synonyms=("status",)),
    Field("saving_monthly", "Saving a month", T.MONEY, c.saving_monthly,
          "What it saves a month (below 0: costs) against what is now; empty where not known. Savings of several "
          "recommendations of one WorkSpace do not add up: sum `counted_saving` instead.", "Saving", unit="USD",
          provenance=Provenance.MODELLED, synonyms=("saving", "savings", "save")),
    Field("counted_saving", "Saving that counts", T.MONEY, _counted,
          "The saving of the one recommendation of its WorkSpace that counts in totals, so that nothing counts twice.",
          "Saving", unit="USD", provenance=Provenance.MODELLED, synonyms=("total saving", "potential saving")),
    Field("saving_note", "About the saving", T.TEXT, c.saving_note, "Why the saving is not known.", "Saving",
          provenance=_D),
    Field("confidence", "Confidence", T.ENUM, c.confidence, "How sure it is.", "Advice", nullable=False, facet=True,
          values=LEVELS, provenance=_D),
    Field("risk", "Risk", T.ENUM, _risk, "What may go wrong by acting on it.", "Advice", nullable=False, facet=True,
          values=LEVELS, provenance=_D),
    Field("effort", "Effort", T.ENUM, _effort, "How much work it is.", "Advice", nullable=False, facet=True,
          values=LEVELS, provenance=_D),
    Field("act_on", "Act on", T.DATE, c.act_on, "The day on which to act, or later.", "Dates", nullable=False,
          provenance=_D, synonyms=("when", "date")),
    Field("act_by", "Act by", T.DATE, c.act_by, "The last day before it costs another month; empty: any day.",
          "Dates", provenance=_D, synonyms=("deadline",)),
    Field("effective_on", "Acts from", T.DATE, c.effective_on, "The day from which it changes the bill.", "Dates",
          provenance=_D),
    Field("opened_at", "Since", T.DATETIME, c.opened_at, "When it was said first.", "Dates", nullable=False,
          provenance=_D),
    Field("state_at", "Decided", T.DATETIME, c.state_at, "When its state changed last.", "Decision", nullable=False,
          provenance=_D),
    Field("state_by", "Decided by", T.STRING, c.state_by, "Who changed its state; `system` where a sync did.",
          "Decision", provenance=_D),
    Field("state_reason", "Reason", T.TEXT, c.state_reason, "Why its state is what it is.", "Decision",
          provenance=_D),
    Field("snoozed_until", "Snoozed until", T.DATE, c.snoozed_until, "The day on which it is opened again.",
          "Decision", provenance=_D),
    Field("done_at", "Done", T.DATETIME, c.done_at, "When it was done.", "Decision", provenance=_D),
    Field("done_how", "Known to be done", T.ENUM, c.done_how, "Whether a sync saw it or somebody said so.",
          "Decision", values=HOW, provenance=_D),
    Field("verified_saving_monthly", "Verified saving a month", T.MONEY, c.verified_saving_monthly,
          "What it has really saved a month since it was done; empty until a whole month is over.", "Saving",
          unit="USD", provenance=Provenance.MODELLED, synonyms=("verified saving", "realised saving")),
    Field("verified_saving_total", "Verified saving", T.MONEY, c.verified_saving_total,
          "What it has really saved so far.", "Saving", unit="USD", provenance=Provenance.MODELLED),
    Field("workspace_id", "WorkSpace ID", T.ID, c.workspace_id, "AWS id of the WorkSpace (ws-...).", "Identity",
          nullable=False, synonyms=("workspace",)),
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
          needs=("workspace",)),
    Field("directory_name", "Directory", T.STRING, DIRECTORY.c.directory_name, "Name of the directory.", "Place",
          needs=("workspace", "directory"), facet=True, synonyms=("domain",)),
    Field("bundle_name", "Bundle", T.STRING, BUNDLE.c.bundle_name, "Name of the bundle.", "Machine",
          needs=("workspace", "bundle"), facet=True),
    Field("compute_type", "Compute type", T.ENUM, WS.c.compute_type, "Hardware size, as it is now.", "Machine",
          needs=("workspace",), values=enums.COMPUTE_TYPES, facet=True, synonyms=("size",)),
    Field("operating_system", "Operating system", T.ENUM, WS.c.operating_system, "Operating system.", "Machine",
          needs=("workspace",), values=enums.OPERATING_SYSTEMS, facet=True, synonyms=("os",)),
    Field("running_mode", "Running mode", T.ENUM, WS.c.running_mode, "Running mode, as it is now.", "Machine",
          needs=("workspace",), values=enums.RUNNING_MODES, facet=True, synonyms=("mode",)),
    Field("workspace_state", "WorkSpace state", T.ENUM, WS.c.state, "State of the WorkSpace, as it is now.",
          "Machine", needs=("workspace",), values=enums.STATES),
    Field("tags", "Tags", T.TAGS, WS.c.tags, "AWS tags; filter one by tag.KEY.", "Tags", needs=("workspace",)),
    Field("evidence", "Evidence", T.JSON, c.evidence, "The facts that it rests on.", "Advice", provenance=_D),
)  # fmt: skip

DATASET = Dataset(
    name="recommendations",
    label="Recommendations",
    description="One row a piece of advice on a WorkSpace. Closed, dismissed and snoozed ones are left out unless "
    "their state is asked for.",
    table=R,
    scope=c.account_id,
    key=("id",),
    fields=FIELDS,
    joins=JOINS,
    default_columns=(
        "title", "saving_monthly", "user_name", "workspace_id", "confidence", "risk", "act_on", "act_by", "state",
        "kind", "account_name", "region",
    ),
    default_sort=("-saving_monthly",),
    search=WS.c.search_text,
    search_fields=("workspace_id", "user_name", "user_display_name", "user_email", "computer_name"),
    search_needs=("workspace",),
    tags=WS.c.tags,
    tags_needs=("workspace",),
    hidden_unless_asked=c.state.in_(COUNTED),
    asked_by=frozenset({"state", "id", "done_at", "done_how", "snoozed_until", "verified_saving_monthly",
                        "verified_saving_total"}),
)  # fmt: skip
