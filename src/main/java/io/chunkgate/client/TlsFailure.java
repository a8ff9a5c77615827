package io.chunkgate.client;

import io.netty.handler.ssl.NotSslRecordException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateExpiredException;
import java.security.cert.PKIXReason;

/** Says why a TLS handshake failed, in one line. Vert.x and the JDK have the reason in the innermost causes. */
final class TlsFailure {
    private TlsFailure() {}

    static String describe(Throwable failure) {
        String innermost = String.valueOf(failure.getMessage());
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NotSslRecordException) {
                return "the port does not use TLS (expected: a URL without the s of https, grpcs or tcps)";
            }
            if (isUnknownAuthority(cause)) {
                return "the certificate is not of a known authority (expected: one that Java knows, or that --cacert names)";
            }
            if (isExpired(cause)) {
                return "the certificate has expired";
            }
            innermost = cause.getMessage() == null ? innermost : cause.getMessage();
        }
        return innermost;
    }

    private static boolean isUnknownAuthority(Throwable cause) {
        return cause instanceof CertPathBuilderException
                || (cause instanceof CertPathValidatorException path && path.getReason() == PKIXReason.NO_TRUST_ANCHOR);
    }

    private static boolean isExpired(Throwable cause) {
        return cause instanceof CertificateExpiredException
                || (cause instanceof CertPathValidatorException path && path.getReason() == BasicReason.EXPIRED);
    }
}
