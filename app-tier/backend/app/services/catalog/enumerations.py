"""Values of AWS's enumerations with labels a person reads. New ones appear at AWS's pace and are shown as they come."""

STATES = tuple(
    (value, value.replace("_", " ").capitalize())
    for value in (
        *("PENDING", "AVAILABLE", "IMPAIRED", "UNHEALTHY", "REBOOTING", "STARTING", "REBUILDING", "RESTORING"),
        *("MAINTENANCE", "ADMIN_MAINTENANCE", "TERMINATING", "TERMINATED", "SUSPENDED", "UPDATING", "STOPPING"),
        *("STOPPED", "ERROR"),
    )
)
RUNNING_MODES = (("AUTO_STOP", "AutoStop"), ("ALWAYS_ON", "AlwaysOn"), ("MANUAL", "Manual"))
COMPUTE_TYPES = (
    ("VALUE", "Value"),
    ("STANDARD", "Standard"),
    ("PERFORMANCE", "Performance"),
    ("POWER", "Power"),
    ("POWERPRO", "PowerPro"),
    ("GENERALPURPOSE_4XLARGE", "General Purpose 4xlarge"),
    ("GENERALPURPOSE_8XLARGE", "General Purpose 8xlarge"),
    ("GRAPHICS", "Graphics"),
    ("GRAPHICSPRO", "GraphicsPro"),
    ("GRAPHICS_G4DN", "Graphics.g4dn"),
    ("GRAPHICSPRO_G4DN", "GraphicsPro.g4dn"),
    *(
        (f"GRAPHICS_{family}_{size}", f"Graphics.{family.lower()} {size.lower()}")
        for family, sizes in (
            ("G6", ("XLARGE", "2XLARGE", "4XLARGE", "8XLARGE", "16XLARGE")),
            ("GR6", ("4XLARGE", "8XLARGE")),
            ("G6F", ("LARGE", "XLARGE", "2XLARGE", "4XLARGE")),
            ("GR6F", ("4XLARGE",)),
            ("G7", ("2XLARGE", "4XLARGE", "8XLARGE", "12XLARGE")),
        )
        for size in sizes
    ),
)
OPERATING_SYSTEMS = (
    ("WINDOWS_SERVER_2016", "Windows Server 2016"),
    ("WINDOWS_SERVER_2019", "Windows Server 2019"),
    ("WINDOWS_SERVER_2022", "Windows Server 2022"),
    ("WINDOWS_SERVER_2025", "Windows Server 2025"),
    ("WINDOWS_7", "Windows 7"),
    ("WINDOWS_10", "Windows 10"),
    ("WINDOWS_11", "Windows 11"),
    ("AMAZON_LINUX_2", "Amazon Linux 2"),
    ("UBUNTU_18_04", "Ubuntu 18.04"),
    ("UBUNTU_20_04", "Ubuntu 20.04"),
    ("UBUNTU_22_04", "Ubuntu 22.04"),
    ("UBUNTU_24_04", "Ubuntu 24.04"),
    ("UBUNTU_26_04", "Ubuntu 26.04"),
    ("RHEL_8", "Red Hat Enterprise Linux 8"),
    ("RHEL_9", "Red Hat Enterprise Linux 9"),
    ("RHEL_10", "Red Hat Enterprise Linux 10"),
    ("ROCKY_8", "Rocky Linux 8"),
    ("ROCKY_9", "Rocky Linux 9"),
    ("ROCKY_10", "Rocky Linux 10"),
)
CONNECTION_STATES = (("CONNECTED", "Connected"), ("DISCONNECTED", "Disconnected"), ("UNKNOWN", "Unknown to AWS"))
