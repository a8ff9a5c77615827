package io.chunkgate.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the program finds where it is started.
 *
 * @param environment the environment variables
 * @param home        the folder of the installation; empty when the jar was started without the launcher
 * @param streams     its standard streams
 */
record Environment(Map<String, String> environment, Optional<Path> home, StandardStreams streams) {
    static Environment ofThisProcess() {
        // Set by the launcher.
        return new Environment(
                System.getenv(),
                Optional.ofNullable(System.getProperty("chunkgate.home")).map(Path::of),
                StandardStreams.ofThisProcess());
    }

    /** The configuration that belongs to the installation, if there is one. */
    Optional<Path> configFile() {
        return home.map(folder -> folder.resolve("conf").resolve("chunkgate.json"))
                .filter(Files::exists);
    }

    /** Where the program keeps what it wants to know when it runs again, as the XDG base directories have it. */
    Path stateFolder() {
        String folder = environment.getOrDefault("XDG_STATE_HOME", "");
        Path base = folder.isEmpty()
                ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".local", "state")
                : Path.of(folder);
        return base.resolve("chunkgate");
    }
}
