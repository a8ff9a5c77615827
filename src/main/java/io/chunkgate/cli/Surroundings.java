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
 */
record Surroundings(Map<String, String> environment, Optional<Path> home) {
    static Surroundings ofThisProcess() {
        // Set by the launcher.
        return new Surroundings(
                System.getenv(),
                Optional.ofNullable(System.getProperty("chunkgate.home")).map(Path::of));
    }

    /** The configuration that belongs to the installation, if there is one. */
    Optional<Path> configFile() {
        return home.map(folder -> folder.resolve("conf").resolve("chunkgate.json"))
                .filter(Files::exists);
    }
}
