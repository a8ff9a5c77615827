package io.chunkgate.cluster;

import io.chunkgate.client.ClientException;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import java.util.Arrays;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The errors of other nodes as those of a store. */
final class Errors {
    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);
    private static final Set<ErrorCode> STRANGERS = Set.of(ErrorCode.UNAUTHENTICATED, ErrorCode.PERMISSION_DENIED);

    private Errors() {}

    static boolean is(ErrorCode code, Throwable cause) {
        return cause instanceof StoreException refusal && refusal.code() == code;
    }

    /** The error with a number of the table; {@code INTERNAL} for another. */
    static ErrorCode code(int number) {
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code.number() == number)
                .findFirst()
                .orElse(ErrorCode.INTERNAL);
    }

    static StoreException unreachable(Node node) {
        return new StoreException(ErrorCode.UNAVAILABLE, "node '" + node.name() + "': does not answer");
    }

    /**
     * What a call to another node failed with. One that does not let this node in, or is not believed, is no fault of the
     * client: the log has the reason.
     */
    static StoreException of(Throwable cause) {
        if (cause instanceof StoreException refusal) {
            return refusal;
        }
        ClientException failure = ClientException.of(cause);
        if (STRANGERS.contains(failure.code())) {
            LOG.warn(
                    "Another node and this one do not trust each other (look at cluster.token, cluster.authorities): {}",
                    failure.getMessage());
            return new StoreException(ErrorCode.UNAVAILABLE, "nodes of the cluster do not trust each other");
        }
        return new StoreException(failure.code(), String.valueOf(failure.getMessage()));
    }
}
