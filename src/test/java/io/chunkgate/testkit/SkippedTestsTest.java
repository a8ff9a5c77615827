package io.chunkgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SkippedTestsTest {
    @Test
    void summary_sumsTests_andNamesEachNeedAndPackageOnce() {
        List<String> entries = List.of(
                "12 " + SkippedTests.reason(List.of(Need.CURL, Need.XXD)),
                "1 " + SkippedTests.reason(List.of(Need.XXD)),
                "2 " + SkippedTests.reason(List.of(Need.PYTHON_GRPC, Need.PYTHON)));

        assertThat(SkippedTests.summary(entries))
                .isEqualTo("Skipped 15 tests, which need curl, xxd, python3, python3 with grpcio and its tools."
                        + " To run them: apt-get install --no-install-recommends curl python3 python3-grpc-tools"
                        + " python3-grpcio python3-pkg-resources python3-protobuf xxd");
    }
}
