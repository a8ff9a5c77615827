package io.chunkgate.http.upload.protocol;

import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.message.Conditions;
import io.chunkgate.http.message.EntityTag;
import io.chunkgate.http.message.Preconditions;
import io.chunkgate.http.message.Validators;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The preconditions of a request that changes a file (RFC 9110, section 13): evaluated before the body is read, and kept
 * as what must still hold when the file is published.
 */
public final class TargetConditions {
    private TargetConditions() {}

    /**
     * Evaluates them against the file as it is now; fails with a {@link ProblemException} (412) where they do not hold.
     *
     * @return what must hold at commit
     */
    public static Future<PublishCondition> check(HttpServerRequest request, FileStore store, FileName name) {
        Conditions sent = new Conditions(
                joined(request, "If-Match"),
                joined(request, "If-Unmodified-Since"),
                joined(request, "If-None-Match"),
                joined(request, "If-Modified-Since"));
        return current(store, name).map(current -> {
            Validators validators = current.map(TargetConditions::validators).orElse(null);
            if (Preconditions.evaluate(request.method(), sent, validators) != Preconditions.Outcome.PROCEED) {
                throw new ProblemException(Problem.preconditionFailed());
            }
            return conditionToPublish(sent, current);
        });
    }

    /**
     * Whoever asked for any condition gets what the conditions said of the file as it was: that very version, or none.
     * So nobody can slip in between whom the client has not seen.
     */
    private static PublishCondition conditionToPublish(Conditions sent, Optional<FileInfo> current) {
        if (sent.ifMatch() != null && sent.ifMatch().trim().equals("*")) {
            return new PublishCondition.MustExist();
        }
        if (sent.ifMatch() == null && sent.ifNoneMatch() == null && sent.ifUnmodifiedSince() == null) {
            return new PublishCondition.Anything();
        }
        return current.<PublishCondition>map(file -> new PublishCondition.MustMatch(Set.of(file.etag())))
                .orElseGet(PublishCondition.MustBeNew::new);
    }

    /** To who may write and not read, there is nothing; the store knows better when the upload begins. */
    private static Future<Optional<FileInfo>> current(FileStore store, FileName name) {
        return store.stat(name)
                .map(Optional::of)
                .recover(cause ->
                        isUnseen(cause) ? Future.succeededFuture(Optional.empty()) : Future.failedFuture(cause));
    }

    private static boolean isUnseen(Throwable cause) {
        return cause instanceof StoreException failure
                && switch (failure.code()) {
                    case NOT_FOUND, PERMISSION_DENIED, UNAUTHENTICATED -> true;
                    default -> false;
                };
    }

    private static Validators validators(FileInfo file) {
        return new Validators(EntityTag.of(file.etag()), file.modified());
    }

    /** A field that came in several lines is one list (RFC 9110, section 5.3). */
    private static @Nullable String joined(HttpServerRequest request, String name) {
        List<String> lines = request.headers().getAll(name);
        return lines.isEmpty() ? null : String.join(", ", lines);
    }
}
