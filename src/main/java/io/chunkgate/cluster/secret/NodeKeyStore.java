package io.chunkgate.cluster.secret;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PfxOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** The key of the cluster, and its certificate as the only trusted one. In memory only. */
final class NodeKeyStore {
    /** PKCS12 needs one. */
    private static final String PASSWORD = "in memory";

    private final NodeIdentity identity;
    private final KeyStore store;

    NodeKeyStore(NodeIdentity identity) throws GeneralSecurityException, IOException {
        this.identity = identity;
        store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("node", identity.key(), PASSWORD.toCharArray(), new Certificate[] {identity.certificate()});
        store.setCertificateEntry("cluster", identity.certificate());
    }

    /** For Vert.x. */
    PfxOptions toOptions() throws GeneralSecurityException, IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store.store(bytes, PASSWORD.toCharArray());
        return new PfxOptions().setPassword(PASSWORD).setValue(Buffer.buffer(bytes.toByteArray()));
    }

    /** For JGroups. */
    SSLContext toContext(String protocol) throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance(protocol);
        TrustManager[] trusted = {new OwnCertificateOnly(identity.certificate())};
        context.init(keys.getKeyManagers(), trusted, null);
        return context;
    }
}
