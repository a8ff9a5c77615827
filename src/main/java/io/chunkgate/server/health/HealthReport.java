package io.chunkgate.server.health;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The results of checks. Clients without a token see it, so it has no figures and no names but those of the checks.
 *
 * @param checks whether each check succeeded, by its name, in the order in which they are shown
 */
public record HealthReport(Map<String, Boolean> checks) {
    /** Whether all checks succeeded. */
    public boolean isOk() {
        return !checks.containsValue(false);
    }

    /** This report with one more check. */
    HealthReport with(String name, boolean succeeded) {
        Map<String, Boolean> more = new LinkedHashMap<>(checks);
        more.put(name, succeeded);
        return new HealthReport(more);
    }
}
