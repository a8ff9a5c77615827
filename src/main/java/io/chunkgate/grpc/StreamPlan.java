package io.chunkgate.grpc;

import io.chunkgate.io.ByteRange;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a call sends.
 *
 * @param range   of the file
 * @param framing of the messages with data
 * @param header  a message ahead of them
 * @param footer  a message behind them, asked for when they are sent
 */
record StreamPlan<A>(ByteRange range, MessageFraming framing, Optional<A> header, Supplier<Optional<A>> footer) {

    /** Messages with data and no other. */
    static <A> StreamPlan<A> of(ByteRange range, MessageFraming framing) {
        return new StreamPlan<>(range, framing, Optional.empty(), Optional::empty);
    }
}
