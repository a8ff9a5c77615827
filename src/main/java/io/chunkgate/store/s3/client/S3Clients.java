package io.chunkgate.store.s3.client;

import io.chunkgate.config.S3Config;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeOption;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeParams;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeProvider;

/** Creates S3 clients: credentials from the SDK's default chain, responses on own threads, retries within a budget. */
public final class S3Clients {
    private static final int THREADS = 2;
    private static final int CONNECTIONS = 64;
    /** Of downloads; a stalled one gives its connection up. */
    private static final int STREAMS = 256;

    private static final int ATTEMPTS = 4;
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration SILENCE = Duration.ofSeconds(15);
    private static final Duration ATTEMPT = Duration.ofSeconds(40);
    private static final Duration SHUTDOWN = Duration.ofSeconds(5);
    private static final Duration CALL = Duration.ofSeconds(90);

    private S3Clients() {}

    /**
     * The clients of one bucket, with connections of their own.
     *
     * @param client   for short requests
     * @param streams  for {@link ObjectStream}
     * @param loops    the threads of all connections
     * @param requests of both clients
     */
    record Connected(S3AsyncClient client, S3AsyncClient streams, EventLoopGroup loops, RequestCounter requests) {
        /** Aborts running requests. Blocks. */
        void close() {
            client.close();
            streams.close();
            // The client itself would wait two seconds for further work.
            loops.shutdownGracefully(0, SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly();
        }
    }

    /** The caller closes the result. */
    @SuppressWarnings("deprecation") // The SDK supports no newer event loops.
    public static Connected create(S3Config config) {
        EventLoopGroup loops =
                new NioEventLoopGroup(THREADS, new DefaultThreadFactory("chunkgate-s3-connections", true));
        RequestCounter requests = new RequestCounter();
        return new Connected(
                client(config, loops, CONNECTIONS, requests),
                client(config, loops, STREAMS, requests),
                loops,
                requests);
    }

    private static S3AsyncClient client(
            S3Config config, EventLoopGroup loops, int connections, RequestCounter requests) {
        S3AsyncClientBuilder client = S3AsyncClient.builder()
                .region(Region.of(config.region()))
                .forcePathStyle(config.pathStyle())
                // Servers other than Amazon's do not support trailing checksums; ours are in the headers.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(
                        S3Configuration.builder().chunkedEncodingEnabled(false).build())
                .authSchemeProvider(S3Clients::authentication)
                .httpClientBuilder(connections(loops, connections))
                .overrideConfiguration(attempts(requests))
                // Results are moved to the context of the call anyway, without a further thread.
                .asyncConfiguration(async ->
                        async.advancedOption(SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run));
        if (!config.endpoint().isEmpty()) {
            client.endpointOverride(URI.create(config.endpoint()));
        }
        return client.build();
    }

    /**
     * A signature covers the headers, and with them the MD5 of bytes that are put, which the server checks. A SHA-256 of them
     * in the signature would have client and server hold them, and digest them once more.
     */
    private static List<AuthSchemeOption> authentication(S3AuthSchemeParams request) {
        boolean isSigned =
                !request.operation().equals("PutObject") && !request.operation().equals("UploadPart");
        return S3AuthSchemeProvider.defaultProvider().resolveAuthScheme(request).stream()
                .map(option -> option.toBuilder()
                        .putSignerProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, isSigned)
                        .build())
                .toList();
    }

    private static NettyNioAsyncHttpClient.Builder connections(EventLoopGroup loops, int most) {
        return NettyNioAsyncHttpClient.builder()
                .eventLoopGroup(SdkEventLoopGroup.create(loops, NioSocketChannel::new))
                .maxConcurrency(most)
                .connectionTimeout(CONNECT)
                .connectionAcquisitionTimeout(SILENCE)
                .readTimeout(SILENCE)
                .writeTimeout(SILENCE);
    }

    /** The standard strategy backs off exponentially, with jitter, and stops retrying when too many requests fail. */
    private static ClientOverrideConfiguration attempts(RequestCounter requests) {
        return ClientOverrideConfiguration.builder()
                .apiCallAttemptTimeout(ATTEMPT)
                .apiCallTimeout(CALL)
                .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(ATTEMPTS)
                        .build())
                .addExecutionInterceptor(new WithoutExpectation())
                .addExecutionInterceptor(requests)
                .build();
    }

    /** Removes Expect: bodies are short and rarely refused, so waiting for 100 (Continue) costs more than it saves. */
    private static final class WithoutExpectation implements ExecutionInterceptor {
        @Override
        public SdkHttpRequest modifyHttpRequest(
                Context.ModifyHttpRequest request, ExecutionAttributes executionAttributes) {
            return request.httpRequest().toBuilder().removeHeader("Expect").build();
        }
    }
}
