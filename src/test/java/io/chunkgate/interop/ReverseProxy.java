package io.chunkgate.interop;

import static io.chunkgate.testkit.Eventually.eventually;

import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.Requires;
import io.chunkgate.testkit.RunningCommand;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** A proxy that serves a gateway below {@code /data/}, configured as the documents say. */
enum ReverseProxy {
    @Requires(Need.NGINX)
    NGINX(
            "nginx.conf",
            """
            daemon off;
            pid nginx.pid;
            events {}
            http {
              access_log off;
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
              server {
                listen 127.0.0.1:PORT;
                client_max_body_size 0;
                location /data/ {
                  proxy_pass http://GATEWAY/;
                  proxy_http_version 1.1;
                  proxy_request_buffering off;
                  proxy_buffering off;
                  proxy_set_header Host $http_host;
                  proxy_set_header Via "1.1 nginx";
                  proxy_set_header Forwarded "";
                  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                  proxy_set_header X-Forwarded-Proto $scheme;
                  proxy_set_header X-Forwarded-Host $http_host;
                  proxy_set_header X-Forwarded-Prefix /data;
                }
              }
            }
            """) {
        @Override
        Command command(Path folder) {
            return Command.of("nginx", "-e", "stderr", "-p", folder, "-c", "nginx.conf");
        }
    },

    @Requires(Need.CADDY)
    CADDY(
            "Caddyfile",
            """
            {
              admin off
              auto_https off
            }
            http://:PORT {
              bind 127.0.0.1
              handle_path /data/* {
                reverse_proxy GATEWAY {
                  header_up X-Forwarded-Prefix /data
                  header_up -Forwarded
                }
              }
            }
            """) {
        @Override
        Command command(Path folder) {
            return Command.of("caddy", "run", "--config", "Caddyfile", "--adapter", "caddyfile")
                    .withEnvironment("HOME", folder.toString())
                    .withEnvironment("XDG_DATA_HOME", folder.toString())
                    .withEnvironment("XDG_CONFIG_HOME", folder.toString());
        }
    };

    private final String file;
    private final String configuration;

    ReverseProxy(String file, String configuration) {
        this.file = file;
        this.configuration = configuration;
    }

    abstract Command command(Path folder);

    /**
     * Starts the proxy, and waits until it accepts connections.
     *
     * @param folder  for its files
     * @param gateway {@code host:port}
     */
    RunningCommand start(Path folder, int port, String gateway) throws IOException {
        String text = configuration.replace("PORT", Integer.toString(port)).replace("GATEWAY", gateway);
        Files.writeString(folder.resolve(file), text);
        RunningCommand proxy = command(folder).in(folder).start();
        eventually(() -> proxy, () -> !proxy.isAlive() || isOpen(port));
        return proxy;
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException closed) {
            return false;
        }
    }
}
