package io.chunkgate.client.http;

import io.chunkgate.client.GatewayClientContract;
import io.chunkgate.server.net.Listener;

class HttpGatewayTest extends GatewayClientContract {
    @Override
    protected String server() {
        return "io.chunkgate.http.HttpServerVerticle";
    }

    @Override
    protected Listener listener() {
        return Listener.HTTP;
    }

    @Override
    protected String scheme() {
        return "http";
    }
}
