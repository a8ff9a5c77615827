package io.chunkgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.config.ConfigLayers;
import io.chunkgate.config.TracingConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenTelemetryVariablesTest {
    @Test
    void endpointOfTraces_hasPrecedence_andGeneralEndpointGetsPath() {
        Map<String, String> all = Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318/");
        assertThat(read(all)).isEqualTo(new TracingConfig("http://collector:4318/v1/traces", "chunkgate"));
        assertThat(read(Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318",
                        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://traces:4318/in",
                        "OTEL_SERVICE_NAME", "gate")))
                .isEqualTo(new TracingConfig("https://traces:4318/in", "gate"));
    }

    @Test
    void missingOrDisabledVariables_addNothing() {
        assertThat(read(Map.of()).isOn()).isFalse();
        for (String off :
                new String[] {"OTEL_SDK_DISABLED=true", "OTEL_TRACES_EXPORTER=none", "OTEL_EXPORTER_OTLP_PROTOCOL=grpc"
                }) {
            String[] variable = off.split("=", 2);
            assertThat(read(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318", variable[0], variable[1]))
                            .isOn())
                    .as(off)
                    .isFalse();
        }
    }

    private static TracingConfig read(Map<String, String> environment) {
        ConfigLayers layers = new ConfigLayers();
        OpenTelemetryVariables.addTo(layers, environment);
        return layers.build().tracing();
    }
}
