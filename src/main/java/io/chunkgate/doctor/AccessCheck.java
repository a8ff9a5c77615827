package io.chunkgate.doctor;

import io.chunkgate.access.Access;
import io.chunkgate.config.AccessConfig;
import io.chunkgate.config.ConfigException;
import io.chunkgate.config.GatewayConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Checks whether access is restricted, and whether each file of the access rules is valid. */
final class AccessCheck {
    static final String SUBJECT = "access";

    private AccessCheck() {}

    static List<Finding> run(Vertx vertx, GatewayConfig config) {
        AccessConfig access = config.access();
        try {
            access.requireComplete();
        } catch (ConfigException e) {
            return List.of(invalid(SUBJECT, e));
        }
        if (!access.hasRules()) {
            return List.of(withoutRules(vertx, config));
        }
        return Stream.of(
                        Map.entry("rules", access.rules()),
                        Map.entry("tokens", access.tokens()),
                        Map.entry("linkKeys", access.linkKeys()),
                        Map.entry("jwtKeys", access.jwtKeys()))
                .filter(file -> !file.getValue().isEmpty())
                .map(file -> check(vertx, config, file.getKey(), file.getValue()))
                .toList();
    }

    private static Finding withoutRules(Vertx vertx, GatewayConfig config) {
        try {
            Access.of(vertx, config).load();
        } catch (ConfigException e) {
            return invalid(SUBJECT, e);
        }
        return config.access().open()
                ? Finding.warn(
                        SUBJECT,
                        "everyone in the network can read, write and delete",
                        "access.rules, unless this is intended")
                : Finding.ok(SUBJECT, "everyone on this machine can read, write and delete");
    }

    /** Loads the rules with this file only, so that each file is checked even if another is invalid. */
    private static Finding check(Vertx vertx, GatewayConfig config, String key, String file) {
        try {
            Access.of(vertx, GatewayConfig.from(onlyWith(config, key, file))).load();
            return Finding.ok("access." + key, file + " is valid");
        } catch (ConfigException e) {
            return invalid("access." + key, e);
        }
    }

    private static JsonObject onlyWith(GatewayConfig config, String key, String file) {
        JsonObject access = config.access().toJson();
        Stream.of("tokens", "linkKeys", "jwtKeys").forEach(other -> access.put(other, ""));
        return new JsonObject().put("access", access.put(key, file));
    }

    private static Finding invalid(String subject, ConfigException e) {
        return Finding.fail(subject, String.valueOf(e.getMessage()), "");
    }
}
