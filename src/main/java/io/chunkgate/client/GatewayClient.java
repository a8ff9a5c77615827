package io.chunkgate.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * A gateway as seen through one of its protocols. Each call is one attempt: it fails when the connection breaks, and
 * {@link io.chunkgate.client.resume} is what tries again. Safe for any thread; futures complete on the caller's context.
 *
 * <p>Names are the gateway's: relative, segments separated by {@code /}. Every future fails with a
 * {@link ClientException}; one with {@code UNIMPLEMENTED} for what the protocol does not have.
 */
public interface GatewayClient {
    /**
     * A client for the scheme, host and port of a URL. Opens no connection yet. The caller closes it.
     *
     * @throws ClientException for a scheme that no client is there for
     */
    static GatewayClient of(Vertx vertx, GatewayUrl url) {
        return of(vertx, url, GatewayAccess.ANONYMOUS);
    }

    /** As {@link #of(Vertx, GatewayUrl)}, for a client that has to show who it is. */
    static GatewayClient of(Vertx vertx, GatewayUrl url, GatewayAccess access) {
        return ServiceLoader.load(GatewayClientProvider.class, GatewayClient.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.scheme().equals(url.clearScheme()))
                .findFirst()
                .orElseThrow(() -> GatewayUrl.unknownScheme(url.scheme()))
                .create(vertx, url, access);
    }

    /** What is known of a file without waiting; NOT_FOUND when there is none. */
    Future<RemoteFile> stat(String name);

    /**
     * As {@link #stat}, but asks the gateway to compute the file's SHA-256 where it is not known yet. It may answer without
     * it when that takes longer than some seconds, and go on computing.
     */
    Future<RemoteFile> digest(String name);

    /**
     * One page of a folder, sorted by name.
     *
     * @param folder the folder's name without a slash at its end; empty for the root
     * @param after  {@link RemoteFolderPage#next} of the page before; empty for the first
     */
    Future<RemoteFolderPage> list(String folder, Optional<String> after);

    /**
     * Begins to read a file. Fails with FAILED_PRECONDITION when it is not the wanted version, with OUT_OF_RANGE when the
     * start lies beyond its end.
     */
    Future<RemoteRead> read(ReadRequest request);

    /**
     * Creates an upload of which nothing is stored yet. Fails with ALREADY_EXISTS when the name is taken and must not be
     * replaced.
     */
    Future<RemoteUpload> create(UploadRequest request);

    /**
     * How many bytes of an upload are stored, without disturbing whoever writes to it; NOT_FOUND when there is none (any
     * more).
     */
    Future<Long> storedBytes(String id);

    /**
     * Takes up an upload where it stopped, and takes it over from whoever still writes to it.
     *
     * @param id      of an upload of this gateway, whichever protocol it was begun with; NOT_FOUND when there is none (any
     *     more)
     * @param request what it was created with
     */
    Future<RemoteUpload> resume(String id, UploadRequest request);

    /** Deletes a file; NOT_FOUND when there is none. */
    Future<Void> delete(String name);

    /** Closes every connection. What is under way fails. */
    Future<Void> close();
}
