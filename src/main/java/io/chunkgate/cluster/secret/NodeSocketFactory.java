package io.chunkgate.cluster.secret;

import java.io.IOException;
import java.net.ServerSocket;
import javax.net.ssl.SSLContext;
import org.jgroups.util.DefaultSocketFactory;

/** The sockets of JGroups: TLS, in which both sides must present the certificate of the cluster. */
final class NodeSocketFactory extends DefaultSocketFactory {
    private final SSLContext context;

    NodeSocketFactory(SSLContext context) {
        super(context);
        this.context = context;
    }

    @Override
    public ServerSocket createServerSocket(String service) throws IOException {
        return new NodeServerSocket(context.getSocketFactory());
    }
}
