package io.chunkgate.config;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Merges the layers of the configuration: a later layer overrides an earlier one, key by key. Each layer is validated when
 * it is added, so that a message names the layer of an invalid value. The program adds the file first, then the environment,
 * then the options of the command line.
 */
public final class ConfigLayers {
    private static final int SECTIONS_AND_KEYS = 2;
    private static final Pattern ASSIGNMENT =
            Pattern.compile("(?<section>[^.=]+)\\.(?<key>[^=]+)=(?<value>.*)", Pattern.DOTALL);

    private final JsonObject defaults = GatewayConfig.defaults().toJson();
    private final JsonObject tree = new JsonObject();

    /**
     * Adds a JSON file, in which comments are allowed.
     *
     * @throws ConfigException when it cannot be read, is not a JSON object, or has an invalid setting
     */
    public ConfigLayers addFile(Path file) {
        add(ConfigFile.read(file), file + ": ");
        return this;
    }

    /**
     * Adds the variables {@code CHUNKGATE_SECTION_KEY}; see {@link EnvironmentNames}.
     *
     * @throws ConfigException for such a variable without a setting, or with an invalid value
     */
    public ConfigLayers addEnvironment(Map<String, String> environment) {
        EnvironmentNames names = new EnvironmentNames(defaults);
        // Sorted, so that of two spellings of one setting always the same one applies.
        new TreeMap<>(environment).forEach((variable, value) -> names.find(variable)
                .ifPresent(setting -> add(setting.treeOfText(value, defaults), variable + ": ")));
        return this;
    }

    /**
     * Adds a setting in the form {@code section.key=value}.
     *
     * @throws ConfigException when the text has another form, or the setting is invalid
     */
    public ConfigLayers addAssignment(String assignment) {
        Matcher setting = ASSIGNMENT.matcher(assignment);
        if (!setting.matches()) {
            throw new ConfigException(assignment + ": not a setting (expected: section.key=value)");
        }
        add(
                new Setting(setting.group("section"), setting.group("key"))
                        .treeOfText(setting.group("value"), defaults),
                "");
        return this;
    }

    /** The defaults, overridden by all layers. */
    public GatewayConfig build() {
        return GatewayConfig.from(tree);
    }

    private void add(JsonObject layer, String source) {
        try {
            GatewayConfig.fromPart(layer);
        } catch (ConfigException e) {
            throw new ConfigException(source + e.getMessage());
        }
        tree.mergeIn(layer, SECTIONS_AND_KEYS);
    }
}
