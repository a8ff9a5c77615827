package io.chunkgate.http.exchange;

import io.chunkgate.http.message.Conditions;
import io.chunkgate.http.message.Preconditions;
import io.chunkgate.http.message.Validators;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.Set;

/**
 * The preconditions of a request that changes a file (RFC 9110, section 13): evaluated before the body is read, and again
 * by the store when the file is published.
 */
public final class WritePreconditions {
    private WritePreconditions() {}

    /**
     * Evaluates the conditions against the current file; fails with a {@link ProblemException} (412) if they do not hold.
     *
     * @return the condition to check at commit
     */
    public static Future<PublishCondition> check(HttpServerRequest request, FileStore store, FileName name) {
        Conditions conditions = Conditions.of(request.headers());
        return current(store, name).map(current -> {
            Validators validators = current.map(Validators::of).orElse(null);
            if (Preconditions.evaluate(request.method(), conditions, validators) != Preconditions.Outcome.PROCEED) {
                throw new ProblemException(Problem.preconditionFailed());
            }
            return conditionToPublish(conditions, current);
        });
    }

    /**
     * A conditional request may replace only the version that was evaluated, so that a concurrent change in between is not
     * overwritten.
     */
    private static PublishCondition conditionToPublish(Conditions conditions, Optional<FileInfo> current) {
        if (conditions.ifMatch() != null && conditions.ifMatch().trim().equals("*")) {
            return new PublishCondition.MustExist();
        }
        if (!conditions.restrictsVersion()) {
            return new PublishCondition.Anything();
        }
        return current.<PublishCondition>map(file -> new PublishCondition.MustMatch(Set.of(file.etag())))
                .orElseGet(PublishCondition.MustBeNew::new);
    }

    /** Empty as well if the client may not read the file; the store checks again when the upload begins. */
    private static Future<Optional<FileInfo>> current(FileStore store, FileName name) {
        return StoreException.emptyOn(
                store.stat(name), ErrorCode.NOT_FOUND, ErrorCode.PERMISSION_DENIED, ErrorCode.UNAUTHENTICATED);
    }
}
