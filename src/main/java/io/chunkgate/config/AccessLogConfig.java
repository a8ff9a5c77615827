package io.chunkgate.config;

/**
 * Section {@code accessLog}: a JSON line for the end of each transfer, and for each refused request.
 *
 * @param file   file to which the lines are appended, reopened after it was moved; {@code -} for standard output, empty
 *                for none
 * @param idleMs how long after its last range request a download in several requests is regarded as ended
 */
public record AccessLogConfig(
        @Key.Text String file, @Key.Range(value = 60_000, min = 1, max = Ranges.MAX_TIMEOUT_MS) int idleMs)
        implements ConfigSection {
    public boolean isOn() {
        return !file.isEmpty();
    }
}
