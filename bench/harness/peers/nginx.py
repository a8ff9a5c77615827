"""nginx as its documentation advises for static files: sendfile, an open-file cache, no access log, keep-alive; and with its
dav module for uploads."""

import os

from harness.process import Server, free_port, scheme

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
    server {{
        listen 127.0.0.1:{https} ssl;
        ssl_certificate {certificate};
        ssl_certificate_key {key};
        ssl_protocols TLSv1.3;
        root {files};
    }}
}}
"""


class Nginx(Server):
    def url(self, protocol, file):
        return f"{scheme(protocol)}://{self.address(protocol)}{self.path(file)}"

    def path(self, file):
        return f"/{file}"


def start(workspace):
    ports = {protocol: free_port() for protocol in ("http", "h2c", "https")}
    configuration = workspace.scratch / "nginx.conf"
    configuration.write_text(
        CONFIGURATION.format(
            workers=os.cpu_count(),
            scratch=workspace.scratch,
            files=workspace.files,
            certificate=workspace.certificate,
            key=workspace.key,
            **ports,
        )
    )
    command = ["/usr/sbin/nginx", "-p", workspace.scratch, "-c", configuration]
    return Nginx("nginx", command, workspace.logs / "nginx.log", ports)
