package io.chunkgate.access;

import io.chunkgate.config.AccessConfig;
import io.chunkgate.config.ConfigException;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.config.WatchedFiles;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides, for every door alike, who a client is. What it may do is then its {@link Grant}'s to say. Safe for any thread;
 * only {@link #load} and {@link #refresh} block.
 */
public final class Access implements Shareable {
    /** The principal of whoever shows nothing. */
    public static final String ANONYMOUS = "anonymous";

    private final AccessConfig config;
    private final String host;
    private final WatchedFiles<Secrets> files;

    /** What the files say. */
    private record Secrets(Rules rules, Tokens tokens, Map<String, LinkKey> linkKeys, Optional<JwtVerifier> jwt) {}

    private Access(AccessConfig config, String host) {
        this.config = config;
        this.host = host;
        this.files = new WatchedFiles<>(
                Stream.of(config.rules(), config.tokens(), config.linkKeys(), config.jwtKeys())
                        .filter(file -> !file.isEmpty())
                        .map(Path::of)
                        .toList(),
                () -> read(config));
    }

    /** The one that all doors of a Vert.x share which are configured alike. It is to be {@link #load loaded}. */
    public static Access of(Vertx vertx, GatewayConfig config) {
        LocalMap<String, Access> shared = vertx.sharedData().getLocalMap("chunkgate.access");
        String host = config.server().host();
        return shared.computeIfAbsent(
                host + config.access().toJson().encode(), key -> new Access(config.access(), host));
    }

    /**
     * Reads the files, unless that was done. Blocks.
     *
     * @throws ConfigException for files that cannot be used, and where everybody in the network could do everything
     *     without the operator having said so
     */
    public void load() {
        config.requireComplete();
        if (config.hasRules()) {
            files.load();
        } else if (!config.open() && !isLoopback(host)) {
            throw new ConfigException("server.host: \"" + host
                    + "\" (expected: a loopback address; or access.rules; or --open, for everybody to read and write)");
        }
    }

    /** Reads files again that have changed. Blocks for a short while. */
    public void refresh() {
        if (config.hasRules()) {
            files.refresh();
        }
    }

    /** Whether everybody may do everything. */
    public boolean isOpen() {
        return !config.hasRules();
    }

    /**
     * Finds out who a client is. Not to be called when it {@link #isOpen}.
     *
     * @throws StoreException {@code UNAUTHENTICATED} for what is no good or no longer, and for nothing where nothing is
     *     allowed to who shows nothing
     */
    public Grant admit(Credentials shown) {
        Secrets secrets = files.current();
        if (shown.token().isPresent()) {
            return ofToken(secrets, shown.token().get());
        }
        if (shown.link().isPresent()) {
            return ofLink(secrets, shown.link().get());
        }
        return shown.commonName()
                .map(this::ofPrincipal)
                .orElseGet(() -> ofNobody(secrets));
    }

    /** What somebody may do whom the configuration names, and not the client. */
    public Grant ofPrincipal(String principal) {
        return grant(principal, Optional.empty());
    }

    private Grant ofToken(Secrets secrets, String token) {
        if (SignedLink.isToken(token)) {
            return ofLink(secrets, token);
        }
        Instant now = Instant.now();
        Optional<Tokens.Owner> owner = secrets.tokens().owner(token);
        if (owner.isPresent()) {
            Optional<Instant> end = owner.get().expiresAt();
            if (end.isPresent() && !now.isBefore(end.get())) {
                throw refused("token: expired at " + end.get());
            }
            return grant(owner.get().principal(), end);
        }
        return secrets.jwt()
                .flatMap(jwt -> jwt.verify(token, now))
                .map(bearer -> grant(bearer.principal(), Optional.of(bearer.expiresAt())))
                .orElseThrow(() -> refused("token: unknown, expired or not for this gateway"));
    }

    private Grant ofLink(Secrets secrets, String target) {
        SignedLink.Claimed claimed = SignedLink.parse(target).orElseThrow(() -> refused("link: damaged"));
        SignedLink link = claimed.link();
        LinkKey key = secrets.linkKeys().get(link.keyId());
        if (key == null || !MessageDigest.isEqual(key.sign(link.signedText()), claimed.signature())) {
            throw refused("link: not signed by a key of this gateway");
        }
        if (!Instant.now().isBefore(link.expiresAt())) {
            throw refused("link: expired at " + link.expiresAt());
        }
        return new Grant(key.principal(), Optional.of(link.expiresAt()), Optional.of(link), this::rules);
    }

    private Grant ofNobody(Secrets secrets) {
        if (!secrets.rules().serveAnonymous()) {
            throw refused("token: missing");
        }
        return grant(ANONYMOUS, Optional.empty());
    }

    private Grant grant(String principal, Optional<Instant> expiresAt) {
        return new Grant(principal, expiresAt, Optional.empty(), this::rules);
    }

    private Rules rules() {
        return files.current().rules();
    }

    private static StoreException refused(String reason) {
        return new StoreException(ErrorCode.UNAUTHENTICATED, reason + " (expected: a good one)");
    }

    private static Secrets read(AccessConfig config) {
        return new Secrets(
                Rules.read(Path.of(config.rules())),
                config.tokens().isEmpty() ? Tokens.none() : Tokens.read(Path.of(config.tokens())),
                config.linkKeys().isEmpty() ? Map.of() : LinkKey.read(Path.of(config.linkKeys())),
                config.jwtKeys().isEmpty() ? Optional.empty() : Optional.of(JwtVerifier.read(config)));
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return true; // Listening will fail, and say so.
        }
    }
}
