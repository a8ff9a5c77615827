package io.chunkgate.http.upload;

import io.chunkgate.door.DoorContext;
import io.chunkgate.door.NameTemplate;
import io.chunkgate.http.Problem;
import io.chunkgate.store.FileName;
import io.chunkgate.store.PublishCondition;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.util.Optional;

/** {@code /uploads} and, by the draft, {@code /files/{name}}: where uploads are created and what they can do is asked. */
final class UploadsResource {
    private final DoorContext context;
    private final NameTemplate names;

    UploadsResource(DoorContext context, NameTemplate names) {
        this.context = context;
        this.names = names;
    }

    /** OPTIONS: what tus and the draft can do here. */
    void describe(HttpServerRequest request, String allowed) {
        HttpServerResponse response = request.response();
        response.setStatusCode(204)
                .putHeader("Allow", allowed)
                .putHeader("Accept-Patch", DraftVersion.MEDIA_TYPE + ", " + TusDialect.MEDIA_TYPE)
                .putHeader(UploadLimit.HEADER, UploadLimit.of(context.config().limits()))
                .putHeader(TusDialect.VERSION_HEADER, TusDialect.VERSION)
                .putHeader("Tus-Version", TusDialect.VERSION)
                .putHeader("Tus-Extension", TusDialect.EXTENSIONS)
                .putHeader(
                        "Tus-Max-Size", Long.toString(context.config().limits().maxFileSize()))
                .putHeader("Tus-Checksum-Algorithm", UploadChecksum.ALGORITHMS)
                .end();
    }

    /** POST to {@code /uploads}. */
    void create(HttpServerRequest request) {
        if (TusDialect.isSpokenBy(request)) {
            createByTus(request);
        } else if (DraftVersion.isAskedFor(request.headers())) {
            FileName name = DraftRequests.fileName(request).map(FileName::of).orElseGet(this::newName);
            createByDraft(request, name, new PublishCondition.Anything());
        } else {
            Problem.badRequest("POST: of no protocol (expected: the header " + TusDialect.VERSION_HEADER + ": "
                            + TusDialect.VERSION + ", or Upload-Complete)")
                    .send(request);
        }
    }

    /** PUT or POST to a file, by the draft. */
    void createFile(HttpServerRequest request, FileName name) {
        Exchange exchange = new Exchange(context, request, new DraftDialect(context.config(), request));
        TargetConditions.check(request, context.store(), name)
                .onSuccess(condition -> createByDraft(request, name, condition))
                .onFailure(cause -> exchange.refuse(cause, Optional.empty()));
    }

    private void createByTus(HttpServerRequest request) {
        TusDialect dialect = new TusDialect();
        dialect.mark(request.response());
        TusDialect.requireVersion(request);
        Creation creation = TusRequests.creation(request, this::newName);
        new Exchange(context, request, dialect).create(creation);
    }

    private void createByDraft(HttpServerRequest request, FileName name, PublishCondition condition) {
        DraftDialect dialect = new DraftDialect(context.config(), request);
        Exchange exchange = new Exchange(context, request, dialect);
        exchange.guard(() -> exchange.create(DraftRequests.creation(request, dialect.version(), name, condition)));
    }

    private FileName newName() {
        return names.render(Instant.now());
    }
}
