package io.chunkgate.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The environment of the program.
 *
 * @param variables the environment variables
 * @param home      the folder of the installation; empty if the jar was started without the launcher
 * @param streams   the standard streams
 */
record Environment(Map<String, String> variables, Optional<Path> home, StandardStreams streams) {
    static Environment ofThisProcess() {
        // The launcher sets chunkgate.home.
        return new Environment(
                System.getenv(),
                Optional.ofNullable(System.getProperty("chunkgate.home")).map(Path::of),
                StandardStreams.ofThisProcess());
    }

    /** The configuration file of the installation, if it exists. */
    Optional<Path> configFile() {
        return home.map(folder -> folder.resolve("conf").resolve("chunkgate.json"))
                .filter(Files::exists);
    }

    /** The folder for state that later runs read, by the XDG base directory specification. */
    Path stateFolder() {
        String folder = variables.getOrDefault("XDG_STATE_HOME", "");
        Path base = folder.isEmpty()
                ? Path.of(variables.getOrDefault("HOME", System.getProperty("user.home")), ".local", "state")
                : Path.of(folder);
        return base.resolve("chunkgate");
    }
}
