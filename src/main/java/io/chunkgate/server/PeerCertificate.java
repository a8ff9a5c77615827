package io.chunkgate.server;

import io.vertx.core.http.HttpConnection;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** The certificate of a TLS client, with the chain that it has sent. */
public final class PeerCertificate {
    private PeerCertificate() {}

    /** The certificate first; empty for a connection without TLS, or a client without a certificate. */
    public static List<X509Certificate> of(HttpConnection connection) {
        return of(connection.sslSession());
    }

    /** @param session null for a connection without TLS */
    public static List<X509Certificate> of(@Nullable SSLSession session) {
        if (session == null) {
            return List.of();
        }
        try {
            return Stream.of(session.getPeerCertificates())
                    .filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException without) {
            return List.of();
        }
    }
}
