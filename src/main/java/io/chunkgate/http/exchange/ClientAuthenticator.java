package io.chunkgate.http.exchange;

import io.chunkgate.access.Credentials;
import io.chunkgate.access.SignedLink;
import io.chunkgate.server.BearerToken;
import io.chunkgate.server.Client;
import io.chunkgate.server.PeerCertificate;
import io.chunkgate.server.ServerContext;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.transfer.RequestInfo;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** Authenticates the client of a request by a bearer token (RFC 6750), a signed link or the certificate of the connection. */
public final class ClientAuthenticator {
    private static final String CHALLENGE = "WWW-Authenticate";
    private static final String REALM = "Bearer realm=\"chunkgate\"";

    private ClientAuthenticator() {}

    /**
     * Authenticates the client of a request. For a refused client the response gets {@code WWW-Authenticate}.
     *
     * @throws StoreException {@code UNAUTHENTICATED}
     */
    public static Client admit(ServerContext server, HttpServerRequest request) {
        RequestInfo info = RequestInfo.of(request);
        if (server.access().isOpen()) {
            return server.unrestricted(Listener.HTTP, info);
        }
        try {
            return server.admit(Listener.HTTP, info, credentials(request));
        } catch (StoreException refusal) {
            challenge(request, refusal.code(), request.headers().contains(HttpHeaders.AUTHORIZATION));
            throw refusal;
        }
    }

    /** Adds the challenge that a 401 response must have (RFC 9110, section 11.6.1). */
    static void challenge(HttpServerRequest request, ErrorCode code, boolean hasToken) {
        if (code == ErrorCode.UNAUTHENTICATED && !request.response().headers().contains(CHALLENGE)) {
            request.response().putHeader(CHALLENGE, hasToken ? REALM + ", error=\"invalid_token\"" : REALM);
        }
    }

    private static Credentials credentials(HttpServerRequest request) {
        Optional<String> token = BearerToken.of(request.headers());
        Optional<String> link = Optional.ofNullable(request.query())
                .filter(SignedLink::isIn)
                .map(query -> request.path() + "?" + query);
        return new Credentials(token, link, PeerCertificate.of(request.connection()));
    }
}
