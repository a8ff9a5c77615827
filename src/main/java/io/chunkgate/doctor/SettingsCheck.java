package io.chunkgate.doctor;

import io.chunkgate.config.ConfigException;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.config.TcpConfig;
import io.chunkgate.server.ConfiguredPorts;
import io.chunkgate.server.NameTemplate;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Checks the values that are used only when the servers start, and that the folder of the store can be used. */
final class SettingsCheck {
    static final String SUBJECT = "settings";

    private SettingsCheck() {}

    static List<Finding> run(GatewayConfig config) {
        List<Finding> faults = new ArrayList<>();
        check(faults, () -> ConfiguredPorts.require(config));
        check(
                faults,
                () -> NameTemplate.parse(
                        "uploads.nameTemplate", config.uploads().nameTemplate()));
        check(faults, () -> checkTcp(config));
        check(faults, () -> checkHost(config.server().host()));
        check(faults, () -> checkRoot(config));
        return faults.isEmpty() ? List.of(Finding.ok(SUBJECT, "every value is valid")) : faults;
    }

    private static void check(List<Finding> faults, Runnable check) {
        try {
            check.run();
        } catch (ConfigException e) {
            faults.add(Finding.fail(SUBJECT, String.valueOf(e.getMessage()), ""));
        }
    }

    private static void checkTcp(GatewayConfig config) {
        TcpConfig tcp = config.tcp();
        NameTemplate.parse("tcp.bareNameTemplate", tcp.bareNameTemplate());
        if (tcp.enabled() && !tcp.clear() && !config.tls().isOn()) {
            throw new ConfigException("tcp.clear: false (expected: true, as section tls has no certificate)");
        }
        if (tcp.enabled() && !tcp.downloadFile().isEmpty()) {
            requireName(tcp.downloadFile());
        }
    }

    private static void requireName(String downloadFile) {
        try {
            FileName.of(downloadFile);
        } catch (StoreException e) {
            throw new ConfigException("tcp.downloadFile: " + e.getMessage());
        }
    }

    /** The gateway creates a folder that is missing. */
    private static void checkRoot(GatewayConfig config) {
        if (!config.store().type().equals("local")) {
            return;
        }
        Path root = Path.of(config.store().root()).toAbsolutePath().normalize();
        Path existing = root;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing)) {
            throw new ConfigException("store.root: " + root + " (expected: a folder; " + existing + " is none)");
        }
        try {
            FolderCheck.tryCreating(root);
        } catch (IOException e) {
            throw new ConfigException(
                    "store.root: " + root + " (expected: a folder that this user can write to, or create)");
        }
        checkId(root, config.store().id());
    }

    private static void checkId(Path root, String expected) {
        if (expected.isEmpty()) {
            return;
        }
        Path marker = root.resolve(FileName.OWN_FOLDER).resolve("id");
        String found;
        try {
            found = Files.readString(marker).strip();
        } catch (IOException none) {
            found = "none";
        }
        if (!found.equals(expected)) {
            throw new ConfigException("store.id: " + root + " has " + found + " (expected: " + expected + ")");
        }
    }

    private static void checkHost(String host) {
        try {
            InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new ConfigException(
                    "server.host: " + host + " is unknown (expected: an address or a name of this machine)");
        }
    }
}
