package io.chunkgate.config;

import java.util.List;

/**
 * Section {@code tls}: TLS of all listeners. With a certificate the HTTP and gRPC ports accept only TLS, and {@code
 * tcp.tlsPort} is opened. Files are read again when they change.
 *
 * @param certificate PEM file with the certificate, followed by the intermediate certificates; empty for no TLS
 * @param key         PEM file with the unencrypted private key of the certificate
 * @param selfSigned  whether to generate a certificate at each start, for tests; clients cannot verify it
 * @param clientCa    PEM file with the authorities of client certificates, whose common name is the principal; empty
 *                     for no client certificates
 * @param clientAuth  {@code optional}: a client may present a certificate; {@code required}: a client without one is
 *                     rejected
 * @param engine      {@code auto}: BoringSSL if its native library can be loaded, else that of the JDK; {@code jdk}:
 *                     that of the JDK
 */
public record TlsConfig(
        String certificate, String key, boolean selfSigned, String clientCa, String clientAuth, String engine)
        implements ConfigSection {
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

    /** Whether the listeners use TLS. */
    public boolean isOn() {
        return selfSigned || !certificate.isEmpty();
    }

    /** Whether a client without a certificate is rejected. */
    public boolean requiresClientCertificate() {
        return clientAuth.equals("required");
    }

    /**
     * Checks that the keys are consistent. Called when the gateway starts, since several layers of the configuration may
     * contribute keys.
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
