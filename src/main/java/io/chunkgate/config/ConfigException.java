package io.chunkgate.config;

/**
 * A setting is not valid. The message is one line for the operator: the key, the value and what was expected, such as
 * {@code http.port: 99999 (expected: 0..65535)}.
 */
public final class ConfigException extends RuntimeException {
    public ConfigException(String message) {
        super(message);
    }
}
