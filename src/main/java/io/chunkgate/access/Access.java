package io.chunkgate.access;

import io.chunkgate.config.AccessConfig;
import io.chunkgate.config.ConfigException;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.config.ServerConfig;
import io.chunkgate.config.WatchedFiles;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Authenticates clients, for every protocol. Their permissions are in the {@link Grant}. Safe for any thread; only
 * {@link #load} and {@link #refresh} block.
 */
public final class Access implements Shareable {
    /** The principal of a client without credentials. */
    public static final String ANONYMOUS = "anonymous";

    /** Every client with credentials, in the rules. */
    static final String AUTHENTICATED = "*";

    private final AccessConfig config;
    private final ServerConfig server;
    private final WatchedFiles<Secrets> files;

    /** The content of the files. */
    private record Secrets(Rules rules, Tokens tokens, Map<String, LinkKey> linkKeys, Optional<JwtVerifier> jwt) {}

    private Access(AccessConfig config, ServerConfig server) {
        this.config = config;
        this.server = server;
        this.files = new WatchedFiles<>(
                () -> read(config), config.rules(), config.tokens(), config.linkKeys(), config.jwtKeys());
    }

    /** The instance that all listeners of a Vert.x with the same configuration share; not {@link #load loaded} yet. */
    public static Access of(Vertx vertx, GatewayConfig config) {
        LocalMap<String, Access> shared = vertx.sharedData().getLocalMap("chunkgate.access");
        return shared.computeIfAbsent(
                config.server().host() + config.access().toJson().encode(),
                key -> new Access(config.access(), config.server()));
    }

    /**
     * Reads the files if they were not read before. Blocks.
     *
     * @throws ConfigException for invalid files, and for an address other than loopback without rules, unless the operator
     *     has allowed that
     */
    public void load() {
        config.requireComplete();
        if (config.hasRules()) {
            files.load();
        } else if (!config.open() && !server.isLoopback()) {
            throw new ConfigException(
                    "server.host: \"" + server.host()
                            + "\" (expected: a loopback address; or access.rules; or --open, which lets every client read and write)");
        }
    }

    /** Reads changed files again. Blocks for a short time. */
    public void refresh() {
        if (config.hasRules()) {
            files.refresh();
        }
    }

    /** Whether a name stands for a group of clients in the rules, so that no client with credentials may have it. */
    public static boolean isReserved(String principal) {
        return principal.equals(ANONYMOUS) || principal.equals(AUTHENTICATED);
    }

    /** @throws ConfigException when the name {@link #isReserved} */
    static String requireName(String place, String principal) {
        if (isReserved(principal)) {
            throw new ConfigException(
                    place + ": '" + principal + "' (expected: a name; this one stands for other clients in the rules)");
        }
        return principal;
    }

    /** Whether every client has all permissions. */
    public boolean isOpen() {
        return !config.hasRules();
    }

    /**
     * Authenticates a client. Must not be called when this {@link #isOpen}.
     *
     * @param isTrusted whether the certificate of a client is still trusted
     * @throws StoreException {@code UNAUTHENTICATED} for invalid or expired credentials, and without credentials unless there
     *     are rules for anonymous clients
     */
    public Grant authenticate(Credentials credentials, Predicate<List<X509Certificate>> isTrusted) {
        Secrets secrets = files.current();
        Identified client = identify(secrets, credentials);
        VerifiedRules rules = new VerifiedRules(credentials, isTrusted, secrets, client);
        return new Grant(client.principal(), client.link(), rules);
    }

    /** The grant of a principal from the configuration. */
    public Grant ofPrincipal(String principal) {
        return new Grant(principal, Optional.empty(), () -> files.current().rules());
    }

    /** Who has shown credentials, until when, and with which link. */
    private record Identified(String principal, Optional<Instant> expiresAt, Optional<SignedLink> link) {
        Identified(String principal, Optional<Instant> expiresAt) {
            this(principal, expiresAt, Optional.empty());
        }
    }

    /** The present rules, for a client whose credentials are verified again when any file has changed. */
    private final class VerifiedRules implements Grant.ValidRules {
        private final Credentials shown;
        private final Predicate<List<X509Certificate>> isTrusted;
        private volatile Verified verified;

        private record Verified(Secrets by, Identified client) {}

        VerifiedRules(
                Credentials shown, Predicate<List<X509Certificate>> isTrusted, Secrets secrets, Identified client) {
            this.shown = shown;
            this.isTrusted = isTrusted;
            this.verified = new Verified(secrets, client);
        }

        @Override
        public Rules get() {
            Verified now = verifiedNow();
            Optional<Instant> end = now.client().expiresAt();
            if (end.isPresent() && !Instant.now().isBefore(end.get())) {
                throw refused("token: expired at " + end.get());
            }
            if (shown.isByCertificate() && !isTrusted.test(shown.certificate())) {
                throw refused("certificate: not of an authority of this gateway any more");
            }
            return now.by().rules();
        }

        private Verified verifiedNow() {
            Verified before = verified;
            Secrets secrets = files.current();
            if (secrets.equals(before.by())) {
                return before;
            }
            Identified client = identify(secrets, shown);
            if (!client.principal().equals(before.client().principal())) {
                throw refused("token: of another principal now");
            }
            Verified now = new Verified(secrets, client);
            verified = now;
            return now;
        }
    }

    private static Identified identify(Secrets secrets, Credentials credentials) {
        if (credentials.token().isPresent()) {
            return ofToken(secrets, credentials.token().get());
        }
        if (credentials.link().isPresent()) {
            return ofLink(secrets, credentials.link().get());
        }
        return credentials
                .commonName()
                .map(name -> ofCertificate(name, credentials.certificateEnd()))
                .orElseGet(() -> anonymous(secrets));
    }

    private static Identified ofCertificate(String commonName, Optional<Instant> end) {
        if (isReserved(commonName)) {
            throw refused("certificate: its common name '" + commonName + "' stands for other clients");
        }
        return new Identified(commonName, end);
    }

    private static Identified ofToken(Secrets secrets, String token) {
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
            return new Identified(owner.get().principal(), end);
        }
        return secrets.jwt()
                .flatMap(jwt -> jwt.verify(token, now))
                .map(bearer -> new Identified(bearer.principal(), Optional.of(bearer.expiresAt())))
                .orElseThrow(() -> refused("token: unknown, expired or not for this gateway"));
    }

    private static Identified ofLink(Secrets secrets, String target) {
        SignedLink.Claimed claimed = SignedLink.parse(target).orElseThrow(() -> refused("link: damaged"));
        SignedLink link = claimed.link();
        LinkKey key = secrets.linkKeys().get(link.keyId());
        if (key == null || !MessageDigest.isEqual(key.sign(link.signedText()), claimed.signature())) {
            throw refused("link: not signed by a key of this gateway");
        }
        if (!Instant.now().isBefore(link.expiresAt())) {
            throw refused("link: expired at " + link.expiresAt());
        }
        return new Identified(key.principal(), Optional.of(link.expiresAt()), Optional.of(link));
    }

    private static Identified anonymous(Secrets secrets) {
        if (!secrets.rules().hasAnonymous()) {
            throw refused("token: missing");
        }
        return new Identified(ANONYMOUS, Optional.empty());
    }

    private static StoreException refused(String reason) {
        return new StoreException(ErrorCode.UNAUTHENTICATED, reason + " (expected: a valid one)");
    }

    private static Secrets read(AccessConfig config) {
        return new Secrets(
                Rules.read(Path.of(config.rules())),
                config.tokens().isEmpty() ? Tokens.none() : Tokens.read(Path.of(config.tokens())),
                config.linkKeys().isEmpty() ? Map.of() : LinkKey.read(Path.of(config.linkKeys())),
                config.jwtKeys().isEmpty() ? Optional.empty() : Optional.of(JwtVerifier.read(config)));
    }
}
