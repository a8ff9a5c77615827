package io.chunkgate.client.tcp;

import io.chunkgate.client.GatewayClientContract;
import io.chunkgate.door.Listener;

class TcpGatewayTest extends GatewayClientContract {
    @Override
    protected String door() {
        return "io.chunkgate.tcp.TcpDoor";
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
