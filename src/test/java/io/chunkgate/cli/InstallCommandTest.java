package io.chunkgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallCommandTest {
    @TempDir
    Path folder;

    private Path home;
    private Path target;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void build() throws IOException {
        home = folder.resolve("build");
        target = folder.resolve("opt/chunkgate");
        write("chunkgate", "#!/bin/sh\nexit 0\n");
        Files.setPosixFilePermissions(home.resolve("chunkgate"), PosixFilePermissions.fromString("rwx------"));
        write("conf/chunkgate.json", "{}");
        write("target/chunkgate.jar", "jar 1");
        write("target/lib/a.jar", "a");
        write("target/classes/A.class", "not of the program");
        write("src/main/A.java", "not of the program");
    }

    @Test
    void install_makesReleaseAndLink_withTheFilesOfTheProgramAlone() throws IOException {
        assertThat(install()).as(err.toString()).isZero();

        Path current = target.resolve("current");
        assertThat(Files.readSymbolicLink(current)).isEqualTo(Path.of("releases", only(releases())));
        assertThat(files(current.toRealPath()))
                .containsExactlyInAnyOrder(
                        "chunkgate", "conf/chunkgate.json", "target/chunkgate.jar", "target/lib/a.jar");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(current.resolve("chunkgate"))))
                .as("for the user of the service")
                .isEqualTo("rwxr-xr-x");
    }

    @Test
    void anotherBuild_isAnotherRelease_andTheOneBeforeIsNotTouched() throws IOException {
        install();
        Path before = target.resolve("current").toRealPath();
        Object key = fileKey(before.resolve("target/chunkgate.jar"));
        write("target/chunkgate.jar", "jar 2");

        assertThat(install()).isZero();

        assertThat(Files.readString(target.resolve("current/target/chunkgate.jar")))
                .isEqualTo("jar 2");
        assertThat(Files.readString(before.resolve("target/chunkgate.jar"))).isEqualTo("jar 1");
        assertThat(fileKey(before.resolve("target/chunkgate.jar"))).isEqualTo(key);
        assertThat(releases()).hasSize(2);
        assertThat(out.toString()).contains("it was " + before.getFileName());
    }

    @Test
    void sameBuildAgain_changesNothing() throws IOException {
        install();
        Object key = fileKey(target.resolve("current/target/chunkgate.jar"));

        assertThat(install()).isZero();

        assertThat(releases()).hasSize(1);
        assertThat(fileKey(target.resolve("current/target/chunkgate.jar"))).isEqualTo(key);
    }

    @Test
    void olderRelease_isMadeCurrentByItsOwnInstall() throws IOException {
        install();
        Path first = target.resolve("current").toRealPath();
        write("target/chunkgate.jar", "jar 2");
        install();
        home = first;

        assertThat(install()).isZero();

        assertThat(target.resolve("current").toRealPath()).isEqualTo(first);
        assertThat(releases()).hasSize(2);
    }

    @Test
    void releaseThatDoesNotStart_isNotMadeCurrent() throws IOException {
        install();
        Path before = target.resolve("current").toRealPath();
        write("chunkgate", "#!/bin/sh\nexit 1\n");

        assertThat(install()).isEqualTo(ExitCode.FAILURE);

        assertThat(target.resolve("current").toRealPath()).isEqualTo(before);
        assertThat(err.toString()).contains("does not start; the current release is still " + before.getFileName());
    }

    @Test
    void damagedRelease_isNotMadeCurrent() throws IOException {
        install();
        Path damaged = target.resolve("current").toRealPath();
        Files.writeString(damaged.resolve("conf/chunkgate.json"), "{\"http\": {}}");
        assertThat(install()).as("its configuration may be edited").isZero();
        Files.writeString(damaged.resolve("target/lib/a.jar"), "");

        assertThat(install()).isEqualTo(ExitCode.USAGE);

        assertThat(err.toString()).contains(damaged + ": damaged").hasLineCount(1);
    }

    @Test
    void releaseAsTheFolder_isRefused() throws IOException {
        install();
        target = target.resolve("current").toRealPath();

        assertThat(install()).isEqualTo(ExitCode.USAGE);

        assertThat(err.toString()).contains("holds a program").hasLineCount(1);
        assertThat(target.resolve("releases")).doesNotExist();
    }

    @Test
    void copyOfAKilledInstallation_isDeleted() throws IOException {
        Path abandoned = Files.createDirectories(target.resolve("releases/.new-1"));
        Path running = Files.createDirectories(target.resolve("releases/.new-2"));
        Files.setLastModifiedTime(abandoned, FileTime.from(Instant.now().minus(Duration.ofHours(2))));

        assertThat(install()).isZero();

        assertThat(abandoned).doesNotExist();
        assertThat(running).exists();
    }

    @Test
    void currentThatIsAFolder_isRefused_inOneLine() throws IOException {
        Files.createDirectories(target.resolve("current"));

        assertThat(install()).isEqualTo(ExitCode.USAGE);

        assertThat(err.toString()).contains("current: not a symbolic link").hasLineCount(1);
        assertThat(Files.exists(target.resolve("releases"))).isFalse();
    }

    @Test
    void folderThatIsAFile_isRefused_inOneLine() throws IOException {
        Files.createDirectories(target.getParent());
        Files.writeString(target, "a file");

        assertThat(install()).isEqualTo(ExitCode.USAGE);

        assertThat(err.toString()).startsWith("chunkgate: install: " + target).hasLineCount(1);
    }

    @Test
    void withoutLauncher_isRefused() {
        home = null;

        assertThat(install()).isEqualTo(ExitCode.USAGE);

        assertThat(err.toString()).contains("without its launcher");
    }

    private int install() {
        Environment environment = Environment.isolated(Map.of(), Optional.ofNullable(home));
        return new CommandLineProgram(environment, new PrintWriter(out, true), new PrintWriter(err, true))
                .run("install", target.toString());
    }

    private void write(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private List<String> releases() throws IOException {
        try (Stream<Path> all = Files.list(target.resolve("releases"))) {
            return all.map(path -> path.getFileName().toString()).toList();
        }
    }

    private static String only(List<String> names) {
        assertThat(names).hasSize(1);
        return names.get(0);
    }

    private static List<String> files(Path below) throws IOException {
        try (Stream<Path> all = Files.walk(below)) {
            return all.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .map(path -> below.relativize(path).toString())
                    .toList();
        }
    }

    private static Object fileKey(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ino");
    }
}
