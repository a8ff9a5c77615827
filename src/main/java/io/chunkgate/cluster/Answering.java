package io.chunkgate.cluster;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.transfer.Failures;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers the questions of other nodes, out of the own store alone. */
final class Answering {
    /** Whether somebody on the answering node writes the upload. */
    static final String WRITTEN = "written";

    private final Vertx vertx;
    private final OwnStore own;
    private final Running running;
    private @Nullable MessageConsumer<JsonObject> consumer;

    Answering(Vertx vertx, OwnStore own, Running running) {
        this.vertx = vertx;
        this.own = own;
        this.running = running;
    }

    /** Succeeds when the other nodes can ask. */
    Future<?> begin(String nodeId) {
        MessageConsumer<JsonObject> questions = vertx.eventBus().consumer(Asking.address(nodeId), this::answer);
        consumer = questions;
        return questions.completion();
    }

    Future<?> end() {
        return consumer == null ? Future.succeededFuture() : consumer.unregister();
    }

    private void answer(Message<JsonObject> message) {
        Future<?> answer;
        try {
            Question question = Question.valueOf(message.body().getString(Asking.QUESTION));
            answer = answer(question, message.body());
        } catch (RuntimeException e) {
            answer = Future.failedFuture(e);
        }
        answer.onSuccess(said -> message.reply(new JsonObject().put(Asking.ANSWER, said)))
                .onFailure(cause -> refuse(message, Failures.toStoreException(cause)));
    }

    private static void refuse(Message<JsonObject> message, StoreException cause) {
        if (cause.code() == ErrorCode.NOT_FOUND) {
            message.reply(new JsonObject());
        } else {
            message.fail(cause.code().number(), String.valueOf(cause.getMessage()));
        }
    }

    private Future<?> answer(Question question, JsonObject about) {
        return switch (question) {
            case FILE -> own.stat(name(about)).map(Descriptions::file);
            case UPLOAD -> own.upload(id(about)).map(this::describe);
            case UPLOAD_TO -> own.upload(name(about)).map(this::describe);
            case CREATE -> begun(own.create(Descriptions.spec(about.getJsonObject("spec"))));
            case CONCATENATE -> begun(own.concatenate(Descriptions.spec(about.getJsonObject("spec")), parts(about)));
            case GIVE_UP -> own.giveUp(id(about)).map(done -> new JsonObject());
            case DISCARD -> own.discard(id(about)).map(done -> new JsonObject());
            case DELETE ->
                own.delete(name(about), Descriptions.condition(about.getJsonObject("condition")))
                        .map(done -> new JsonObject());
            case PIECE -> piece(id(about), about.getBoolean("keep")).map(done -> new JsonObject());
            case TRANSFERS -> Future.succeededFuture(running.toJson());
        };
    }

    /** Leaves it for the node that asked to go on with. */
    private Future<JsonObject> begun(Future<Upload> opening) {
        return opening.compose(upload -> upload.close().map(upload.id()))
                .compose(own::upload)
                .map(this::describe);
    }

    private Future<Void> piece(UploadId id, boolean keep) {
        return own.writer(id)
                .map(writer -> keep ? writer.keepPiece() : writer.beginPiece())
                .orElseGet(() -> Future.failedFuture(
                        new StoreException(ErrorCode.ABORTED, "upload: another connection took it over")));
    }

    private JsonObject describe(UploadInfo upload) {
        return Descriptions.upload(upload).put(WRITTEN, own.isWritten(upload.id()));
    }

    private static FileName name(JsonObject about) {
        return FileName.of(about.getString("name"));
    }

    private static UploadId id(JsonObject about) {
        return new UploadId(about.getString("id"));
    }

    private static List<UploadId> parts(JsonObject about) {
        return about.getJsonArray("parts").stream()
                .map(part -> new UploadId(String.valueOf(part)))
                .toList();
    }
}
