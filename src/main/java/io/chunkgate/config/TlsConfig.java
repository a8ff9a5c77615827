package io.chunkgate.config;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Section {@code tls}: encryption, on all doors alike. With a certificate the HTTP and gRPC ports speak TLS and nothing
 * else, and the TCP door opens a second port. Files are read again when they change.
 *
 * @param certificate a PEM file with the certificate and those between it and its authority; empty for no TLS
 * @param key         a PEM file with its private key, unencrypted
 * @param selfSigned  whether a certificate is made up at each start, to try TLS out; nobody has a reason to trust it
 * @param clientCa    a PEM file with the authorities of client certificates; empty for not asking for any
 * @param clientAuth  {@code optional}: a client may have a certificate; {@code required}: it is not served without
 * @param engine      {@code auto}: BoringSSL where its native library loads, else the JDK's; {@code jdk}: the JDK's
 */
public record TlsConfig(
        String certificate, String key, boolean selfSigned, String clientCa, String clientAuth, String engine) {
    private static final List<String> CLIENT_AUTHS = List.of("optional", "required");
    private static final List<String> ENGINES = List.of("auto", "jdk");

    static TlsConfig from(Section section) {
        return new TlsConfig(
                section.text("certificate", ""),
                section.text("key", ""),
                section.flag("selfSigned", false),
                section.text("clientCa", ""),
                section.oneOf("clientAuth", "optional", CLIENT_AUTHS),
                section.oneOf("engine", "auto", ENGINES));
    }

    /** Whether the doors speak TLS. */
    public boolean isOn() {
        return selfSigned || !certificate.isEmpty();
    }

    /** Whether a client without a certificate is turned away. */
    public boolean requiresClientCertificate() {
        return clientAuth.equals("required");
    }

    /** The section with every key, as in the configuration tree. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("certificate", certificate)
                .put("key", key)
                .put("selfSigned", selfSigned)
                .put("clientCa", clientCa)
                .put("clientAuth", clientAuth)
                .put("engine", engine);
    }

    /**
     * Whether the keys fit together; looked at when the gateway starts, since a layer of the configuration may hold some
     * of them and another the rest.
     *
     * @throws ConfigException naming the key to change
     */
    public void requireComplete() {
        if (selfSigned && !certificate.isEmpty()) {
            throw new ConfigException("tls.selfSigned: true (expected: false, as tls.certificate is set)");
        }
        if (certificate.isEmpty() != key.isEmpty()) {
            throw new ConfigException("tls.certificate, tls.key: only one is set (expected: both, or none)");
        }
        if (!clientCa.isEmpty() && !isOn()) {
            throw new ConfigException(
                    "tls.clientCa: '" + clientCa + "' (expected: \"\", as tls.certificate is not set)");
        }
        if (requiresClientCertificate() && clientCa.isEmpty()) {
            throw new ConfigException("tls.clientAuth: \"required\" (expected: tls.clientCa to be set)");
        }
    }
}
