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

/** Who may do what: whether that is said at all, and whether each of the files that say it can be used. */
final class AccessCheck implements Check {
    private final Vertx vertx;
    private final GatewayConfig config;

    AccessCheck(Vertx vertx, GatewayConfig config) {
        this.vertx = vertx;
        this.config = config;
    }

    @Override
    public String subject() {
        return "access";
    }

    @Override
    public List<Finding> run() {
        AccessConfig access = config.access();
        try {
            access.requireComplete();
        } catch (ConfigException e) {
            return List.of(refused(subject(), e));
        }
        if (!access.hasRules()) {
            return List.of(open());
        }
        return Stream.of(
                        Map.entry("rules", access.rules()),
                        Map.entry("tokens", access.tokens()),
                        Map.entry("linkKeys", access.linkKeys()),
                        Map.entry("jwtKeys", access.jwtKeys()))
                .filter(file -> !file.getValue().isEmpty())
                .map(file -> look(file.getKey(), file.getValue()))
                .toList();
    }

    private Finding open() {
        try {
            Access.of(vertx, config).load();
        } catch (ConfigException e) {
            return refused(subject(), e);
        }
        return config.access().open()
                ? Finding.warn(
                        subject(),
                        "everybody in the network may read, write and delete",
                        "access.rules, or a wish for it")
                : Finding.ok(subject(), "everybody on this machine may do everything");
    }

    /** The rules with this file alone, so that each is looked at though another be broken. */
    private Finding look(String key, String file) {
        try {
            Access.of(vertx, GatewayConfig.from(onlyWith(key, file))).load();
            return Finding.ok("access." + key, file + " can be used");
        } catch (ConfigException e) {
            return refused("access." + key, e);
        }
    }

    private JsonObject onlyWith(String key, String file) {
        JsonObject access = config.access().toJson();
        Stream.of("tokens", "linkKeys", "jwtKeys").forEach(other -> access.put(other, ""));
        return new JsonObject().put("access", access.put(key, file));
    }

    private static Finding refused(String subject, ConfigException e) {
        return Finding.fail(subject, String.valueOf(e.getMessage()), "");
    }
}
