package io.chunkgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The file that comes with the program documents the defaults, so it must be the defaults. */
class ShippedConfigTest {
    private static final Path SHIPPED = Path.of("conf", "chunkgate.json");

    @Test
    void shippedFile_holdsEveryKeyWithItsDefault_inTheOrderOfTheSections() {
        assertThat(ConfigFile.read(SHIPPED).encodePrettily())
                .isEqualTo(GatewayConfig.defaults().toJson().encodePrettily());
    }

    @Test
    void everySectionOfTheShippedFile_isExplained() throws IOException {
        List<String> lines = Files.readAllLines(SHIPPED);
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).matches(" {2}\"\\w+\": \\{")) {
                assertThat(lines.get(i - 1)).as(lines.get(i)).startsWith("  // ");
            }
        }
    }
}
