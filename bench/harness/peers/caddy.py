"""Caddy's file server, without its admin interface, logs and TLS."""

from harness.peers.nginx import Nginx
from harness.process import free_port

PACKAGES = ["caddy"]

CONFIGURATION = """
{{
    admin off
    auto_https off
    servers {{
        protocols h1 h2 h2c
    }}
    log {{
        level ERROR
    }}
}}
http://127.0.0.1:{port} {{
    bind 127.0.0.1
    root * {files}
    file_server
}}
"""


class Caddy(Nginx):
    """Serves the files at the same paths as nginx, both protocols on one port."""


def start(workspace):
    port = free_port()
    configuration = workspace.scratch / "Caddyfile"
    configuration.write_text(CONFIGURATION.format(port=port, files=workspace.files))
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", configuration]
    home = {"HOME": str(workspace.scratch), "XDG_DATA_HOME": str(workspace.scratch), "XDG_CONFIG_HOME": str(workspace.scratch)}
    return Caddy("caddy", command, workspace.logs / "caddy.log", {"http": port, "h2c": port}, home)
