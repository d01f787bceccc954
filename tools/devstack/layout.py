"""Where things are: the checkout, its state, and what was installed for it."""

import os
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Layout:
    """Folders of one stack. `home` is its state; `cache` holds what is installed and may be shared by several homes."""

    home: Path
    cache: Path
    repo: Path = REPOSITORY

    @property
    def tools(self) -> Path:
        """The folder of this tool."""
        return self.repo / "tools"

    @property
    def backend(self) -> Path:
        """The application tier's Python project."""
        return self.repo / "app-tier" / "backend"

    @property
    def demo(self) -> Path:
        """The simulated AWS."""
        return self.repo / "app-tier" / "demo-aws"

    @property
    def client(self) -> Path:
        """The Python client and its command line."""
        return self.repo / "app-tier" / "client"

    @property
    def ai(self) -> Path:
        """The AI tier's server."""
        return self.repo / "ai-tier" / "phi3-service"

    @property
    def planner(self) -> Path:
        """The model of our own, which a stack serves where no other is named."""
        return self.repo / "ai-tier" / "planner" / "planner.gguf"

    @property
    def engine(self) -> Path:
        """The environment that the AI tier's engine is built in."""
        return self.cache / "engine"

    @property
    def frontend(self) -> Path:
        """The browser application."""
        return self.repo / "web-tier" / "frontend"

    @property
    def nginx_template(self) -> Path:
        """The server block shared with the container."""
        return self.repo / "web-tier" / "nginx" / "default.conf.template"

    @property
    def logs(self) -> Path:
        """One file a service."""
        return self.home / "logs"

    @property
    def run(self) -> Path:
        """Locks and the status of the running stack."""
        return self.home / "run"

    @property
    def venv(self) -> Path:
        """The Python environment of the application tier and of the checks."""
        return self.cache / "venv"

    @property
    def python(self) -> Path:
        """The interpreter of that environment."""
        return self.venv / "bin" / "python"

    @property
    def web(self) -> Path:
        """The built browser application that nginx serves."""
        return self.cache / "web"

    def prepare(self) -> None:
        """Makes the state folders, readable by their owner only.

        Raises:
            OSError: the folder cannot be made or written.

        """
        self.home.mkdir(parents=True, exist_ok=True)
        self.cache.mkdir(parents=True, exist_ok=True)
        for folder in (self.logs, self.run):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o700)
        probe = self.run / f".writable-{os.getpid()}"
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
