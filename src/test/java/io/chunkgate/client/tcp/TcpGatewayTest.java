package io.chunkgate.client.tcp;

import io.chunkgate.client.GatewayClientContract;
import io.chunkgate.server.net.Listener;

class TcpGatewayTest extends GatewayClientContract {
    @Override
    protected String server() {
        return "io.chunkgate.tcp.TcpServerVerticle";
    }

    @Override
    protected Listener listener() {
        return Listener.TCP;
    }

    @Override
    protected String scheme() {
        return "tcp";
    }

    @Override
    protected boolean hasListings() {
        return false;
    }
}
