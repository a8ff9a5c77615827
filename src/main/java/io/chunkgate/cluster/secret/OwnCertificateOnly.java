package io.chunkgate.cluster.secret;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trusts the certificate of the cluster alone, and logs which node that this one connects to has another. */
final class OwnCertificateOnly extends X509ExtendedTrustManager {
    private static final Logger LOG = LoggerFactory.getLogger(OwnCertificateOnly.class);

    private final X509Certificate own;

    OwnCertificateOnly(X509Certificate own) {
        this.own = own;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        try {
            requireOwn(chain);
        } catch (CertificateException e) {
            LOG.warn(
                    "Cannot join the node of a cluster at {}: it has another cluster.secret",
                    socket.getRemoteSocketAddress());
            throw e;
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        requireOwn(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        requireOwn(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        requireOwn(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        requireOwn(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        requireOwn(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[] {own};
    }

    private void requireOwn(X509Certificate[] chain) throws CertificateException {
        if (!own.equals(chain[0])) {
            throw new CertificateException("a certificate of another cluster.secret");
        }
    }
}
