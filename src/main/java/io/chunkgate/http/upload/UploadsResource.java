package io.chunkgate.http.upload;

import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.upload.draft.DraftProtocol;
import io.chunkgate.http.upload.draft.DraftRequests;
import io.chunkgate.http.upload.draft.DraftVersion;
import io.chunkgate.http.upload.draft.UploadLimit;
import io.chunkgate.http.upload.protocol.Creation;
import io.chunkgate.http.upload.protocol.UploadChecksum;
import io.chunkgate.http.upload.protocol.UploadHandler;
import io.chunkgate.http.upload.protocol.WritePreconditions;
import io.chunkgate.http.upload.tus.TusProtocol;
import io.chunkgate.http.upload.tus.TusRequests;
import io.chunkgate.server.NameTemplate;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.FileName;
import io.chunkgate.store.PublishCondition;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;

/** {@code /uploads} and, by the draft, {@code /files/{name}}: creates uploads and describes the supported protocols. */
final class UploadsResource {
    private final ServerContext context;
    private final NameTemplate names;

    UploadsResource(ServerContext context, NameTemplate names) {
        this.context = context;
        this.names = names;
    }

    /** OPTIONS: the supported features of tus and the draft. */
    void describe(HttpServerRequest request, String allowed) {
        HttpServerResponse response = request.response();
        response.setStatusCode(204)
                .putHeader("Allow", allowed)
                .putHeader("Accept-Patch", DraftVersion.MEDIA_TYPE + ", " + TusProtocol.MEDIA_TYPE)
                .putHeader(UploadLimit.HEADER, UploadLimit.of(context.config().limits()))
                .putHeader(TusProtocol.VERSION_HEADER, TusProtocol.VERSION)
                .putHeader("Tus-Version", TusProtocol.VERSION)
                .putHeader("Tus-Extension", TusProtocol.EXTENSIONS)
                .putHeader(
                        "Tus-Max-Size", Long.toString(context.config().limits().maxFileSize()))
                .putHeader("Tus-Checksum-Algorithm", UploadChecksum.ALGORITHMS)
                .end();
    }

    /** POST to {@code /uploads}. */
    void create(HttpServerRequest request) {
        if (TusProtocol.isUsedBy(request)) {
            createByTus(request);
        } else if (DraftVersion.isUsedBy(request.headers())) {
            FileName name = DraftRequests.fileName(request).map(FileName::of).orElseGet(this::newName);
            createByDraft(request, name, new PublishCondition.Anything());
        } else {
            Problem.badRequest("POST: unknown upload protocol (expected: the header " + TusProtocol.VERSION_HEADER
                            + ": " + TusProtocol.VERSION + ", or Upload-Complete)")
                    .send(request);
        }
    }

    /** PUT or POST to a file, by the draft. */
    void createFile(HttpServerRequest request, FileName name) {
        UploadHandler handler = new UploadHandler(context, request, new DraftProtocol(context.config(), request));
        WritePreconditions.check(request, context.store(), name)
                .onSuccess(condition -> createByDraft(request, name, condition))
                .onFailure(handler::refuse);
    }

    private void createByTus(HttpServerRequest request) {
        TusProtocol protocol = new TusProtocol();
        protocol.mark(request.response());
        TusProtocol.requireVersion(request);
        Creation creation = TusRequests.creation(request, this::newName);
        new UploadHandler(context, request, protocol).create(creation);
    }

    private void createByDraft(HttpServerRequest request, FileName name, PublishCondition condition) {
        DraftProtocol protocol = new DraftProtocol(context.config(), request);
        UploadHandler handler = new UploadHandler(context, request, protocol);
        handler.guard(() -> handler.create(DraftRequests.creation(request, protocol.version(), name, condition)));
    }

    private FileName newName() {
        return names.render(Instant.now());
    }
}
