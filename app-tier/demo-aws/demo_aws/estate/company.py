"""The company: its accounts, Regions, directories, bundles and roles, all drawn from the seed."""

from dataclasses import dataclass

from demo_aws.estate.draw import Draw, digest

ROLE_NAME = "WorkSpacesInventoryReadOnly"
ADMIN_ROLE_NAME = "WorkplaceAdmin"
"""A second role of every member, for people who try things out: it may change WorkSpaces and needs no ExternalId."""
HOME_USER = "workspaces-inventory"
REGIONS = ("us-east-1", "eu-west-1", "ap-southeast-2")
ZONES = {"us-east-1": "America/New_York", "eu-west-1": "Europe/Dublin", "ap-southeast-2": "Australia/Sydney"}
REGION_NAMES = {
    "us-east-1": "US East (N. Virginia)",
    "eu-west-1": "EU (Ireland)",
    "ap-southeast-2": "Asia Pacific (Sydney)",
}
UNKNOWN_COMPUTE = "QUANTUM_9XL"
ID_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"

# name, slug, share of the fleet per Region in the order of REGIONS
_MEMBERS = (
    ("Larkfield Group", "larkfield", (0.20, 0.11, 0.05)),
    ("Larkfield Engineering", "eng", (0.15, 0.11, 0.05)),
    ("Larkfield Finance", "fin", (0.08, 0.06, 0.0)),
    ("Harbour Customer Care", "care", (0.07, 0.06, 0.06)),
)
DENIED_SCOPE = ("Harbour Customer Care", "ap-southeast-2")
DENIED_OPERATION = ("Larkfield Finance", "workspaces:DescribeWorkspacesPools")
REFUSING_DIRECTORY = ("Harbour Customer Care", "eu-west-1")


@dataclass(frozen=True, slots=True)
class Account:
    account_id: str
    name: str
    slug: str
    email: str
    external_id: str
    joined_at: int
    status: str = "ACTIVE"
    has_role: bool = True

    @property
    def role_arn(self) -> str:
        return f"arn:aws:iam::{self.account_id}:role/{ROLE_NAME}"

    @property
    def admin_role_arn(self) -> str:
        return f"arn:aws:iam::{self.account_id}:role/{ADMIN_ROLE_NAME}"


@dataclass(frozen=True, slots=True)
class Directory:
    """A registered directory, and the fleet slots `[low, high)` that live in it."""

    directory_id: str
    account: Account
    region: str
    name: str
    short_name: str
    alias: str
    kind: str
    registration_code: str
    subnets: tuple[str, str]
    subnet_octet: int
    vpc_id: str
    security_group: str
    dns_ips: tuple[str, str]
    ip_groups: tuple[str, ...]
    kms_key: str
    names_readable: bool
    low: int
    high: int
    is_lab: bool = False

    @property
    def zone(self) -> str:
        return ZONES[self.region]

    @property
    def scope(self) -> tuple[str, str]:
        return self.account.account_id, self.region


@dataclass(frozen=True, slots=True)
class Bundle:
    bundle_id: str
    name: str
    owner: str
    description: str
    image_id: str
    compute: str
    root_gib: int
    user_gib: int
    operating_system: str
    protocol: str
    created_at: int
    byol: bool = False


def tagged_id(prefix: str, key: bytes, text: str, length: int = 9) -> str:
    """An AWS-looking id: prefix and `length` lower-case letters and digits."""
    return prefix + "".join(ID_LETTERS[byte % 36] for byte in digest(key, text, length))


def accounts(key: bytes) -> tuple[Account, ...]:
    """The home account first, then the members reached by role, then two that have no role for us."""
    made = []
    extra = (("Larkfield Sandbox", "sandbox", "ACTIVE"), ("Old Harbour Ltd", "oldharbour", "SUSPENDED"))
    for name, slug, status in [*((n, s, "ACTIVE") for n, s, _ in _MEMBERS), *extra]:
        draw = Draw(key, f"account:{slug}")
        made.append(
            Account(
                account_id=str(draw.between(200_000_000_000, 999_999_999_999)),
                name=name,
                slug=slug,
                email=f"aws-{slug}@larkfield.example",
                external_id=f"wsi-{slug}-{draw.hex(12)}",
                joined_at=draw.between(1_530_000_000, 1_610_000_000),
                status=status,
                has_role=slug not in ("sandbox", "oldharbour"),
            )
        )
    return tuple(made)


def directories(key: bytes, members: tuple[Account, ...], size: int) -> tuple[Directory, ...]:
    """Every directory with its range of slots; the ranges together are exactly `size` long."""
    labs = [("eng", "us-east-1"), ("eng", "eu-west-1")]
    lab_slots = min(30, max(1, size // 160))
    staff = size - lab_slots * len(labs)
    shares = [
        (account, region, share)
        for account, (_, _, shares) in zip(members, _MEMBERS, strict=False)
        for region, share in zip(REGIONS, shares, strict=True)
        if share
    ]
    made: list[Directory] = []
    low, upto = 0, 0.0
    for account, region, share in shares:
        upto += share
        high = staff if account is shares[-1][0] and region == shares[-1][1] else round(staff * upto)
        made.append(_directory(key, account, region, low, high, lab=False))
        low = high
    for slug, region in labs:
        account = next(one for one in members if one.slug == slug)
        made.append(_directory(key, account, region, low, low + lab_slots, lab=True))
        low += lab_slots
    return tuple(made)


def _directory(key: bytes, account: Account, region: str, low: int, high: int, *, lab: bool) -> Directory:
    draw = Draw(key, f"directory:{account.slug}:{region}:{lab}")
    place = {"us-east-1": "us", "eu-west-1": "eu", "ap-southeast-2": "ap"}[region]
    stem = f"lab-{place}" if lab else f"{account.slug}-{place}"
    connector = account.slug in ("larkfield", "fin") and not lab
    octet = draw.between(16, 95)
    return Directory(
        directory_id="d-" + draw.hex(10),
        account=account,
        region=region,
        name=f"{place}.corp.larkfield.example" if connector else f"{stem}.larkfield.example",
        short_name=stem.replace("-", "").upper()[:15],
        alias=f"larkfield-{stem}",
        kind="AD_CONNECTOR" if connector else "SIMPLE_AD",
        registration_code="WSpdx+" + tagged_id("", key, f"reg:{stem}", 6).upper(),
        subnets=("subnet-" + draw.hex(17), "subnet-" + draw.hex(17)),
        subnet_octet=octet,
        vpc_id="vpc-" + draw.hex(17),
        security_group="sg-" + draw.hex(17),
        dns_ips=(f"10.{octet}.0.10", f"10.{octet}.128.10"),
        ip_groups=tuple(
            tagged_id("wsipg-", key, f"ipg:{account.slug}:{region}:{n}") for n in range(draw.between(1, 3))
        ),
        kms_key=f"arn:aws:kms:{region}:{account.account_id}:key/{draw.hex(8)}-{draw.hex(4)}-4{draw.hex(3)}-a{draw.hex(3)}-{draw.hex(12)}",
        names_readable=(account.name, region) != REFUSING_DIRECTORY and not connector,
        low=low,
        high=high,
        is_lab=lab,
    )


STORAGE = {
    "VALUE": (80, 10),
    "STANDARD": (80, 50),
    "PERFORMANCE": (80, 100),
    "POWER": (175, 100),
    "POWERPRO": (175, 100),
    "GENERALPURPOSE_4XLARGE": (175, 100),
    "GRAPHICS_G4DN": (100, 100),
    "GRAPHICS_G6_XLARGE": (100, 100),
    UNKNOWN_COMPUTE: (512, 512),
}
_LABELS = {
    "VALUE": "Value",
    "STANDARD": "Standard",
    "PERFORMANCE": "Performance",
    "POWER": "Power",
    "POWERPRO": "PowerPro",
    "GENERALPURPOSE_4XLARGE": "GeneralPurpose.4xlarge",
    "GRAPHICS_G4DN": "Graphics.g4dn",
    "GRAPHICS_G6_XLARGE": "Graphics.g6.xlarge",
}
_SYSTEMS = (
    ("Windows 10 (Server 2019 based)", "WINDOWS_SERVER_2019", "PCOIP"),
    ("Windows 10 (Server 2022 based)", "WINDOWS_SERVER_2022", "WSP"),
    ("Windows 11 (Server 2025 based)", "WINDOWS_SERVER_2025", "WSP"),
    ("Amazon Linux 2", "AMAZON_LINUX_2", "PCOIP"),
    ("Ubuntu 22.04", "UBUNTU_22_04", "WSP"),
    ("Ubuntu 24.04", "UBUNTU_24_04", "WSP"),
    ("Rocky Linux 9", "ROCKY_9", "WSP"),
)
_OWN = (
    ("Office desktop", "STANDARD", 1, False),
    ("Office desktop BYOL", "STANDARD", 2, True),
    ("Light desk", "VALUE", 1, False),
    ("Analyst", "PERFORMANCE", 1, False),
    ("Engineering Linux", "POWER", 4, False),
    ("Engineering Windows", "POWER", 1, False),
    ("Build & data", "POWERPRO", 5, False),
)


def amazon_bundles(key: bytes) -> tuple[Bundle, ...]:
    """Bundles that Amazon owns: more than two pages of 25, the same ids in every Region."""
    made = []
    for compute, label in _LABELS.items():
        for system, code, protocol in _SYSTEMS:
            name = f"{label} with {system}"
            root, user = STORAGE[compute]
            made.append(
                Bundle(
                    tagged_id("wsb-", key, f"amazon:{name}"),
                    name,
                    "AMAZON",
                    f"{label} bundle, {system}, {protocol}",
                    tagged_id("wsi-", key, f"amazon-image:{system}"),
                    compute,
                    root,
                    user,
                    code,
                    protocol,
                    1_640_995_200,
                )
            )
    return tuple(made)


def own_bundles(key: bytes, account: Account, region: str) -> tuple[Bundle, ...]:
    """Bundles that the account made in one Region; engineering in us-east-1 has one of an unheard-of compute type."""
    rows = [*_OWN]
    if account.slug == "eng":
        rows.append(("CAD workstation", "GRAPHICS_G4DN", 1, False))
        if region == "us-east-1":
            rows.append(("Research preview", UNKNOWN_COMPUTE, 5, False))
    made = []
    for name, compute, system, byol in rows:
        root, user = STORAGE[compute]
        text = f"{account.slug}:{region}:{name}"
        _, code, protocol = _SYSTEMS[system]
        code = "WINDOWS_11" if byol else code
        made.append(
            Bundle(
                tagged_id("wsb-", key, text),
                f"{account.slug} {name}",
                account.account_id,
                f"{name}, built by Workplace IT",
                tagged_id("wsi-", key, f"image:{text}"),
                compute,
                root,
                user,
                code,
                protocol,
                Draw(key, text).between(1_641_000_000, 1_700_000_000),
                byol,
            )
        )
    return tuple(made)
