package io.chunkgate.cluster;

import io.chunkgate.client.ClientException;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import java.util.Arrays;

/** The errors of other nodes as those of a store. */
final class Errors {
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

    /** What a call to another node failed with. */
    static StoreException of(Throwable cause) {
        if (cause instanceof StoreException refusal) {
            return refusal;
        }
        ClientException failure = ClientException.of(cause);
        return new StoreException(failure.code(), String.valueOf(failure.getMessage()));
    }
}
