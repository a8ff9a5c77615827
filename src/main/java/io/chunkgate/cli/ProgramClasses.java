package io.chunkgate.cli;

import io.chunkgate.logging.LogClasses;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the classes of the program before they are needed. A jar that is overwritten while the program runs cannot be read any
 * more; what logs and answers the fault is then there already.
 */
final class ProgramClasses {
    private static final Logger LOG = LoggerFactory.getLogger(ProgramClasses.class);
    private static final String SUFFIX = ".class";

    private ProgramClasses() {}

    /** Does nothing when the program does not run from its jar. Blocks. */
    static void load() {
        try {
            LogClasses.load();
            Path program = Path.of(ProgramClasses.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isRegularFile(program)) {
                load(program);
            }
        } catch (IOException | URISyntaxException | RuntimeException e) {
            LOG.debug("Cannot load all classes of the program", e);
        }
    }

    private static void load(Path jar) throws IOException {
        try (JarFile program = new JarFile(jar.toFile())) {
            program.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(SUFFIX) && !name.startsWith("META-INF/"))
                    .forEach(name -> loadClass(name.substring(0, name.length() - SUFFIX.length())));
        }
    }

    /** Some classes need a library that is optional. */
    private static void loadClass(String path) {
        try {
            Class.forName(path.replace('/', '.'), false, ProgramClasses.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            LOG.debug("Cannot load {}", path, e);
        }
    }
}
