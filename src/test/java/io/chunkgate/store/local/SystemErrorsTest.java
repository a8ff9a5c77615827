package io.chunkgate.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.local.SystemErrors.Kind;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.Requires;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SystemErrorsTest {
    private static final Map<Integer, String> GERMAN = Map.of(
            20, "Ist kein Verzeichnis",
            23, "Zu viele offene Dateien im System",
            24, "Zu viele offene Dateien",
            27, "Die Datei ist zu groß",
            28, "Auf dem Gerät ist kein Speicherplatz mehr verfügbar",
            30, "Das Dateisystem ist nur lesbar",
            36, "Der Dateiname ist zu lang",
            40, "Zu viele Ebenen aus symbolischen Links",
            122, "Der zugewiesene Plattenplatz (Quota) ist überschritten");

    @ParameterizedTest
    @CsvSource({
        "Ist kein Verzeichnis, NOT_FOUND",
        "Zu viele offene Dateien, RESOURCE_EXHAUSTED",
        "Die Datei ist zu groß, RESOURCE_EXHAUSTED",
        "Auf dem Gerät ist kein Speicherplatz mehr verfügbar, RESOURCE_EXHAUSTED",
        "Das Dateisystem ist nur lesbar, UNAVAILABLE",
        "Der Dateiname ist zu lang, INVALID_ARGUMENT",
        "Zu viele Ebenen aus symbolischen Links or unable to access attributes of symbolic link, NOT_FOUND",
        "Der zugewiesene Plattenplatz (Quota) ist überschritten, RESOURCE_EXHAUSTED",
        "No space left on device, RESOURCE_EXHAUSTED",
        "Not a directory, NOT_FOUND"
    })
    void textsOfTheProcessAndEnglishOnes_areRecognized(String reason, ErrorCode code) {
        SystemErrors errors = new SystemErrors(number -> Optional.ofNullable(GERMAN.get(number)));
        assertThat(errors.find(reason).map(Kind::code)).contains(code);
        assertThat(errors.find("Eingabe-/Ausgabefehler")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void errorsOfThisProcess_areKnown(Kind kind) {
        assertThat(SystemErrors.OF_THIS_PROCESS.find(kind.english())).isPresent();
    }

    @Test
    void errorsOfTheSystem_areRecognized(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Path loop = Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
        assertRecognized(file.resolve("below"), Kind.NOT_A_FOLDER);
        assertRecognized(loop, Kind.LINK_LOOP);
        assertRecognized(folder.resolve("n".repeat(256)), Kind.LONG_NAME);
    }

    @Test
    @Requires({Need.MOUNT, Need.GERMAN})
    void fullDisk_ofAProcessInGerman_keepsTheUpload(@TempDir Path disk, @TempDir Path locales) {
        Command.of("localedef", "-i", "de_DE", "-f", "UTF-8", locales.resolve("de_DE.UTF-8"))
                .run()
                .succeeded();
        Command.of("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk).run().succeeded();
        try {
            String said = Command.of(Path.of(System.getProperty("java.home"), "bin", "java"))
                    .with("-cp", System.getProperty("java.class.path"), FullDisk.class.getName(), disk)
                    .withEnvironment("LOCPATH", locales.toString())
                    .withEnvironment("LC_ALL", "de_DE.UTF-8")
                    .run()
                    .succeeded()
                    .out();
            assertThat(said).contains("Ist kein Verzeichnis|RESOURCE_EXHAUSTED|true");
        } finally {
            Command.of("umount", disk).run().succeeded();
        }
    }

    private static void assertRecognized(Path path, Kind kind) {
        assertThatThrownBy(() -> FileChannel.open(path, StandardOpenOption.READ).close())
                .isInstanceOfSatisfying(IOException.class, error -> assertThat(
                                SystemErrors.OF_THIS_PROCESS.find(SystemErrors.reason(error)))
                        .contains(kind));
    }
}
