package io.chunkgate.tls;

import io.chunkgate.config.ConfigException;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.net.ssl.X509TrustManager;

/**
 * Verifies certificates of clients whose handshake was with earlier authorities. Each certificate is verified once. Safe for
 * any thread.
 */
final class ClientTrust {
    private static final int MAX_VERIFIED = 10_000;
    private static final String ANY_KEY_EXCHANGE = "UNKNOWN";

    private final X509TrustManager authorities;
    private final Set<X509Certificate> verified = ConcurrentHashMap.newKeySet();

    private ClientTrust(X509TrustManager authorities) {
        this.authorities = authorities;
    }

    /** Blocks. */
    static ClientTrust of(Vertx vertx, PemTrustOptions authorities) {
        try {
            return Stream.of(authorities.getTrustManagerFactory(vertx).getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(manager -> new ClientTrust((X509TrustManager) manager))
                    .findFirst()
                    .orElseThrow();
        } catch (Exception e) {
            throw new ConfigException("tls.clientCa: cannot be used (" + e + ")");
        }
    }

    /** @param chain the certificate of the client first, with at least that one */
    boolean trusts(List<X509Certificate> chain) {
        if (verified.contains(chain.get(0))) {
            return true;
        }
        try {
            authorities.checkClientTrusted(chain.toArray(X509Certificate[]::new), ANY_KEY_EXCHANGE);
        } catch (CertificateException e) {
            return false;
        }
        if (verified.size() >= MAX_VERIFIED) {
            verified.clear();
        }
        verified.add(chain.get(0));
        return true;
    }
}
