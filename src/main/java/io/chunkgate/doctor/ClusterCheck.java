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

/** What a node of a cluster needs before it can join. */
final class ClusterCheck implements Check {
    private final GatewayConfig config;

    ClusterCheck(GatewayConfig config) {
        this.config = config;
    }

    @Override
    public String subject() {
        return "cluster.jgroups";
    }

    @Override
    public List<Finding> run() {
        if (!config.cluster().enabled()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(jgroups(config.cluster().jgroups()));
        if (config.store().type().equals("local")) {
            findings.add(Finding.warn(
                    "cluster.sharedStore",
                    config.store().root() + " is to be the same folder on every node",
                    "to make sure of it: NFS 4 or CephFS, with working locks"));
        }
        return findings;
    }

    /** Read by who will read it: JGroups takes what XML does not, and the other way round. */
    private Finding jgroups(String name) {
        try (InputStream file = open(name)) {
            XmlConfigurator.getInstance(file);
            return Finding.ok(subject(), name + " can be read");
        } catch (NoSuchFileException e) {
            return Finding.fail(subject(), name + " is missing", "a file, or cluster-localhost.xml or cluster-lan.xml");
        } catch (IOException e) {
            return Finding.fail(subject(), name + " cannot be read (" + e.getMessage() + ")", "a JGroups file in XML");
        }
    }

    private static InputStream open(String name) throws IOException {
        Path file = Path.of(name);
        if (Files.isRegularFile(file)) {
            return Files.newInputStream(file);
        }
        InputStream ofTheProgram = ClusterCheck.class.getClassLoader().getResourceAsStream(name);
        if (ofTheProgram == null) {
            throw new NoSuchFileException(name);
        }
        return ofTheProgram;
    }
}
