package io.chunkgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NeedTest {
    @ParameterizedTest
    @EnumSource
    void packagesOfNeed_areInstalledByCiRun(Need need) throws IOException {
        List<String> tokens = List.of(Files.readString(Path.of(".ci/run")).split("[\\s()]+"));

        assertThat(tokens).containsAll(need.packages().toList());
    }
}
