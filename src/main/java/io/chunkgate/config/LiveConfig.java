package io.chunkgate.config;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The configuration of running servers: the one that they started with, in which some keys can be replaced. What reads such a
 * key, reads it here each time. Safe for any thread.
 */
public final class LiveConfig implements Shareable {
    private volatile GatewayConfig current;

    /**
     * What another configuration has changed.
     *
     * @param applied      the keys in use now, each with both values
     * @param needsRestart other keys whose values differ from those in use
     */
    public record Changes(List<String> applied, List<String> needsRestart) {}

    private LiveConfig(GatewayConfig start) {
        this.current = start;
    }

    /** Returns the instance that all servers of a Vert.x share that started with this configuration. */
    public static LiveConfig of(Vertx vertx, GatewayConfig start) {
        LocalMap<String, LiveConfig> shared = vertx.sharedData().getLocalMap("chunkgate.config");
        return shared.computeIfAbsent(start.toJson().encode(), key -> new LiveConfig(start));
    }

    public GatewayConfig current() {
        return current;
    }

    /** Uses the values of another configuration where that is possible without a restart. */
    public synchronized Changes replace(GatewayConfig next) {
        JsonObject wanted = next.toJson();
        JsonObject merged = current.toJson();
        Changes changes = new Changes(new ArrayList<>(), new ArrayList<>());
        for (RecordComponent section : GatewayConfig.class.getRecordComponents()) {
            String name = section.getName();
            replace(section, wanted.getJsonObject(name), merged.getJsonObject(name), changes);
        }
        current = GatewayConfig.from(merged);
        return changes;
    }

    private static void replace(RecordComponent section, JsonObject wanted, JsonObject merged, Changes changes) {
        for (RecordComponent component : section.getType().getRecordComponents()) {
            String key = component.getName();
            Object before = merged.getValue(key);
            Object after = wanted.getValue(key);
            if (Objects.equals(before, after)) {
                continue;
            }
            String path = section.getName() + "." + key;
            if (component.isAnnotationPresent(Key.Reloadable.class)) {
                merged.put(key, after);
                changes.applied.add(path + " " + before + " -> " + after);
            } else {
                changes.needsRestart.add(path);
            }
        }
    }

    /** The keys that {@link #replace} applies. */
    static List<String> reloadableKeys() {
        return Stream.of(GatewayConfig.class.getRecordComponents())
                .flatMap(section -> Stream.of(section.getType().getRecordComponents())
                        .filter(key -> key.isAnnotationPresent(Key.Reloadable.class))
                        .map(key -> section.getName() + "." + key.getName()))
                .toList();
    }
}
