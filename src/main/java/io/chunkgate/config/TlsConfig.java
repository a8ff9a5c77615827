package io.chunkgate.config;

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
        @Key.Text String certificate,
        @Key.Text String key,
        @Key.Flag(false) boolean selfSigned,
        @Key.Text String clientCa,
        @Key.Text(
                        value = "optional",
                        allowed = {"optional", "required"})
                String clientAuth,
        @Key.Text(
                        value = "auto",
                        allowed = {"auto", "jdk"})
                String engine)
        implements ConfigSection {
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
