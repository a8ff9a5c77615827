package io.chunkgate.testkit;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** An authority and what it certifies, as files in PEM. */
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
        /** Puts another pair in its place, each file in one step. */
        public void replaceBy(Pair other) throws IOException {
            Files.move(other.key(), key, StandardCopyOption.ATOMIC_MOVE);
            Files.move(other.certificate(), certificate, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** The certificate of the authority. */
    public Path authorities() {
        return folder.resolve("authority.pem");
    }

    /** For 127.0.0.1, valid for a while. */
    public Pair server(String name) throws Exception {
        return write(name, builder(name).addSanDnsName("localhost").addSanIpAddress("127.0.0.1"));
    }

    /** One that has ended. */
    public Pair expired(String name) throws Exception {
        return write(
                name,
                builder(name)
                        .addSanIpAddress("127.0.0.1")
                        .notBefore(Instant.now().minus(9, ChronoUnit.DAYS))
                        .notAfter(Instant.now().minus(1, ChronoUnit.DAYS)));
    }

    /** One that ends tomorrow. */
    public Pair ending(String name) throws Exception {
        return write(
                name,
                builder(name)
                        .addSanIpAddress("127.0.0.1")
                        .notAfter(Instant.now().plus(1, ChronoUnit.DAYS)));
    }

    /** For a client of that common name. */
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
