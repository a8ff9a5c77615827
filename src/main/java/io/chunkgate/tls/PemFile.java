package io.chunkgate.tls;

import io.chunkgate.config.ConfigException;
import io.chunkgate.config.ConfigFile;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A PEM file.
 *
 * @param place the setting and the file, for messages
 */
record PemFile(String place, byte[] bytes) {
    /** @throws ConfigException if it cannot be read */
    static PemFile read(String setting, String file) {
        String place = setting + ": " + file;
        return new PemFile(place, ConfigFile.bytes(place, Path.of(file), "a file in PEM"));
    }

    /** @throws ConfigException if it has no certificate, or other content too */
    List<X509Certificate> certificates() {
        try {
            List<X509Certificate> found =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(bytes))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (!found.isEmpty()) {
                return found;
            }
        } catch (CertificateException e) {
            throw new ConfigException(place + ": not readable (expected: certificates in PEM)");
        }
        throw new ConfigException(place + ": no certificate (expected: certificates in PEM)");
    }
}
