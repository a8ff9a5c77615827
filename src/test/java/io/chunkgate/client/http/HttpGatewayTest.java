package io.chunkgate.client.http;

import io.chunkgate.client.GatewayClientContract;
import io.chunkgate.door.Listener;

class HttpGatewayTest extends GatewayClientContract {
    @Override
    protected String door() {
        return "io.chunkgate.http.HttpDoor";
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
