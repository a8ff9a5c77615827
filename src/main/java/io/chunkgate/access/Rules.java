package io.chunkgate.access;

import io.chunkgate.config.ConfigException;
import io.chunkgate.config.ConfigFile;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.StoreException;
import io.chunkgate.text.ByteSize;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The permissions of each principal by prefixes of names. Rules only grant permissions; everything else is refused. The file
 * is a JSON object: principal, prefix, permissions.
 *
 * <pre>{@code
 * { "alice":     { "alice/": "read list write delete 10GiB", "public/": "read list" },
 *   "*":         { "public/": "read" },
 *   "anonymous": { "/": "read" } }
 * }</pre>
 *
 * <p>A prefix is a folder with its content, or one file; {@code /} is the whole store. {@code *} stands for every
 * authenticated client, {@code anonymous} for a client without credentials. A size is a quota: the maximum of bytes below the
 * prefix for uploads of that principal.
 */
public final class Rules {
    /**
     * How many bytes may lie below a prefix when one principal adds to it, whichever principal uploaded them.
     *
     * @param prefix   without a slash at either end; empty for the whole store
     * @param maxBytes of all files and running uploads together
     */
    public record Quota(String prefix, long maxBytes) {}

    private record Rule(String prefix, Set<Permission> permissions, OptionalLong maxBytes) {
        boolean covers(String name) {
            return Rules.covers(prefix, name);
        }
    }

    private final Map<String, List<Rule>> byPrincipal;

    private Rules(Map<String, List<Rule>> byPrincipal) {
        this.byPrincipal = byPrincipal;
    }

    /** @throws ConfigException when the file cannot be read or is not valid */
    public static Rules read(Path file) {
        JsonObject tree = ConfigFile.read(file);
        Map<String, List<Rule>> rules = new HashMap<>();
        for (String principal : tree.fieldNames()) {
            rules.put(principal, rulesOf(file + ": " + principal, tree.getValue(principal)));
        }
        return new Rules(rules);
    }

    /** Whether a principal has a permission for a name; the name of the root folder is empty. */
    public boolean allow(String principal, Permission permission, String name) {
        return allows(principal, permission, name)
                || (!principal.equals(Access.ANONYMOUS) && allows(Access.AUTHENTICATED, permission, name));
    }

    /** The quotas for uploads of a principal under a name. */
    public List<Quota> quotas(String principal, String name) {
        List<Rule> own = byPrincipal.getOrDefault(principal, List.of());
        List<Rule> common = principal.equals(Access.ANONYMOUS)
                ? List.of()
                : byPrincipal.getOrDefault(Access.AUTHENTICATED, List.of());
        return Stream.concat(own.stream(), common.stream())
                .filter(rule -> rule.maxBytes().isPresent() && rule.covers(name))
                .map(rule -> new Quota(rule.prefix(), rule.maxBytes().getAsLong()))
                .toList();
    }

    /** Whether a name is the prefix or lies below it, segment by segment. */
    static boolean covers(String prefix, String name) {
        return prefix.isEmpty()
                || (name.startsWith(prefix)
                        && (name.length() == prefix.length() || name.charAt(prefix.length()) == '/'));
    }

    /** Whether there are rules for clients without credentials. */
    boolean hasAnonymous() {
        return byPrincipal.containsKey(Access.ANONYMOUS);
    }

    private boolean allows(String principal, Permission permission, String name) {
        return byPrincipal.getOrDefault(principal, List.of()).stream()
                .anyMatch(rule -> rule.permissions().contains(permission) && rule.covers(name));
    }

    private static List<Rule> rulesOf(String place, Object value) {
        if (!(value instanceof JsonObject prefixes)) {
            throw new ConfigException(place + ": " + value + " (expected: an object of prefixes)");
        }
        List<Rule> rules = new ArrayList<>();
        for (String prefix : prefixes.fieldNames()) {
            rules.add(rule(place, prefix, String.valueOf(prefixes.getValue(prefix))));
        }
        return List.copyOf(rules);
    }

    private static String prefix(String place, String text) {
        String name = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        try {
            if (!text.isEmpty()) {
                return new FolderName(name).value();
            }
        } catch (StoreException e) {
            throw new ConfigException(place + ": prefix: " + e.getMessage());
        }
        throw new ConfigException(place + ": prefix: '' (expected: / for the whole store)");
    }

    private static Rule rule(String place, String prefix, String text) {
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        OptionalLong maxBytes = OptionalLong.empty();
        for (String word : text.trim().split("[ ,]+", -1)) {
            OptionalLong size = ByteSize.parse(word);
            if (size.isPresent()) {
                maxBytes = size;
            } else {
                permissions.add(permission(place + ": " + prefix, word));
            }
        }
        return new Rule(prefix(place, prefix), permissions, maxBytes);
    }

    private static Permission permission(String place, String word) {
        return Arrays.stream(Permission.values())
                .filter(permission -> permission.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new ConfigException(
                        place + ": '" + word + "' (expected: " + permissionNames() + ", a quota such as 10GiB)"));
    }

    private static String permissionNames() {
        return Arrays.stream(Permission.values()).map(Permission::word).collect(Collectors.joining(", "));
    }
}
