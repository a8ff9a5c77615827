package io.chunkgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The table of the configuration and {@code conf/chunkgate.json} are generated from the code. After a change of the code,
 * {@code mvn test -Dtest=ConfigDocsTest -DwriteConfigDocs=true} writes both.
 */
class ConfigDocsTest {
    private static final Path SHIPPED = ConfigDocs.SHIPPED_FILE;

    @BeforeAll
    static void writeOnRequest() throws IOException {
        if (Boolean.getBoolean("writeConfigDocs")) {
            new ConfigDocs().write();
        }
    }

    @Test
    void table_isGenerated() throws IOException {
        assertThat(ConfigDocs.documentedRows()).isEqualTo(new ConfigDocs().tableRows());
    }

    @Test
    void shippedFile_isGenerated() throws IOException {
        assertThat(Files.readString(SHIPPED)).isEqualTo(new ConfigDocs().shippedFile());
    }

    @Test
    void shippedFile_holdsEveryKeyWithItsDefault_inTheOrderOfTheSections() {
        assertThat(ConfigFile.read(SHIPPED).encodePrettily())
                .isEqualTo(GatewayConfig.defaults().toJson().encodePrettily());
    }

    @Test
    void everySectionOfTheShippedFile_hasAComment() throws IOException {
        List<String> lines = Files.readAllLines(SHIPPED);
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).matches(" {2}\"\\w+\": \\{")) {
                assertThat(lines.get(i - 1)).as(lines.get(i)).startsWith("  // ");
            }
        }
    }
}
