package io.chunkgate.http.upload;

import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.upload.draft.DraftProtocol;
import io.chunkgate.http.upload.draft.DraftRequests;
import io.chunkgate.http.upload.draft.DraftVersion;
import io.chunkgate.http.upload.draft.UploadLimit;
import io.chunkgate.http.upload.protocol.Creation;
import io.chunkgate.http.upload.protocol.UploadChecksum;
import io.chunkgate.http.upload.protocol.UploadHandler;
import io.chunkgate.http.upload.tus.TusProtocol;
import io.chunkgate.http.upload.tus.TusRequests;
import io.chunkgate.server.Client;
import io.chunkgate.server.NameTemplate;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.FileName;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.util.function.Supplier;

/** {@code /uploads} and, by the draft, {@code /files/{name}}: creates uploads and describes the supported protocols. */
record UploadsResource(ServerContext server, NameTemplate names) {
    /** OPTIONS: the supported features of tus and the draft. */
    void describe(HttpServerRequest request, String allowed) {
        HttpServerResponse response = request.response();
        response.setStatusCode(204)
                .putHeader("Allow", allowed)
                .putHeader("Accept-Patch", DraftVersion.MEDIA_TYPE + ", " + TusProtocol.MEDIA_TYPE)
                .putHeader(UploadLimit.HEADER, UploadLimit.of(server.config().limits()))
                .putHeader(TusProtocol.VERSION_HEADER, TusProtocol.VERSION)
                .putHeader("Tus-Version", TusProtocol.VERSION)
                .putHeader("Tus-Extension", TusProtocol.EXTENSIONS)
                .putHeader(
                        "Tus-Max-Size", Long.toString(server.config().limits().maxFileSize()))
                .putHeader("Tus-Checksum-Algorithm", UploadChecksum.ALGORITHMS)
                .end();
    }

    /** POST to {@code /uploads}. */
    void create(HttpServerRequest request, Client client) {
        if (TusProtocol.isUsedBy(request)) {
            createByTus(request, client);
        } else if (DraftVersion.isUsedBy(request.headers())) {
            createByDraft(request, client, () -> draftName(request), false);
        } else {
            Problem.badRequest("POST: unknown upload protocol (expected: the header " + TusProtocol.VERSION_HEADER
                            + ": " + TusProtocol.VERSION + ", or Upload-Complete)")
                    .send(request);
        }
    }

    /** PUT or POST to a file, by the draft. */
    void createFile(HttpServerRequest request, Client client, FileName name) {
        createByDraft(request, client, () -> name, true);
    }

    private void createByTus(HttpServerRequest request, Client client) {
        TusProtocol protocol = new TusProtocol();
        protocol.mark(request.response());
        TusProtocol.requireVersion(request);
        Creation creation = TusRequests.creation(request, this::newName);
        new UploadHandler(request, client, protocol).createIfAllowed(creation, false);
    }

    private void createByDraft(HttpServerRequest request, Client client, Supplier<FileName> name, boolean isNameFixed) {
        DraftProtocol protocol = new DraftProtocol(server.config(), request);
        UploadHandler handler = new UploadHandler(request, client, protocol);
        handler.guard(() -> handler.createIfAllowed(
                DraftRequests.creation(
                        request, protocol.version(), name.get(), TusRequests.metadata(request.headers())),
                isNameFixed));
    }

    /** Content-Disposition counts before Upload-Metadata. */
    private FileName draftName(HttpServerRequest request) {
        return DraftRequests.fileName(request)
                .or(() -> TusRequests.fileName(request.headers()))
                .map(FileName::of)
                .orElseGet(this::newName);
    }

    private FileName newName() {
        return names.render(Instant.now());
    }
}
