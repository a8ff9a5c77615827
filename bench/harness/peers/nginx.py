"""nginx as its documentation advises for static files: sendfile, an open-file cache, no access log, keep-alive; and with its
dav module for uploads."""

import os

from harness.process import Server, free_port

PACKAGES = ["nginx"]

CONFIGURATION = """
daemon off;
user root;
worker_processes {workers};
pid {scratch}/nginx.pid;
error_log stderr error;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    open_file_cache max=1000 inactive=60s;
    open_file_cache_valid 30s;
    keepalive_timeout 300s;
    keepalive_requests 1000000000;
    default_type application/octet-stream;
    client_body_temp_path {scratch}/body;
    proxy_temp_path {scratch}/proxy;
    fastcgi_temp_path {scratch}/fastcgi;
    uwsgi_temp_path {scratch}/uwsgi;
    scgi_temp_path {scratch}/scgi;
    server {{
        listen 127.0.0.1:{http};
        root {files};
        dav_methods PUT;
        client_max_body_size 0;
        client_body_buffer_size 256k;
    }}
    server {{
        listen 127.0.0.1:{h2c} http2;
        http2_chunk_size 16k;
        root {files};
    }}
}}
"""


class Nginx(Server):
    def url(self, protocol, file):
        return f"http://{self.address(protocol)}{self.path(file)}"

    def path(self, file):
        return f"/{file}"


def start(workspace):
    ports = {"http": free_port(), "h2c": free_port()}
    configuration = workspace.scratch / "nginx.conf"
    configuration.write_text(
        CONFIGURATION.format(
            workers=os.cpu_count(), scratch=workspace.scratch, files=workspace.files, http=ports["http"], h2c=ports["h2c"]
        )
    )
    command = ["/usr/sbin/nginx", "-p", workspace.scratch, "-c", configuration]
    return Nginx("nginx", command, workspace.logs / "nginx.log", ports)
