package io.chunkgate.cluster;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Asks other nodes over the event bus. Safe for any thread; results arrive on the caller's context. */
final class Asking {
    /** A node that takes longer counts as silent: a question costs it one look at its disk. */
    static final long TIMEOUT_MILLIS = 3000;

    static final String QUESTION = "question";
    static final String ANSWER = "answer";

    private final Vertx vertx;
    private final Members members;
    private final boolean sharedStore;

    /** @param sharedStore whether the own store tells all, so that no silent node could know more */
    Asking(Vertx vertx, Members members, boolean sharedStore) {
        this.vertx = vertx;
        this.members = members;
        this.sharedStore = sharedStore;
    }

    /** Where a node is asked. */
    static String address(String nodeId) {
        return "chunkgate.cluster.node." + nodeId;
    }

    /**
     * Asks one node.
     *
     * @return its answer, or empty when it has nothing to say; fails with its error, or with {@code UNAVAILABLE} when it
     *     does not answer
     */
    Future<Optional<JsonObject>> ask(Node node, Question question, JsonObject about) {
        JsonObject message = about.copy().put(QUESTION, question.name());
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(TIMEOUT_MILLIS);
        return vertx.eventBus()
                .<JsonObject>request(address(node.id()), message, options)
                .map(Message::body)
                .map(body -> Optional.ofNullable(body.getJsonObject(ANSWER)))
                .recover(cause -> Future.failedFuture(understood(node, cause)));
    }

    /**
     * Asks all other nodes, who have nothing to say by {@code NOT_FOUND}. Never fails.
     *
     * @param reader makes a value of an answer
     */
    <T> Future<Findings<T>> askAll(Question question, JsonObject about, Function<JsonObject, T> reader) {
        return all(node -> ask(node, question, about).map(answer -> answer.map(reader)));
    }

    /** As {@link #askAll}, in whatever way a node is asked. */
    <T> Future<Findings<T>> all(Function<Node, Future<Optional<T>>> way) {
        List<Node> nodes = members.others();
        List<Future<Optional<T>>> answers = nodes.stream().map(way).toList();
        if (nodes.isEmpty()) {
            return Future.succeededFuture(findings(nodes, answers));
        }
        return Future.join(answers).transform(done -> Future.succeededFuture(findings(nodes, answers)));
    }

    private <T> Findings<T> findings(List<Node> nodes, List<Future<Optional<T>>> answers) {
        List<Found<T>> found = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        members.absent().forEach(node -> silent.add(node.name()));
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            Future<Optional<T>> answer = answers.get(i);
            if (answer.succeeded()) {
                answer.result().ifPresent(value -> found.add(new Found<>(node, value)));
            } else if (!isNotFound(answer.cause())) {
                silent.add(node.name());
            }
        }
        return new Findings<>(found, sharedStore ? List.of() : silent);
    }

    private static boolean isNotFound(Throwable cause) {
        return cause instanceof StoreException refusal && refusal.code() == ErrorCode.NOT_FOUND;
    }

    private static StoreException understood(Node node, Throwable cause) {
        if (cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE) {
            return new StoreException(Errors.code(reply.failureCode()), String.valueOf(reply.getMessage()));
        }
        return Errors.unreachable(node);
    }
}
