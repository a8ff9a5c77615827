package io.chunkgate.http.upload.form;

import io.chunkgate.config.UploadsConfig;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.exchange.ProblemException;
import io.chunkgate.http.exchange.WritePreconditions;
import io.chunkgate.http.message.BadHeaderException;
import io.chunkgate.http.upload.protocol.RequestBody;
import io.chunkgate.io.BufferPool;
import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.server.Client;
import io.chunkgate.server.net.IdleTimeoutSuppressor;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.transfer.upload.UploadSession;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Receives a form. Each part with a file name becomes a file of the folder, one after the other, with the rules of any upload:
 * conditions, permissions, quotas and limits hold for each. A file is published when its part has ended; after an error the
 * files before it stay, and the response names them. Other parts are ignored.
 */
public final class FormHandler implements RequestBody.Sink {
    private static final int MAX_FILES = 1000;
    private static final Pattern BOUNDARY = Pattern.compile(
            ";[ \\t]*boundary=(?:\"(?<quoted>[^\"]{1,70})\"|(?<token>[^\";, \\t]{1,70}))[ \\t]*(?:;|$)",
            Pattern.CASE_INSENSITIVE);

    private final HttpServerRequest request;
    private final Client client;
    private final FolderName folder;
    private final FormScanner scanner;
    private final RequestBody body;
    private final List<FileInfo> stored = new ArrayList<>();
    private Future<Void> received = VertxInternals.<Void>promise().future();
    /** Opening or publishing a file; the parts after it wait. */
    private Future<?> work = VertxInternals.succeeded(null);

    private @Nullable UploadSession session;
    private boolean isUnnamedFile;
    private boolean begun;

    private FormHandler(HttpServerRequest request, Client client, FolderName folder, String boundary) {
        this.request = request;
        this.client = client;
        this.folder = folder;
        this.scanner = new FormScanner(boundary);
        this.body = new RequestBody(client.server(), request, this);
    }

    /**
     * @param request paused
     * @throws BadHeaderException for a form that cannot be received
     * @throws ProblemException for a form of another site
     */
    public static void handle(HttpServerRequest request, Client client, FolderName folder) {
        FormOrigin.require(request, client.server().config().http().cors());
        for (String digest : List.of("Content-Digest", "Repr-Digest")) {
            if (request.headers().contains(digest)) {
                throw new BadHeaderException(
                        digest, String.valueOf(request.getHeader(digest)), "none with a form; PUT verifies digests");
            }
        }
        FormHandler form = new FormHandler(request, client, folder, boundary(request));
        client.server().pending().add(form.run());
    }

    private static String boundary(HttpServerRequest request) {
        String type = String.valueOf(request.getHeader("Content-Type"));
        Matcher boundary = BOUNDARY.matcher(type);
        if (!boundary.find()) {
            throw new BadHeaderException("Content-Type", type, "a boundary of 1..70 characters");
        }
        return Optional.ofNullable(boundary.group("quoted")).orElseGet(() -> boundary.group("token"));
    }

    private Future<Void> run() {
        received = body.read();
        FormResponse response = new FormResponse(request, stored);
        return received.compose(v -> work)
                .compose(v -> complete())
                .onSuccess(v -> response.send())
                .recover(cause -> abort(cause).onComplete(v -> response.refuse(cause, begun)));
    }

    @Override
    public boolean isFull() {
        return !work.isComplete() || (session != null && session.stream().writeQueueFull());
    }

    @Override
    public void write(Buffer data) {
        scanner.add(data);
        BufferPool.release(data); // An upload before this one on the connection may have installed the pool.
        advance();
    }

    /** Handles what has arrived, until more bytes or the end of an operation must be awaited. */
    private void advance() {
        try {
            while (work.isComplete() && !received.isComplete()) {
                Optional<FormScanner.Token> token = scanner.next();
                if (token.isEmpty()) {
                    return;
                }
                handle(token.get());
            }
        } catch (BadHeaderException malformed) {
            body.fail(new ProblemException(Problem.badRequest(String.valueOf(malformed.getMessage()))));
        } catch (ProblemException refusal) {
            body.fail(refusal);
        }
    }

    private void handle(FormScanner.Token token) {
        if (token instanceof FormScanner.Begin begin) {
            begin(begin.part().fileName());
        } else if (token instanceof FormScanner.Content content) {
            content(content.bytes());
        } else {
            end();
        }
    }

    private void begin(Optional<String> fileName) {
        isUnnamedFile = fileName.isPresent() && fileName.get().isEmpty();
        if (fileName.isEmpty() || isUnnamedFile) {
            return;
        }
        if (stored.size() == MAX_FILES) {
            throw new ProblemException(
                    Problem.badRequest("files in the form: more (expected: at most " + MAX_FILES + ")"));
        }
        FileName name = name(fileName.get());
        begun = true;
        await(WritePreconditions.check(request, client.store(), name)
                .map(stated -> UploadSpec.of(name).withCondition(unlessStored(name, stated)))
                .compose(client::create)
                .onSuccess(this::opened));
    }

    private FileName name(String fileName) {
        try {
            return FileName.of(folder.equals(FolderName.ROOT) ? fileName : folder + fileName);
        } catch (StoreException badName) {
            throw new ProblemException(Problem.badName(badName));
        }
    }

    /** A file of the form must not replace another one of the same form. */
    private PublishCondition unlessStored(FileName name, PublishCondition stated) {
        boolean isRepeated = stored.stream().anyMatch(file -> file.name().equals(name));
        boolean isRenamed = client.server().config().uploads().onConflict().equals(UploadsConfig.RENAME);
        return isRepeated && !isRenamed && stated instanceof PublishCondition.Anything
                ? new PublishCondition.MustBeNew()
                : stated;
    }

    private void opened(UploadSession opened) {
        session = opened;
        opened.upload().lost().onSuccess(body::fail);
        opened.stream().exceptionHandler(body::fail).drainHandler(v -> body.readMore());
        if (opened.isRateLimited()) {
            IdleTimeoutSuppressor.until(request, received);
        }
    }

    private void content(Buffer bytes) {
        if (isUnnamedFile) {
            throw new ProblemException(Problem.badRequest("filename: '' (expected: the name of the file)"));
        }
        if (session != null) {
            session.stream().write(bytes);
        }
    }

    private void end() {
        UploadSession whole = session;
        if (whole != null) {
            session = null;
            Future<FileInfo> publishing = whole.publish().onSuccess(stored::add);
            IdleTimeoutSuppressor.until(request, publishing);
            await(publishing);
        }
    }

    /** Continues with the form when the operation has succeeded. */
    private void await(Future<?> operation) {
        work = operation;
        operation.onFailure(body::fail).onSuccess(done -> {
            advance();
            body.readMore();
        });
    }

    private Future<Void> complete() {
        if (!scanner.isClosed()) {
            return refused("body: ended within the form (expected: its closing boundary)");
        }
        return stored.isEmpty() ? refused("files in the form: 0 (expected: at least 1)") : Future.succeededFuture();
    }

    private static Future<Void> refused(String detail) {
        return Future.failedFuture(new ProblemException(Problem.badRequest(detail)));
    }

    /** Discards the file that has not ended. */
    private Future<Void> abort(Throwable cause) {
        return work.transform(done -> session == null ? Future.succeededFuture() : session.discard(reason(cause)))
                .transform(discarded -> Future.succeededFuture());
    }

    /** A refused form is the client's fault, not one of the gateway. */
    private static Throwable reason(Throwable cause) {
        return cause instanceof ProblemException refusal
                ? new StoreException(refusal.problem().code(), refusal.problem().detail())
                : cause;
    }
}
