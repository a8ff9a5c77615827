package io.chunkgate.config;

import java.net.URI;

/**
 * Section {@code tracing}: a span for each transfer, sent to an OpenTelemetry collector.
 *
 * @param endpoint    URL of the collector for OTLP over HTTP, such as {@code http://127.0.0.1:4318/v1/traces}; empty
 *                     for none
 * @param serviceName name of the service in spans
 */
public record TracingConfig(
        @Key.Text String endpoint, @Key.Text(value = "chunkgate", required = true) String serviceName)
        implements ConfigSection {
    /** @throws ConfigException for an endpoint that is not a URL */
    public TracingConfig {
        if (!endpoint.isEmpty() && !isUrl(endpoint)) {
            throw new ConfigException(
                    "tracing.endpoint: \"" + endpoint + "\" (expected: http://HOST:PORT/v1/traces, or https)");
        }
    }

    public boolean isOn() {
        return !endpoint.isEmpty();
    }

    private static boolean isUrl(String text) {
        try {
            URI url = URI.create(text);
            return url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
