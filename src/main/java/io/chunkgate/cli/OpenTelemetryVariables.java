package io.chunkgate.cli;

import io.chunkgate.config.ConfigLayers;
import java.util.Map;
import java.util.Optional;

/** Maps the standard variables of OpenTelemetry to settings of section {@code tracing}. */
final class OpenTelemetryVariables {
    private static final String TRACES = "/v1/traces";

    private OpenTelemetryVariables() {}

    /** Adds nothing if the variables disable traces, or select OTLP over gRPC, which is not supported. */
    static void addTo(ConfigLayers layers, Map<String, String> environment) {
        if ("true".equalsIgnoreCase(environment.get("OTEL_SDK_DISABLED"))
                || "none".equals(environment.get("OTEL_TRACES_EXPORTER"))
                || "grpc".equals(environment.get("OTEL_EXPORTER_OTLP_PROTOCOL"))) {
            return;
        }
        endpoint(environment).ifPresent(url -> layers.addAssignment("tracing.endpoint=" + url));
        value(environment, "OTEL_SERVICE_NAME").ifPresent(name -> layers.addAssignment("tracing.serviceName=" + name));
    }

    private static Optional<String> endpoint(Map<String, String> environment) {
        return value(environment, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
                .or(() -> value(environment, "OTEL_EXPORTER_OTLP_ENDPOINT")
                        .map(base -> base.replaceAll("/+$", "") + TRACES));
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
    }
}
