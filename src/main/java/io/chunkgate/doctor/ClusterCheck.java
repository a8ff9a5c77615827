package io.chunkgate.doctor;

import io.chunkgate.cluster.secret.ClusterSecret;
import io.chunkgate.config.ClusterConfig;
import io.chunkgate.config.ConfigException;
import io.chunkgate.config.GatewayConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jgroups.conf.XmlConfigurator;
import org.jgroups.util.Util;

/** Checks what a node needs to join a cluster. */
final class ClusterCheck {
    static final String SUBJECT = "cluster.jgroups";
    private static final String SECRET = "cluster.secret";

    private ClusterCheck() {}

    static List<Finding> run(GatewayConfig config) {
        if (!config.cluster().enabled()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(jgroups(config.cluster().jgroups()));
        findings.add(secret(config));
        if (config.store().type().equals("local")) {
            findings.add(Finding.warn(
                    "cluster.sharedStore",
                    config.store().root() + " must be the same folder on every node",
                    "a shared file system with working locks, such as NFS 4 or CephFS"));
        }
        return findings;
    }

    /** Uses the parser of JGroups, which accepts other files than an XML parser. */
    private static Finding jgroups(String name) {
        try (InputStream file = open(name)) {
            XmlConfigurator.getInstance(file);
            return Finding.ok(SUBJECT, name + " is valid");
        } catch (NoSuchFileException e) {
            return Finding.fail(
                    SUBJECT, name + " is missing", "an existing file, or cluster-localhost.xml or cluster-lan.xml");
        } catch (IOException e) {
            return Finding.fail(
                    SUBJECT, name + " cannot be read (" + e.getMessage() + ")", "a JGroups configuration in XML");
        }
    }

    /** Without a secret, who reaches the ports joins. */
    private static Finding secret(GatewayConfig config) {
        ClusterConfig cluster = config.cluster();
        if (!cluster.secret().isEmpty()) {
            return validSecret(cluster.secret());
        }
        String address = transportAddress(cluster.jgroups());
        return Finding.okIf(
                isLoopback(address) && isLoopback(config.busHost()),
                SECRET,
                "not set; JGroups listens on " + address + ", the event bus on " + config.busHost(),
                "cluster.secret, or loopback addresses: everyone who reaches these ports can join");
    }

    private static Finding validSecret(String file) {
        try {
            ClusterSecret.read(Path.of(file));
            return Finding.ok(SECRET, file + " is valid");
        } catch (ConfigException e) {
            return Finding.fail(SECRET, String.valueOf(e.getMessage()), "a file with the secret of all nodes");
        }
    }

    /** The address of the first protocol of the stack, or JGroups' default. */
    private static String transportAddress(String jgroups) {
        try (InputStream file = open(jgroups)) {
            Map<String, String> transport =
                    XmlConfigurator.getInstance(file).getProtocolStack().get(0).getProperties();
            return Util.substituteVariable(transport.getOrDefault("bind_addr", "SITE_LOCAL"));
        } catch (IOException e) {
            return "an unknown address";
        }
    }

    private static boolean isLoopback(String address) {
        try {
            return address.equalsIgnoreCase("loopback")
                    || InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static InputStream open(String name) throws IOException {
        Path file = Path.of(name);
        if (Files.isRegularFile(file)) {
            return Files.newInputStream(file);
        }
        InputStream resource = ClusterCheck.class.getClassLoader().getResourceAsStream(name);
        if (resource == null) {
            throw new NoSuchFileException(name);
        }
        return resource;
    }
}
