package io.chunkgate.config;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Maps environment variables to settings: {@code CHUNKGATE_LIMITS_MAX_FILE_SIZE} and
 * {@code CHUNKGATE_LIMITS_MAXFILESIZE}, in upper or lower case, are {@code limits.maxFileSize}.
 */
final class EnvironmentNames {
    private static final String PREFIX = "chunkgate_";

    /** Variables that Kubernetes sets in every container when a service is named chunkgate. */
    private static final Pattern OF_KUBERNETES = Pattern.compile("CHUNKGATE_(SERVICE_.*|PORT|PORT_.*)");

    /** The token of the client commands; the gateway may be started in the same shell. */
    private static final String TOKEN_OF_COMMANDS = "CHUNKGATE_TOKEN";

    private final Map<String, Setting> settings = new HashMap<>();

    /** @param tree with all settings */
    EnvironmentNames(JsonObject tree) {
        for (String section : tree.fieldNames()) {
            for (String key : tree.getJsonObject(section).fieldNames()) {
                settings.put(raw(section + key), new Setting(section, key));
            }
        }
    }

    /**
     * The setting of a variable; empty for a variable of another program.
     *
     * @throws ConfigException for a variable with our prefix and without a setting, which is a typing error
     */
    Optional<Setting> find(String variable) {
        if (!variable.toLowerCase(Locale.ROOT).startsWith(PREFIX)
                || variable.equals(TOKEN_OF_COMMANDS)
                || OF_KUBERNETES.matcher(variable).matches()) {
            return Optional.empty();
        }
        Setting setting = settings.get(raw(variable.substring(PREFIX.length())));
        if (setting == null) {
            throw new ConfigException(
                    variable + ": unknown variable (expected: CHUNKGATE_SECTION_KEY, such as CHUNKGATE_HTTP_PORT)");
        }
        return Optional.of(setting);
    }

    private static String raw(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }
}
