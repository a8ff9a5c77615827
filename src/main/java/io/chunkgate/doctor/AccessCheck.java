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
final class AccessCheck extends Check {
    private static final String SUBJECT = "access";

    private final Vertx vertx;
    private final GatewayConfig config;

    AccessCheck(Vertx vertx, GatewayConfig config) {
        super(SUBJECT);
        this.vertx = vertx;
        this.config = config;
    }

    @Override
    List<Finding> run() {
        AccessConfig access = config.access();
        try {
            access.requireComplete();
        } catch (ConfigException e) {
            return List.of(invalid(SUBJECT, e));
        }
        if (!access.hasRules()) {
            return List.of(withoutRules());
        }
        return Stream.of(
                        Map.entry("rules", access.rules()),
                        Map.entry("tokens", access.tokens()),
                        Map.entry("linkKeys", access.linkKeys()),
                        Map.entry("jwtKeys", access.jwtKeys()))
                .filter(file -> !file.getValue().isEmpty())
                .map(file -> check(file.getKey(), file.getValue()))
                .toList();
    }

    private Finding withoutRules() {
        try {
            Access.of(vertx, config).load();
        } catch (ConfigException e) {
            return invalid(SUBJECT, e);
        }
        return config.access().open()
                ? warn("everyone in the network can read, write and delete", "access.rules, unless this is intended")
                : ok("everyone on this machine can read, write and delete");
    }

    /** Loads the rules with this file only, so that each file is checked even if another is invalid. */
    private Finding check(String key, String file) {
        try {
            Access.of(vertx, GatewayConfig.from(onlyWith(key, file))).load();
            return Finding.ok("access." + key, file + " is valid");
        } catch (ConfigException e) {
            return invalid("access." + key, e);
        }
    }

    private JsonObject onlyWith(String key, String file) {
        JsonObject access = config.access().toJson();
        Stream.of("tokens", "linkKeys", "jwtKeys").forEach(other -> access.put(other, ""));
        return new JsonObject().put("access", access.put(key, file));
    }

    private static Finding invalid(String subject, ConfigException e) {
        return Finding.fail(subject, String.valueOf(e.getMessage()), "");
    }
}
