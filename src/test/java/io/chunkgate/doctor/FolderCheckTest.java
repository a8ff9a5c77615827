package io.chunkgate.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.doctor.Finding.Verdict;
import io.chunkgate.testkit.Mounts;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.Requires;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderCheckTest {
    @TempDir
    Path folder;

    @Test
    void missingFolder_passes_andIsNotCreated() throws IOException {
        List<Finding> findings = check(folder.resolve("a/b"), 0);

        assertThat(findings.get(0).found()).endsWith("is missing and can be created");
        assertThat(findings).extracting(Finding::verdict).doesNotContain(Verdict.FAIL);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void usedFolder_isNotChanged() throws IOException {
        Files.createDirectories(folder.resolve(".chunkgate/uploads"));
        Files.writeString(folder.resolve("file"), "content");

        List<Finding> findings = check(folder, 0);

        assertThat(findings.get(0).found()).endsWith("is writable");
        try (Stream<Path> left = Files.walk(folder)) {
            assertThat(left.map(path -> folder.relativize(path).toString()))
                    .containsExactlyInAnyOrder("", ".chunkgate", ".chunkgate/uploads", "file");
        }
    }

    @Test
    void folderBelowFile_fails() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(check(file.resolve("folder"), 0))
                .extracting(Finding::verdict)
                .containsExactly(Verdict.FAIL);
    }

    @Test
    void diskWithTooLittleFreeSpace_fails() {
        assertThat(check(folder, Long.MAX_VALUE))
                .filteredOn(finding -> finding.subject().equals("disk"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.FAIL))
                .satisfies(finding -> assertThat(finding.expected()).contains("limits.minFreeSpace"));
    }

    /** The file system of a ZIP file has no links and no attributes, and its folders cannot be synced. */
    @Test
    void limitedFileSystem_failsForRequiredFeatures_andWarnsForOthers() throws IOException {
        URI zip = URI.create("jar:" + folder.resolve("disk.zip").toUri());
        try (FileSystem poor = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            List<Finding> findings = new FolderProbe(poor.getPath("/")).run();

            assertThat(findings)
                    .filteredOn(finding -> finding.verdict() == Verdict.FAIL)
                    .extracting(Finding::subject)
                    .contains("fsync", "link");
            assertThat(findings)
                    .filteredOn(finding -> finding.verdict() == Verdict.WARN)
                    .extracting(Finding::subject)
                    .containsExactly("extended attributes");
        }
    }

    @Test
    @Requires(Need.MOUNT)
    void diskWithFewInodes_warns_andWithoutFreeOnes_fails() throws IOException {
        try (Mounts mounts = new Mounts()) {
            Path disk = mounts.disk(folder.resolve("disk"), 1 << 20, 50);
            assertThat(verdict(check(disk, 0), "inodes")).isEqualTo(Verdict.WARN);
            assertThat(new Inodes(50, 0).finding().verdict()).isEqualTo(Verdict.FAIL);
            assertThat(new Inodes(0, 0).finding().verdict()).isEqualTo(Verdict.OK);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " Inodes   IFree\n      -       -", "Inodes IFree"})
    void unknownNumbersOfInodes_areNoFinding(String output) {
        assertThat(Inodes.parse(output)).isEmpty();
    }

    /** A second spelling that is there stands for a file system that finds the first one by it. */
    @Test
    void fileSystemThatIgnoresCase_warns() throws IOException {
        assertThat(verdict(new FolderProbe(folder).run(), "case of names")).isEqualTo(Verdict.OK);
        Files.createFile(folder.resolve("OTHER"));
        assertThat(verdict(new FolderProbe(folder).run(), "case of names")).isEqualTo(Verdict.WARN);
    }

    @Test
    void fileSystem_keepsUnicodeNames() throws IOException {
        assertThat(verdict(new FolderProbe(folder).run(), "Unicode names")).isEqualTo(Verdict.OK);
        assertThat(folder).isEmptyDirectory();
    }

    private static Verdict verdict(List<Finding> findings, String subject) {
        return findings.stream()
                .filter(finding -> finding.subject().equals(subject))
                .findFirst()
                .orElseThrow()
                .verdict();
    }

    @Test
    void fileSystemWithWrongClock_warns() {
        Instant now = Instant.parse("2026-06-01T12:00:00Z");

        assertThat(FolderProbe.clock(now.minusSeconds(1), now).verdict()).isEqualTo(Verdict.OK);
        assertThat(FolderProbe.clock(now.minusSeconds(60), now).verdict()).isEqualTo(Verdict.WARN);
        assertThat(FolderProbe.clock(now.plusSeconds(60), now).found()).startsWith("60000 ms apart");
    }

    private static List<Finding> check(Path root, long minFreeBytes) {
        try {
            return FolderCheck.run(root, minFreeBytes);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
