package io.chunkgate.testkit;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A certificate authority and its certificates, as PEM files. */
public final class Certificates {
    private final Path folder;
    private final X509Bundle authority;

    public Certificates(Path folder) throws Exception {
        this.folder = folder;
        this.authority = new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .subject("CN=Authority of the test")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Files.writeString(authorities(), authority.getCertificatePEM());
    }

    /** A certificate with its key. */
    public record Pair(Path certificate, Path key) {
        /** Replaces both files atomically. */
        public void replaceBy(Pair other) throws IOException {
            Files.move(other.key(), key, StandardCopyOption.ATOMIC_MOVE);
            Files.move(other.certificate(), certificate, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** The certificate of the authority. */
    public Path authorities() {
        return folder.resolve("authority.pem");
    }

    /** A valid certificate for 127.0.0.1. */
    public Pair server(String name) throws Exception {
        return write(name, builder(name).addSanDnsName("localhost").addSanIpAddress("127.0.0.1"));
    }

    /** An expired certificate. */
    public Pair expired(String name) throws Exception {
        return write(
                name,
                builder(name)
                        .addSanIpAddress("127.0.0.1")
                        .notBefore(Instant.now().minus(9, ChronoUnit.DAYS))
                        .notAfter(Instant.now().minus(1, ChronoUnit.DAYS)));
    }

    /** A certificate that expires tomorrow. */
    public Pair ending(String name) throws Exception {
        return write(
                name,
                builder(name)
                        .addSanIpAddress("127.0.0.1")
                        .notAfter(Instant.now().plus(1, ChronoUnit.DAYS)));
    }

    /** A client certificate with a common name. */
    public Pair client(String name) throws Exception {
        return write(name, builder(name));
    }

    private static CertificateBuilder builder(String name) {
        return new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .subject("CN=" + name)
                .notAfter(Instant.now().plus(90, ChronoUnit.DAYS));
    }

    private Pair write(String name, CertificateBuilder builder) throws Exception {
        X509Bundle bundle = builder.buildIssuedBy(authority);
        Pair pair = new Pair(folder.resolve(name + ".pem"), folder.resolve(name + ".key"));
        Files.writeString(pair.certificate(), bundle.getCertificatePathPEM());
        Files.writeString(pair.key(), bundle.getPrivateKeyPEM());
        return pair;
    }
}
