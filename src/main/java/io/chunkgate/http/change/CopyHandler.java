package io.chunkgate.http.change;

import io.chunkgate.http.exchange.BasePath;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.exchange.ProblemException;
import io.chunkgate.http.exchange.WritePreconditions;
import io.chunkgate.http.message.BadHeaderException;
import io.chunkgate.http.message.HeaderValues;
import io.chunkgate.http.message.RequestPath;
import io.chunkgate.store.CopySpec;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * COPY and MOVE of a file or folder (RFC 4918, sections 9.8 and 9.9). Conditions such as If-Match are about the source, as
 * for every method; Overwrite is about the target.
 */
public final class CopyHandler {
    private static final String OVERWRITE = "Overwrite";

    private final HttpServerRequest request;
    private final FileStore store;
    private final Namespace namespace;
    private final FileName from;
    private final FileName to;
    private final Optional<Boolean> overwrite;
    private final boolean isMove;
    private final boolean isShallow;

    private CopyHandler(HttpServerRequest request, FileStore store, Namespace namespace, FileName from) {
        this.request = request;
        this.store = store;
        this.namespace = namespace;
        this.from = from;
        this.to = Destination.of(request, namespace);
        this.overwrite = overwrite(request);
        this.isMove = request.method().equals(HttpMethod.MOVE);
        this.isShallow = isShallow(request, isMove);
    }

    /**
     * Handles a request.
     *
     * @param from the source, a file or a folder
     * @throws BadHeaderException for an invalid header
     * @throws ProblemException   for a target that cannot be one
     * @throws StoreException     for a target that no file can have
     */
    public static void handle(HttpServerRequest request, FileStore store, Namespace namespace, FileName from) {
        CopyHandler handler = new CopyHandler(request, store, namespace, from);
        handler.requireApart();
        handler.run().onFailure(cause -> Changes.refuse(request, cause));
    }

    private static Optional<Boolean> overwrite(HttpServerRequest request) {
        @Nullable String value = HeaderValues.single(request.headers(), OVERWRITE);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.equalsIgnoreCase("T") && !value.equalsIgnoreCase("F")) {
            throw new BadHeaderException(OVERWRITE, value, "T or F");
        }
        return Optional.of(value.equalsIgnoreCase("T"));
    }

    /** Whether only the folder itself is copied. */
    private static boolean isShallow(HttpServerRequest request, boolean isMove) {
        Depth depth = Depth.of(request.headers()).orElse(Depth.INFINITY);
        if (depth == Depth.ONE || (isMove && depth == Depth.ZERO)) {
            throw new BadHeaderException(
                    "Depth", depth == Depth.ONE ? "1" : "0", isMove ? "infinity" : "0 or infinity");
        }
        return depth == Depth.ZERO;
    }

    private void requireApart() {
        if (from.equals(to)) {
            throw new ProblemException(new Problem(
                    403, ErrorCode.FAILED_PRECONDITION, "Destination: '" + to + "' (expected: not the source itself)"));
        }
    }

    private Future<Void> run() {
        return WritePreconditions.check(request, store, from).compose(condition -> EntryKind.of(store, from)
                .compose(source -> EntryKind.of(store, to).compose(target -> run(condition, source, target))));
    }

    private Future<Void> run(PublishCondition condition, EntryKind source, EntryKind target) {
        if (source == EntryKind.NONE) {
            return Future.failedFuture(
                    new StoreException(ErrorCode.NOT_FOUND, "'" + from + "': no such file or folder"));
        }
        boolean replaces = target == EntryKind.FILE || target == EntryKind.FOLDER;
        if (replaces && overwrite.filter(wanted -> !wanted).isPresent()) {
            return Future.failedFuture(new StoreException(ErrorCode.ALREADY_EXISTS, "'" + to + "': already exists"));
        }
        return Changes.requireParent(store, namespace, to)
                .compose(v -> makeRoom(source, target))
                .compose(v -> source == EntryKind.FOLDER ? ofFolder() : ofFile(condition))
                .onSuccess(file -> respond(file, source, replaces))
                .mapEmpty();
    }

    /** A file is replaced by a file in one step; anything else at the target is deleted before (section 9.8.4). */
    private Future<Void> makeRoom(EntryKind source, EntryKind target) {
        if (target == EntryKind.FOLDER) {
            return contains(from.value(), to.value()) || contains(to.value(), from.value())
                    ? Future.failedFuture(StoreException.unexpected(
                            ErrorCode.FAILED_PRECONDITION,
                            "Destination",
                            "'" + to + "'",
                            "not above or below the source"))
                    : replaceFolder();
        }
        return source == EntryKind.FOLDER && target == EntryKind.FILE
                ? store.delete(to, new PublishCondition.Anything())
                : Future.succeededFuture();
    }

    private static boolean contains(String folder, String name) {
        return name.startsWith(folder + "/");
    }

    private Future<Void> replaceFolder() {
        return overwrite.orElse(namespace.replacesFolders())
                ? store.deleteFolder(FolderName.of(to), true)
                : Future.failedFuture(StoreException.unexpected(
                        ErrorCode.FAILED_PRECONDITION, "Destination", "'" + to + "'", "no folder, or Overwrite: T"));
    }

    private Future<Optional<FileInfo>> ofFile(PublishCondition condition) {
        PublishCondition onTarget =
                overwrite.orElse(true) ? new PublishCondition.Anything() : new PublishCondition.MustBeNew();
        CopySpec spec = new CopySpec(from, to, condition, onTarget);
        return (isMove ? store.move(spec) : store.copy(spec)).map(Optional::of);
    }

    private Future<Optional<FileInfo>> ofFolder() {
        FolderName source = FolderName.of(from);
        FolderName target = FolderName.of(to);
        Future<Void> done = isMove
                ? store.moveFolder(source, target)
                : isShallow ? store.createFolder(target) : store.copyFolder(source, target);
        return done.map(Optional.empty());
    }

    private void respond(Optional<FileInfo> file, EntryKind source, boolean replaced) {
        HttpServerResponse response = request.response();
        file.ifPresent(info -> response.putHeader("ETag", info.etag()));
        if (replaced) {
            response.setStatusCode(204);
        } else {
            String end = source == EntryKind.FOLDER ? "/" : "";
            String path = namespace.prefix() + RequestPath.encode(to.value()) + end;
            response.setStatusCode(201)
                    .putHeader("Location", BasePath.of(request, path))
                    .putHeader("Content-Length", "0");
        }
        response.end();
    }
}
