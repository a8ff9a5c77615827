package io.chunkgate.server;

import io.vertx.core.http.HttpConnection;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** The certificate of a TLS client. */
public final class PeerCertificate {
    private PeerCertificate() {}

    /** Returns empty for a connection without TLS, or a client without a certificate. */
    public static Optional<X509Certificate> of(HttpConnection connection) {
        return of(connection.sslSession());
    }

    /** @param session null for a connection without TLS */
    public static Optional<X509Certificate> of(@Nullable SSLSession session) {
        if (session == null) {
            return Optional.empty();
        }
        try {
            Certificate own = session.getPeerCertificates()[0];
            return own instanceof X509Certificate certificate ? Optional.of(certificate) : Optional.empty();
        } catch (SSLPeerUnverifiedException without) {
            return Optional.empty();
        }
    }
}
