package io.chunkgate.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * A client of a gateway over one protocol. Each call is one attempt and fails when the connection breaks;
 * {@link io.chunkgate.client.resume} retries. Safe for any thread; futures complete on the caller's context.
 *
 * <p>File names are relative, with segments separated by {@code /}. Every future fails with a
 * {@link ClientException}; its code is {@code UNIMPLEMENTED} for operations that the protocol does not have.
 */
public interface GatewayClient {
    /**
     * A client for the scheme, host and port of a URL. Opens no connection yet. The caller closes it.
     *
     * @throws ClientException for an unknown scheme
     */
    static GatewayClient of(Vertx vertx, GatewayUrl url) {
        return of(vertx, url, GatewayAccess.ANONYMOUS);
    }

    /** As {@link #of(Vertx, GatewayUrl)}, with credentials and trusted certificates. The token of a signed link is the link. */
    static GatewayClient of(Vertx vertx, GatewayUrl url, GatewayAccess access) {
        for (Protocol protocol : ServiceLoader.load(Protocol.class, GatewayClient.class.getClassLoader())) {
            if (protocol.scheme().equals(url.clearScheme())) {
                return protocol.create(
                        vertx, url, url.link().map(access::authorizedBy).orElse(access));
            }
        }
        throw GatewayUrl.unknownScheme(url.scheme());
    }

    /** Creates clients of one protocol. Found by {@link ServiceLoader}, as the clients of the protocols depend on this package. */
    interface Protocol {
        /** The scheme of URLs without TLS, such as {@code http}; with an appended {@code s}, URLs use TLS. */
        String scheme();

        /** Creates a client. Opens no connection yet. The caller closes it. */
        GatewayClient create(Vertx vertx, GatewayUrl url, GatewayAccess access);
    }

    /** Describes a file, with its SHA-256 only if the gateway knows it already. Fails with NOT_FOUND. */
    Future<RemoteFile> stat(String name);

    /**
     * As {@link #stat}, but requests the SHA-256 from the gateway. The gateway computes it if necessary; when that takes
     * longer than some seconds, the result comes without it while the computation continues.
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
     * Starts a download. Fails with FAILED_PRECONDITION when the file has another version than the requested one, and with
     * OUT_OF_RANGE when the offset lies beyond its end.
     */
    Future<RemoteRead> read(ReadRequest request);

    /**
     * Creates an empty upload. Fails with ALREADY_EXISTS when the file exists and must not be replaced.
     */
    Future<RemoteUpload> create(UploadRequest request);

    /**
     * Returns how many bytes of an upload are stored, without taking it over from its writer. Fails with NOT_FOUND for an
     * unknown or expired upload.
     */
    Future<Long> storedBytes(String id);

    /**
     * Resumes an upload where it stopped, and takes it over from its present writer, if any. Fails with NOT_FOUND for an
     * unknown or expired upload.
     *
     * @param id      of an upload of this gateway, created over any protocol
     * @param request the one that the upload was created with
     */
    Future<RemoteUpload> resume(String id, UploadRequest request);

    /** Deletes a file. Fails with NOT_FOUND. */
    Future<Void> delete(String name);

    /**
     * Copies a file or folder within the gateway; a file at the target is replaced. Fails with NOT_FOUND, with ALREADY_EXISTS for a
     * target that exists and must not be replaced, and with FAILED_PRECONDITION when it is a folder.
     *
     * @param replace whether a file at the target is replaced
     */
    Future<Void> copy(String from, String to, boolean replace);

    /** Gives a file or folder another name; as {@link #copy}. */
    Future<Void> move(String from, String to, boolean replace);

    /** Creates an empty folder. Fails with ALREADY_EXISTS, and with FAILED_PRECONDITION when its own folder is missing. */
    Future<Void> createFolder(String name);

    /**
     * Deletes a folder. Fails with NOT_FOUND, and with FAILED_PRECONDITION when it is not empty.
     *
     * @param whole whether everything in it is deleted too
     */
    Future<Void> deleteFolder(String name, boolean whole);

    /** Closes all connections. Running calls fail. */
    Future<Void> close();
}
