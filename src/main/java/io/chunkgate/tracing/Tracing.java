package io.chunkgate.tracing;

import io.chunkgate.config.TracingConfig;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.UploadId;
import io.chunkgate.transfer.RequestInfo;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.TransferObserver;
import io.chunkgate.transfer.TransferOutcome;
import io.chunkgate.transfer.TransferRange;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends a span for each transfer to a collector. A span is created when the transfer ends, and sent some seconds later by a
 * background thread from a bounded queue. It is not recorded if the client's trace is not.
 */
public final class Tracing implements TransferObserver {
    private static final long CLOSE_SECONDS = 5;
    private static final String TRACEPARENT = "traceparent";

    /** Reads the headers of W3C Trace Context. */
    private static final TextMapGetter<RequestInfo> TRACE_CONTEXT = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(RequestInfo requestInfo) {
            return List.of(TRACEPARENT);
        }

        @Override
        public @Nullable String get(@Nullable RequestInfo requestInfo, String key) {
            return requestInfo == null || !key.equals(TRACEPARENT)
                    ? null
                    : requestInfo.traceparent().orElse(null);
        }
    };

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    private Tracing(SdkTracerProvider provider) {
        this.provider = provider;
        this.tracer = provider.get("io.chunkgate");
    }

    /** Starts the exporter; the caller registers this as an observer, and closes it. */
    public static Tracing open(TracingConfig config) {
        OtlpHttpSpanExporter exporter =
                OtlpHttpSpanExporter.builder().setEndpoint(config.endpoint()).build();
        return new Tracing(SdkTracerProvider.builder()
                .setResource(Resource.getDefault().toBuilder()
                        .put("service.name", config.serviceName())
                        .build())
                .setSampler(Sampler.parentBased(Sampler.alwaysOn()))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .build());
    }

    @Override
    public void transferEnded(Transfer transfer, TransferOutcome outcome) {
        Span span = tracer.spanBuilder(
                        transfer.direction().label() + " " + transfer.clientId().listener())
                .setParent(parent(transfer.requestInfo()))
                .setSpanKind(SpanKind.SERVER)
                .setStartTimestamp(transfer.startedAt())
                .setAllAttributes(attributes(transfer, outcome))
                .startSpan();
        transfer.transferRange().ifPresent(transferRange -> describe(span, transferRange));
        transfer.upload().map(UploadId::value).ifPresent(id -> span.setAttribute("chunkgate.upload", id));
        transfer.requestInfo().agent().ifPresent(agent -> span.setAttribute("user_agent.original", agent));
        if (outcome.kind() == TransferOutcome.Kind.FAILED) {
            span.setStatus(StatusCode.ERROR);
        }
        outcome.error().map(ErrorCode::name).ifPresent(code -> span.setAttribute("error.type", code));
        span.end();
    }

    /** The root context if the client sent no valid {@code traceparent}. */
    private static Context parent(RequestInfo requestInfo) {
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), requestInfo, TRACE_CONTEXT);
    }

    private static Attributes attributes(Transfer transfer, TransferOutcome outcome) {
        return Attributes.builder()
                .put("chunkgate.listener", transfer.clientId().listener())
                .put("chunkgate.direction", transfer.direction().label())
                .put("chunkgate.name", transfer.name().value())
                .put("chunkgate.bytes", transfer.byteCount())
                .put("chunkgate.outcome", outcome.kind().label())
                .put("client.address", transfer.clientId().host())
                .put("user.id", transfer.clientId().principal())
                .build();
    }

    private static void describe(Span span, TransferRange transferRange) {
        span.setAttribute("chunkgate.start", transferRange.start());
        transferRange.size().ifPresent(size -> span.setAttribute("chunkgate.size", size));
        transferRange.etag().ifPresent(etag -> span.setAttribute("chunkgate.etag", etag));
    }

    /** Sends the queued spans. Blocks for some seconds at most. */
    public void close() {
        provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
