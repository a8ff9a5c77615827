package io.chunkgate.cluster.secret;

import io.chunkgate.config.ConfigException;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.spi.cluster.ClusterManager;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Set;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.SSLContext;

/**
 * The secret that all nodes of a cluster have. Each node derives the same key pair and certificate from it. Connections of
 * JGroups and of the event bus use TLS 1.3 in which both sides present this certificate and accept no other.
 */
public final class ClusterSecret {
    /** A certificate is shown to everyone who connects, so the secret must resist guessing without a connection. */
    private static final int MIN_CHARACTERS = 32;

    private static final int ITERATIONS = 100_000;
    private static final byte[] SALT = "chunkgate cluster 1".getBytes(StandardCharsets.US_ASCII);
    private static final String TLS_VERSION = "TLSv1.3";

    private final PfxOptions keyStore;
    private final SSLContext context;

    private ClusterSecret(NodeKeyStore keyStore) throws GeneralSecurityException, IOException {
        this.keyStore = keyStore.toOptions();
        this.context = keyStore.toContext(TLS_VERSION);
    }

    /**
     * Reads the file of the setting {@code cluster.secret}: text, without the white space around it. Blocks.
     *
     * @throws ConfigException if the file cannot be read, or has under 32 characters
     */
    public static ClusterSecret read(Path file) {
        try {
            return of(Files.readString(file).strip());
        } catch (IOException e) {
            throw new ConfigException("cluster.secret: " + file + " cannot be read as text (" + e + ")");
        }
    }

    /** @throws ConfigException if there are under 32 characters */
    static ClusterSecret of(String secret) {
        if (secret.length() < MIN_CHARACTERS) {
            throw new ConfigException("cluster.secret: " + secret.length() + " characters (expected: at least "
                    + MIN_CHARACTERS + ", as of: openssl rand -base64 32)");
        }
        try {
            return new ClusterSecret(new NodeKeyStore(NodeIdentity.of(derive(secret))));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] derive(String secret) throws GeneralSecurityException {
        PBEKeySpec spec = new PBEKeySpec(secret.toCharArray(), SALT, ITERATIONS, NodeIdentity.SEED_BYTES * Byte.SIZE);
        return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(spec)
                .getEncoded();
    }

    /** Sets TLS of the event bus. Returns its argument. */
    public EventBusOptions secure(EventBusOptions options) {
        options.setSsl(true)
                .setKeyCertOptions(keyStore)
                .setTrustOptions(keyStore)
                .setTrustAll(false)
                .setClientAuth(ClientAuth.REQUIRED)
                .setEnabledSecureTransportProtocols(Set.of(TLS_VERSION));
        return options;
    }

    /**
     * Creates a cluster manager whose JGroups uses TLS.
     *
     * @param jgroupsFile a path, or a resource of the class path
     * @throws ConfigException if the file cannot be read, or has a protocol that cannot use TLS
     */
    public ClusterManager clusterManager(String jgroupsFile) {
        TlsStack.requireTls(jgroupsFile);
        return SecureClusterManager.create(jgroupsFile, new NodeSocketFactory(context));
    }
}
