package io.chunkgate.metrics;

import io.chunkgate.tls.ServerTls;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** When the certificate ends, so that somebody is told in time. */
final class CertificateGauge {
    private CertificateGauge() {}

    static void register(PrometheusRegistry registry, ServerTls tls) {
        GaugeWithCallback.builder()
                .name("chunkgate_tls_certificate_expiry_timestamp_seconds")
                .help("When the certificate in use ends, in seconds since 1970; not there without TLS.")
                .callback(figure -> tls.expiresAt().ifPresent(end -> figure.call((double) end.getEpochSecond())))
                .register(registry);
    }
}
