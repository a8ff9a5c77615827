package io.chunkgate.tracing;

import io.chunkgate.transfer.Caller;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The span of the client that a request is a part of (W3C Trace Context). */
final class ParentSpan {
    private static final TextMapGetter<Caller> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Caller caller) {
            return List.of("traceparent");
        }

        @Override
        public @Nullable String get(@Nullable Caller caller, String key) {
            return caller == null || !key.equals("traceparent")
                    ? null
                    : caller.traceparent().orElse(null);
        }
    };

    private ParentSpan() {}

    /** None where the client said none, or something that is none. */
    static Context of(Caller caller) {
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), caller, HEADERS);
    }
}
