package io.chunkgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.Program;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launcher before it starts the program: it finds its installation, Java and Maven, and builds the program if necessary.
 * Runs in a temporary installation with a fake Maven.
 */
class LauncherBuildIT {
    private static final Path PROJECT = Path.of("").toAbsolutePath();
    private static final String[] TOOLS = {
        "cat", "dirname", "find", "flock", "locale", "mkdir", "mv", "readlink", "rm", "sed", "touch"
    };

    @TempDir
    Path folder;

    private Path home;
    private Path bin;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void installation() throws IOException {
        home = Files.createDirectories(folder.resolve("a home"));
        Files.copy(PROJECT.resolve("chunkgate"), home.resolve("chunkgate"));
        Files.createFile(home.resolve("pom.xml"));
        Files.createDirectories(home.resolve("src/main/java"));
        Files.createDirectory(home.resolve("proto"));

        writeJar(folder.resolve("built.jar"));
        bin = Files.createDirectory(folder.resolve("bin"));
        for (String tool : TOOLS) {
            script(bin.resolve(tool), "exec " + onPath(tool) + " \"$@\"");
        }
        environment.put("PATH", bin.toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        // Without a class archive, which only some tests need.
        environment.put("JAVA_OPTS", "-Xshare:auto");
    }

    @Test
    void firstStart_buildsAndReportsIt_nextStartDoesNot() throws Exception {
        installMaven("");

        try (Program first = launch()) {
            assertThat(first.exitCode()).isZero();
            assertThat(first.out()).isEqualTo("started with --version\n");
            assertThat(first.err())
                    .startsWith("chunkgate: building the program")
                    .hasLineCount(1);
        }
        try (Program second = launch()) {
            assertThat(second.exitCode()).isZero();
            assertThat(second.err()).isEmpty();
        }
    }

    @Test
    void newerSource_isBuilt() throws Exception {
        installMaven("");
        build();

        Path source = Files.createFile(home.resolve("src/main/java/New.java"));
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(1)));

        try (Program program = launch()) {
            assertThat(program.exitCode()).isZero();
            assertThat(program.err()).startsWith("chunkgate: building");
        }
    }

    @Test
    void sourceEditedDuringBuild_isBuiltNextTime() throws Exception {
        installMaven("touch src/main/java/Edited.java");
        build();

        try (Program program = launch()) {
            assertThat(program.exitCode()).isZero();
            assertThat(program.err()).startsWith("chunkgate: building");
        }
    }

    @Test
    void concurrentFirstStarts_buildOnce() throws Exception {
        // The first build lasts until the second start has begun.
        installMaven("echo built >> builds; until [ -e second ]; do :; done");

        try (Program first = launch()) {
            first.awaitText("building");
            try (Program second = launch()) {
                Files.createFile(home.resolve("second"));

                assertThat(first.exitCode()).isZero();
                assertThat(second.exitCode()).isZero();
                assertThat(second.out()).isEqualTo("started with --version\n");
            }
        }
        assertThat(home.resolve("builds")).hasContent("built");
    }

    @Test
    void failedBuild_showsMavenOutput_andIsExitCode1() throws Exception {
        installMaven("echo '[ERROR] Broken.java:[3,7] expected ;'; exit 1");

        try (Program program = launch()) {
            assertThat(program.exitCode()).isEqualTo(1);
            assertThat(program.err())
                    .contains("\n[ERROR] Broken.java:[3,7] expected ;\n")
                    .endsWith("\nchunkgate: the build failed, see above\n");
            assertThat(program.out()).isEmpty();
        }
    }

    @Test
    void buildWithoutMaven_failsWithOneLine() throws Exception {
        try (Program program = launch()) {
            assertThat(program.exitCode()).isEqualTo(1);
            assertThat(program.err()).startsWith("chunkgate: Maven is missing").hasLineCount(1);
        }
    }

    @Test
    void builtProgramWithoutSources_needsNoMaven() throws Exception {
        installMaven("");
        build();
        Files.delete(home.resolve("pom.xml"));
        Files.delete(bin.resolve("mvn"));

        try (Program program = launch()) {
            assertThat(program.exitCode()).isZero();
            assertThat(program.err()).isEmpty();
        }
    }

    @Test
    void linkToLink_findsInstallation() throws Exception {
        installMaven("");
        Path direct = Files.createSymbolicLink(folder.resolve("direct"), home.resolve("chunkgate"));
        Path relative = Files.createSymbolicLink(
                bin.resolve("relative"), Path.of("..", direct.getFileName().toString()));

        try (Program program = Program.start(folder, environment, relative.toString(), "--version")) {
            assertThat(program.exitCode()).isZero();
            assertThat(program.out()).isEqualTo("started with --version\n");
        }
    }

    @Test
    void missingJava_failsWithOneLine() throws Exception {
        environment.remove("JAVA_HOME");
        try (Program program = launch()) {
            assertThat(program.exitCode()).isEqualTo(1);
            assertThat(program.err())
                    .startsWith("chunkgate: Java is missing (expected: Java 17")
                    .hasLineCount(1);
        }

        environment.put("JAVA_HOME", folder.toString());
        try (Program program = launch()) {
            assertThat(program.exitCode()).isEqualTo(1);
            assertThat(program.err())
                    .startsWith("chunkgate: JAVA_HOME: no Java in " + folder)
                    .hasLineCount(1);
        }
    }

    @Test
    void oldJava_failsWithOneLine() throws Exception {
        for (String version : new String[] {"1.8.0_392", "11.0.2"}) {
            script(bin.resolve("java"), "echo 'openjdk version \"" + version + "\" 2019-01-15' >&2");
            environment.remove("JAVA_HOME");

            try (Program program = launch()) {
                assertThat(program.exitCode()).isEqualTo(1);
                assertThat(program.err())
                        .isEqualTo("chunkgate: " + bin.resolve("java") + " is Java " + version
                                + " (expected: 17 or newer)\n");
            }
        }
    }

    @Test
    void userOptions_havePrecedence() throws Exception {
        installMaven("");
        build();
        environment.put("JAVA_OPTS", "-XX:+UseParallelGC -Xmx64m -XX:+PrintFlagsFinal");

        try (Program program = launch()) {
            assertThat(program.exitCode()).isZero();
            assertThat(program.out())
                    .containsPattern("UseParallelGC += true")
                    .containsPattern("UseSerialGC += false")
                    .containsPattern("MaxHeapSize += 67108864 ");
        }
    }

    @Test
    void classArchive_isCreatedOncePerBuild() throws Exception {
        environment.remove("JAVA_OPTS");
        installMaven("");
        build();
        Path prepared = preparedClasses();
        Path jar = home.resolve("target/chunkgate.jar");
        FileTime first = FileTime.from(Instant.now().plusSeconds(10));
        Files.setLastModifiedTime(prepared, first);
        Files.setLastModifiedTime(jar, FileTime.from(first.toInstant().minusSeconds(1)));

        build();
        assertThat(Files.getLastModifiedTime(prepared)).isEqualTo(first);

        Files.setLastModifiedTime(jar, FileTime.from(first.toInstant().plusSeconds(1)));
        build();
        assertThat(Files.getLastModifiedTime(preparedClasses())).isNotEqualTo(first);
    }

    @Test
    void userArchiveOptions_disableClassArchive() throws Exception {
        installMaven("");
        build();
        environment.remove("JAVA_OPTS");
        build();
        Path prepared = preparedClasses();
        Files.delete(prepared);
        Files.writeString(prepared, "no classes");

        try (Program program = launch()) {
            assertThat(program.exitCode()).isZero();
            assertThat(program.out()).isEqualTo("started with --version\n");
            assertThat(program.err()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 1", "'%s' \"$@\"; for option; do cut \"$option\"; done; exit 0"})
    void failedClassArchive_isIgnored_andNotRetried(String preparation) throws Exception {
        environment.remove("JAVA_OPTS");
        installMaven("");
        String java = System.getProperty("java.home") + "/bin/java";
        script(
                Files.createDirectories(folder.resolve("java/bin")).resolve("java"),
                "cut() { case $1 in -XX:ArchiveClassesAtExit=*) " + onPath("truncate")
                        + " -s 5000 \"${1#*=}\" ;; esac; }",
                "case \"$*\" in *ArchiveClassesAtExit*)",
                "echo tried >> '" + folder.resolve("tries") + "'",
                String.format(preparation, java) + " ;; esac",
                "exec '" + java + "' \"$@\"");
        environment.put("JAVA_HOME", folder.resolve("java").toString());

        build();
        build();

        assertThat(preparedClasses()).isEmptyFile();
        assertThat(folder.resolve("tries")).hasContent("tried");
    }

    private Path preparedClasses() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("target"))) {
            return files.filter(file -> file.toString().endsWith(".jsa"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Program launch() throws IOException {
        return Program.start(folder, environment, home.resolve("chunkgate").toString(), "--version");
    }

    private void build() throws IOException, InterruptedException {
        try (Program program = launch()) {
            assertThat(program.exitCode()).as(program.err()).isZero();
        }
    }

    /** A fake Maven that runs the given commands, then creates the jar. */
    private void installMaven(String commands) throws IOException {
        String jar = folder.resolve("built.jar").toString();
        script(bin.resolve("mvn"), commands, "mkdir -p target/lib", "cat '" + jar + "' > target/chunkgate.jar");
    }

    private static void writeJar(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Built.class.getName());
        String entry = Built.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream code = Built.class.getClassLoader().getResourceAsStream(entry)) {
            out.putNextEntry(new JarEntry(entry));
            code.transferTo(out);
        }
    }

    /** The program that the fake Maven builds. */
    static final class Built {
        private Built() {}

        public static void main(String[] arguments) {
            System.out.println("started with " + String.join(" ", arguments));
        }
    }

    private static void script(Path file, String... lines) throws IOException {
        Files.writeString(file, "#!/bin/sh\nset -e\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path onPath(String tool) {
        for (String place : System.getenv("PATH").split(":", -1)) {
            Path candidate = Path.of(place, tool);
            if (Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        throw new AssertionError(tool + " is not on the PATH");
    }
}
