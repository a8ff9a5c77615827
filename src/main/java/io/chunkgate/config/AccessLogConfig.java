package io.chunkgate.config;

/**
 * Section {@code accessLog}: a JSON line for the end of each transfer, and for each refused request.
 *
 * @param file   file to which the lines are appended, reopened after it was moved; {@code -} for standard output, empty
 *                for none
 * @param idleMs how long after its last range request a download in several requests is regarded as ended
 */
public record AccessLogConfig(String file, int idleMs) implements ConfigSection {
    static AccessLogConfig from(Section section) {
        return new AccessLogConfig(
                section.text("file", ""), section.integer("idleMs", 60_000, 1, Ranges.MAX_TIMEOUT_MS));
    }

    public boolean isOn() {
        return !file.isEmpty();
    }
}
