package io.chunkgate.tls;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.config.TlsConfig;
import io.chunkgate.config.WatchedFiles;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The TLS settings of all listeners: TLS 1.2 and 1.3, only cipher suites with forward secrecy and authenticated encryption.
 * Safe for any thread; only {@link #load} and {@link #refresh} block.
 */
public final class ServerTls implements Shareable {
    private static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");

    /** RFC 9325, section 4.2; the first three are those of TLS 1.3. */
    private static final List<String> CIPHER_SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final TlsConfig config;
    private final WatchedFiles<Identity> identity;

    private ServerTls(Vertx vertx, TlsConfig config, String host) {
        this.config = config;
        this.identity = new WatchedFiles<>(
                () -> Identity.read(vertx, config, host), config.certificate(), config.key(), config.clientCa());
    }

    /** Returns the instance that all listeners of a Vert.x with the same settings share. It must be {@link #load loaded}. */
    public static ServerTls of(Vertx vertx, GatewayConfig config) {
        LocalMap<String, ServerTls> shared = vertx.sharedData().getLocalMap("chunkgate.tls");
        String host = config.server().host();
        return shared.computeIfAbsent(
                host + config.tls().toJson().encode(), key -> new ServerTls(vertx, config.tls(), host));
    }

    /**
     * Reads the certificate if it was not read before. Blocks.
     *
     * @throws io.chunkgate.config.ConfigException for invalid files
     */
    public void load() {
        config.requireComplete();
        if (isOn()) {
            identity.load();
            engine();
        }
    }

    /** Reads changed files again. Blocks for a short time. */
    public void refresh() {
        if (isOn()) {
            identity.refresh();
        }
    }

    public boolean isOn() {
        return config.isOn();
    }

    /** When the present certificate expires; empty without TLS. */
    public Optional<Instant> expiresAt() {
        return isOn() ? Optional.of(identity.current().expiresAt()) : Optional.empty();
    }

    /**
     * Whether a certificate, which was trusted in its handshake, is trusted by the present authorities too.
     *
     * @param chain the certificate of the client first
     */
    public boolean trusts(List<X509Certificate> chain) {
        return !isOn()
                || identity.current()
                        .clientTrust()
                        .map(trust -> trust.trusts(chain))
                        .orElse(true);
    }

    /** An object that changes whenever the certificate does. */
    public Object version() {
        return isOn() ? identity.current() : this;
    }

    /** Configures TLS for a server, if TLS is on. */
    public <O extends NetServerOptions> O secure(O options) {
        if (!isOn()) {
            return options;
        }
        Identity now = identity.current();
        options.setSsl(true)
                .setUseAlpn(true)
                .setSslEngineOptions(engine())
                .setEnabledSecureTransportProtocols(PROTOCOLS)
                .setKeyCertOptions(now.own());
        CIPHER_SUITES.forEach(options::addEnabledCipherSuite);
        now.clientAuthorities().ifPresent(authorities -> options.setTrustOptions(authorities)
                .setClientAuth(config.requiresClientCertificate() ? ClientAuth.REQUIRED : ClientAuth.REQUEST));
        return options;
    }

    /** The options for running servers, with the present certificate. */
    public ServerSSLOptions renewed() {
        return secure(new NetServerOptions()).getSslOptions();
    }

    /** OpenSSL if it is available on this machine. */
    private SSLEngineOptions engine() {
        boolean useOpenSsl = config.engine().equals("auto") && OpenSSLEngineOptions.isAvailable();
        return useOpenSsl ? new OpenSSLEngineOptions() : new JdkSSLEngineOptions();
    }
}
