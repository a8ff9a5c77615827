package io.chunkgate.doctor;

import io.chunkgate.config.GatewayConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jgroups.conf.XmlConfigurator;

/** Checks what a node needs to join a cluster. */
final class ClusterCheck {
    static final String SUBJECT = "cluster.jgroups";

    private ClusterCheck() {}

    static List<Finding> run(GatewayConfig config) {
        if (!config.cluster().enabled()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(jgroups(config.cluster().jgroups()));
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
