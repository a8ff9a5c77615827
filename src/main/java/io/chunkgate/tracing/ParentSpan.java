package io.chunkgate.tracing;

import io.chunkgate.transfer.RequestInfo;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The span of the client that a request is a part of (W3C Trace Context). */
final class ParentSpan {
    private static final TextMapGetter<RequestInfo> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(RequestInfo requestInfo) {
            return List.of("traceparent");
        }

        @Override
        public @Nullable String get(@Nullable RequestInfo requestInfo, String key) {
            return requestInfo == null || !key.equals("traceparent")
                    ? null
                    : requestInfo.traceparent().orElse(null);
        }
    };

    private ParentSpan() {}

    /** None where the client said none, or something that is none. */
    static Context of(RequestInfo requestInfo) {
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), requestInfo, HEADERS);
    }
}
