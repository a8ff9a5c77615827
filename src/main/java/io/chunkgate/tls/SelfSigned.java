package io.chunkgate.tls;

import io.chunkgate.config.ConfigException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Creates a certificate for one start, with keytool: the JDK has no API for it. */
final class SelfSigned {
    static final Duration VALIDITY = Duration.ofDays(30);

    private static final int TIMEOUT_SECONDS = 30;

    private SelfSigned() {}

    /**
     * Creates a certificate for localhost, the loopback addresses and the configured host.
     *
     * @throws ConfigException if keytool is missing or fails
     */
    static PfxOptions create(String host) {
        String password = UUID.randomUUID().toString();
        try {
            Path folder = Files.createTempDirectory("chunkgate");
            Path store = folder.resolve("store.p12");
            try {
                run(command(store, password, host));
                return new PfxOptions()
                        .setValue(Buffer.buffer(Files.readAllBytes(store)))
                        .setPassword(password);
            } finally {
                Files.deleteIfExists(store);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new ConfigException("tls.selfSigned: the certificate could not be created (" + e.getMessage() + ")");
        }
    }

    private static List<String> command(Path store, String password, String host) {
        String options = "-genkeypair -alias chunkgate -keyalg EC -groupname secp256r1 -validity " + VALIDITY.toDays()
                + " -ext SAN=dns:localhost,ip:127.0.0.1,ip:::1" + alternative(host) + " -storetype PKCS12 -storepass "
                + password;
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(options.split(" ", -1)));
        command.addAll(List.of("-dname", "CN=chunkgate self-signed", "-keystore", store.toString()));
        return command;
    }

    private static String alternative(String host) {
        boolean isName = host.matches("[A-Za-z][A-Za-z0-9.-]*") && !host.equals("localhost");
        boolean isAddress = host.matches("[0-9.]+|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");
        return isName ? ",dns:" + host : isAddress ? ",ip:" + host : "";
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("keytool timed out");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (process.exitValue() != 0) {
            throw new IOException("keytool failed with exit code " + process.exitValue());
        }
    }
}
