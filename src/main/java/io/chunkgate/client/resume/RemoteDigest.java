package io.chunkgate.client.resume;

import io.chunkgate.client.RemoteFile;
import io.vertx.core.Context;
import io.vertx.core.Future;

/** Gets the description of a file, and its digest, from the gateway. */
final class RemoteDigest {
    /** Each request may take some seconds. */
    private static final int MAX_REQUESTS = 6;

    private RemoteDigest() {}

    /** Describes the file. */
    static Future<RemoteFile> describe(Context context, TransferOptions options, String name) {
        return new Attempts(context, options).run(() -> options.client().stat(name));
    }

    /** If the digest of a file is unknown, the gateway starts to compute it. */
    static void prepare(TransferOptions options, RemoteFile file) {
        if (file.sha256().isEmpty()) {
            options.client().digest(file.name());
        }
    }

    /** Adds the digest to the description, unless the gateway is too slow, or has another version by now. */
    static Future<RemoteFile> complete(TransferOptions options, RemoteFile file) {
        return file.sha256().isPresent() ? Future.succeededFuture(file) : query(options, file, MAX_REQUESTS);
    }

    private static Future<RemoteFile> query(TransferOptions options, RemoteFile file, int requests) {
        return options.client().digest(file.name()).otherwise(file).compose(now -> {
            if (!now.etag().equals(file.etag()) || requests == 1) {
                return Future.succeededFuture(file);
            }
            return now.sha256().isPresent() ? Future.succeededFuture(now) : query(options, file, requests - 1);
        });
    }
}
