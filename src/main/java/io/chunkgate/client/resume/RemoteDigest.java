package io.chunkgate.client.resume;

import io.chunkgate.client.RemoteFile;
import io.vertx.core.Context;
import io.vertx.core.Future;

/** What the gateway knows of a file that is read, its digest above all. */
final class RemoteDigest {
    /** Each of them may take the gateway's time to answer, some seconds. */
    private static final int MAX_QUESTIONS = 6;

    private RemoteDigest() {}

    /** The file as it is now. Where its digest is not known, the gateway is asked to compute it meanwhile. */
    static Future<RemoteFile> describe(Context context, TransferOptions link, String name) {
        return new Attempts(context, link).run(() -> link.client().stat(name)).onSuccess(file -> {
            if (file.sha256().isEmpty()) {
                link.client().digest(name);
            }
        });
    }

    /** The file with its digest, unless the gateway does not tell it in time, or has another version now. */
    static Future<RemoteFile> complete(TransferOptions link, RemoteFile file) {
        return file.sha256().isPresent() ? Future.succeededFuture(file) : ask(link, file, MAX_QUESTIONS);
    }

    private static Future<RemoteFile> ask(TransferOptions link, RemoteFile file, int questions) {
        return link.client().digest(file.name()).otherwise(file).compose(now -> {
            if (!now.etag().equals(file.etag()) || questions == 1) {
                return Future.succeededFuture(file);
            }
            return now.sha256().isPresent() ? Future.succeededFuture(now) : ask(link, file, questions - 1);
        });
    }
}
