"""The collectors there are, by kind, in the order in which they are shown."""

from app.services.aws.batch import Collector
from app.services.aws.collectors.bundles import BundlesCollector
from app.services.aws.collectors.connections import ConnectionsCollector
from app.services.aws.collectors.costs import CostsCollector
from app.services.aws.collectors.directories import DirectoriesCollector
from app.services.aws.collectors.event_queue import EventQueueCollector
from app.services.aws.collectors.events import EventsCollector
from app.services.aws.collectors.images import ImagesCollector
from app.services.aws.collectors.ip_groups import IpGroupsCollector
from app.services.aws.collectors.metrics import MetricsCollector
from app.services.aws.collectors.people import PeopleCollector
from app.services.aws.collectors.pools import PoolsCollector
from app.services.aws.collectors.prices import PricesCollector
from app.services.aws.collectors.tags import TagsCollector
from app.services.aws.collectors.usage import UsageCollector
from app.services.aws.collectors.workspaces import WorkspacesCollector
from app.services.aws.organization import OrganizationCollector

_ALL: tuple[Collector, ...] = (
    WorkspacesCollector(),
    DirectoriesCollector(),
    BundlesCollector(),
    TagsCollector(),
    ConnectionsCollector(),
    UsageCollector(),
    MetricsCollector(),
    EventsCollector(),
    EventQueueCollector(),
    PeopleCollector(),
    IpGroupsCollector(),
    ImagesCollector(),
    PoolsCollector(),
    CostsCollector(),
    PricesCollector(),
    OrganizationCollector(),
)
COLLECTORS: dict[str, Collector] = {collector.kind: collector for collector in _ALL}
